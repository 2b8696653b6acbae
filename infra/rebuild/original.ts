// What the original says of itself: a book's head and balances, or the notary's word about them.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { connect, type Transaction } from '@ticun/db'
import type { LedgerTables } from '@ticun/ledger'
import { base64, hex } from '@ticun/proof'
import { believe, openLogSource, readTrust, UnreadableError } from '@ticun/verify'

const ACCOUNTS_A_PAGE = 5_000

/** A book at one moment. */
export type Snapshot = {
  readonly bookId: string
  readonly sequence: bigint
  /** In hexadecimal. */
  readonly chainHead: string
  /** Signed fen by code of the chart; codes without accounts are absent. */
  readonly codes: ReadonlyMap<string, bigint>
  readonly accounts: number
  /** SHA-256 over every account's name, balance and count of lines, in order of name. */
  readonly accountsDigest: string
}

/** What the notary says: the book's head as it follows it, and the newest root that it signed. */
export type NotaryWord = {
  readonly bookId: string
  readonly entries: bigint
  readonly chainHead: string
  readonly size: number
  /** In base64. */
  readonly root: string
}

/** Every book of an escrow database, at one moment. */
export async function readOriginal(url: string): Promise<Snapshot[]> {
  const db = connect<LedgerTables>({ url, applicationName: 'rebuild-compare', connectionsMax: 1 })
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        const heads = await trx
          .selectFrom('chain_head')
          .select('book_id')
          .orderBy('book_id')
          .execute()
        const books: Snapshot[] = []
        for (const { book_id } of heads) books.push(await takeSnapshot(trx, book_id))
        return books
      })
  } finally {
    await db.destroy()
  }
}

/** A book of this database; call it in a transaction that sees one moment. */
export async function takeSnapshot(
  db: Transaction<LedgerTables>,
  bookId: string,
): Promise<Snapshot> {
  const head = await db
    .selectFrom('chain_head')
    .select(['sequence', 'hash'])
    .where('book_id', '=', bookId)
    .executeTakeFirst()
  const codes = new Map<string, bigint>()
  const digest = createHash('sha256')
  let accounts = 0
  for await (const { account, balance, sequence } of accountsOf(db, bookId)) {
    accounts += 1
    digest.update(`${account} ${balance} ${sequence}\n`)
    const code = account.slice(0, 4)
    codes.set(code, (codes.get(code) ?? 0n) + balance)
  }
  const chainHead = hex(head?.hash ?? new Uint8Array(32))
  const accountsDigest = digest.digest('hex')
  return { bookId, sequence: head?.sequence ?? 0n, chainHead, codes, accounts, accountsDigest }
}

type Account = { account: string; balance: bigint; sequence: bigint }

async function* accountsOf(db: Transaction<LedgerTables>, bookId: string): AsyncGenerator<Account> {
  for (let after = ''; ;) {
    const { rows } = await sql<Account>`
      SELECT account, balance, sequence FROM account_head
      WHERE book_id = ${bookId} AND account COLLATE "C" > ${after}
      ORDER BY account COLLATE "C" LIMIT ${ACCOUNTS_A_PAGE}::int`.execute(db)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.account
  }
}

/** The word of the notary at an address; undefined when it follows no book yet. */
export async function askNotary(
  url: string,
  keys: readonly string[] | undefined,
): Promise<NotaryWord | undefined> {
  const source = openLogSource(url)
  // The checkpoint first: what the notary follows is never behind what it signed.
  const note = await source.checkpoint()
  const status = await source.status()
  const believed = await believe(note, await readTrust(keys ?? [status.verifierKey]))
  if ('what' in believed) throw new UnreadableError(`${url}: ${believed.what}`)
  const { bookId, chainHead } = status
  if (bookId === undefined) return undefined
  const { size, root } = believed.checkpoint
  return { bookId, entries: BigInt(status.entries), chainHead, size, root: base64(root) }
}
