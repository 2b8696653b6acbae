// Knows what a database administrator with all rights can do to a book: triggers off, no traces.
import { sql } from 'kysely'
import { connect, transact, type Transaction } from '@ticun/db'
import { entryBytes, equal, genesisHash, link, type Entry, type EntryLine } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'

/** Further than any number in these books. */
const PARKING = 1_000_000

type Trx = Transaction<unknown>
type EntryRow = {
  sequence: string
  entry_id: string
  cause_id: string
  kind: string
  contract_id: string | null
  merchant_id: string | null
  occurred_at: string
  recorded_at: string
  hash: Buffer
  lines: { account: string; amount: string; balance: string; sequence: string }[]
}
type Written = { entry: Entry; hash: Uint8Array }

export type Administrator = ReturnType<typeof openAdministrator>

/** The superuser of a server, on escrow's database. */
export function openAdministrator(url: string) {
  const db = connect<unknown>({ url, applicationName: 'administrator', connectionsMax: 1 })
  /** No trigger, no foreign key and no deferred check looks on. */
  const unseen = (work: (trx: Trx) => Promise<void>) =>
    transact(db, async (trx) => {
      await sql`SET LOCAL session_replication_role = replica`.execute(trx)
      await work(trx)
    })
  return {
    isChained: (bookId: string) => transact(db, (trx) => isChained(trx, bookId)),
    changeAmount: (bookId: string, at: number) => unseen((trx) => changeAmount(trx, bookId, at)),
    changeAmountAndRechain: (bookId: string, at: number) =>
      unseen(async (trx) => {
        await changeAmount(trx, bookId, at)
        await rechain(trx, bookId)
      }),
    deleteEntry: (bookId: string, at: number) => unseen((trx) => deleteEntry(trx, bookId, at)),
    swapWithNext: (bookId: string, at: number) => unseen((trx) => swapWithNext(trx, bookId, at)),
    insertAfter: (bookId: string, at: number) =>
      unseen(async (trx) => {
        await insertAfter(trx, bookId, at)
        await rechain(trx, bookId)
      }),
    backdate: (bookId: string, at: number) =>
      unseen(async (trx) => {
        await backdate(trx, bookId, at)
        await rechain(trx, bookId)
      }),
    close: () => db.destroy(),
  }
}

/** Another amount on both sides, so that the entry still balances. */
async function changeAmount(trx: Trx, bookId: string, at: number): Promise<void> {
  await sql`UPDATE line SET amount = amount + sign(amount)
    WHERE book_id = ${bookId} AND entry_sequence = ${at}::bigint`.execute(trx)
}

async function deleteEntry(trx: Trx, bookId: string, at: number): Promise<void> {
  await sql`DELETE FROM line WHERE book_id = ${bookId} AND entry_sequence = ${at}::bigint`.execute(
    trx,
  )
  await sql`DELETE FROM entry WHERE book_id = ${bookId} AND sequence = ${at}::bigint`.execute(trx)
}

async function swapWithNext(trx: Trx, bookId: string, at: number): Promise<void> {
  for (const [from, to] of [
    [at, PARKING],
    [at + 1, at],
    [PARKING, at + 1],
  ] as const) {
    await sql`UPDATE entry SET sequence = ${to}::bigint
      WHERE book_id = ${bookId} AND sequence = ${from}::bigint`.execute(trx)
    await sql`UPDATE line SET entry_sequence = ${to}::bigint
      WHERE book_id = ${bookId} AND entry_sequence = ${from}::bigint`.execute(trx)
  }
}

/** An entry once more, as of another cause, right after itself; all later ones move on by one. */
async function insertAfter(trx: Trx, bookId: string, at: number): Promise<void> {
  await makeRoom(trx, bookId, at)
  await sql`INSERT INTO entry (book_id, sequence, entry_id, cause_id, kind, contract_id,
      merchant_id, occurred_at, recorded_at, hash)
    SELECT book_id, sequence + 1, 'ent' || substr(entry_id, 4, 26) || 'Z',
      'fct' || substr(cause_id, 4, 26) || 'Z', kind, contract_id, merchant_id, occurred_at,
      recorded_at, hash
    FROM entry WHERE book_id = ${bookId} AND sequence = ${at}::bigint`.execute(trx)
  await sql`INSERT INTO line (book_id, account, sequence, entry_sequence, amount, balance,
      occurred_at, recorded_at)
    SELECT book_id, account, sequence + 1, entry_sequence + 1, amount, balance, occurred_at,
      recorded_at
    FROM line WHERE book_id = ${bookId} AND entry_sequence = ${at}::bigint`.execute(trx)
}

async function makeRoom(trx: Trx, bookId: string, at: number): Promise<void> {
  // In two steps, so that no number is there twice at any moment.
  for (const [step, above] of [
    [PARKING, at],
    [1 - PARKING, PARKING],
  ] as const) {
    await sql`UPDATE line SET sequence = sequence + ${step}::bigint,
        entry_sequence = entry_sequence + ${step}::bigint
      WHERE book_id = ${bookId} AND entry_sequence > ${above}::bigint`.execute(trx)
    await sql`UPDATE entry SET sequence = sequence + ${step}::bigint
      WHERE book_id = ${bookId} AND sequence > ${above}::bigint`.execute(trx)
  }
}

/** Says of the entries from `at` on that they are eleven minutes older. */
async function backdate(trx: Trx, bookId: string, at: number): Promise<void> {
  await sql`UPDATE entry SET recorded_at = recorded_at - interval '11 minutes'
    WHERE book_id = ${bookId} AND sequence >= ${at}::bigint`.execute(trx)
  await sql`UPDATE line SET recorded_at = recorded_at - interval '11 minutes'
    WHERE book_id = ${bookId} AND entry_sequence >= ${at}::bigint`.execute(trx)
}

/** Makes every balance and every hash fit again, from the first entry to the head. */
async function rechain(trx: Trx, bookId: string): Promise<void> {
  let hash = genesisHash()
  let last: Entry | undefined
  const balances = new Map<string, bigint>()
  for (const { entry } of await readBook(trx, bookId)) {
    const lines = entry.lines.map((line): EntryLine => {
      const balance = (balances.get(line.account) ?? 0n) + line.amount
      balances.set(line.account, balance)
      return { ...line, balance }
    })
    last = { ...entry, lines }
    hash = link(hash, entryBytes(last), nodeSha256)
    await sql`UPDATE entry SET hash = ${Buffer.from(hash)}
      WHERE book_id = ${bookId} AND sequence = ${entry.sequence}::bigint`.execute(trx)
    for (const { account, sequence, balance } of lines) {
      await sql`UPDATE line SET balance = ${balance}::bigint WHERE book_id = ${bookId}
        AND account = ${account} AND sequence = ${sequence}::bigint`.execute(trx)
      await sql`UPDATE account_head SET balance = ${balance}::bigint, sequence = ${sequence}::bigint
        WHERE book_id = ${bookId} AND account = ${account}`.execute(trx)
    }
  }
  const through = last?.sequence ?? 0n
  await sql`UPDATE chain_head SET hash = ${Buffer.from(hash)}, sequence = ${through}::bigint,
      lines_through = ${through}::bigint, entries_through = ${through}::bigint
    WHERE book_id = ${bookId}`.execute(trx)
}

/** Whether the book, looked at alone, is in perfect order: dense, chained, balances running. */
async function isChained(trx: Trx, bookId: string): Promise<boolean> {
  let hash = genesisHash()
  let expected = 1n
  const balances = new Map<string, bigint>()
  for (const { entry, hash: stored } of await readBook(trx, bookId)) {
    hash = link(hash, entryBytes(entry), nodeSha256)
    if (entry.sequence !== expected || !equal(hash, stored)) return false
    for (const { account, amount, balance } of entry.lines) {
      if ((balances.get(account) ?? 0n) + amount !== balance) return false
      balances.set(account, balance)
    }
    expected += 1n
  }
  return true
}

async function readBook(trx: Trx, bookId: string): Promise<Written[]> {
  const { rows } = await sql<EntryRow>`
    SELECT e.*, e.sequence::text AS sequence, (
      SELECT json_agg(json_build_object('account', account, 'amount', amount::text,
        'balance', balance::text, 'sequence', sequence::text) ORDER BY amount DESC, account)
      FROM line WHERE book_id = e.book_id AND entry_sequence = e.sequence) AS lines
    FROM entry e WHERE e.book_id = ${bookId} ORDER BY e.sequence`.execute(trx)
  return rows.map((row) => ({ entry: entryOf(bookId, row), hash: new Uint8Array(row.hash) }))
}

function entryOf(bookId: string, row: EntryRow): Entry {
  return {
    bookId,
    causeId: row.cause_id,
    ...(row.contract_id === null ? {} : { contractId: row.contract_id }),
    currency: 'CNY',
    entryId: row.entry_id,
    kind: row.kind,
    lines: row.lines.map(({ account, amount, balance, sequence }) => ({
      account,
      amount: BigInt(amount),
      balance: BigInt(balance),
      sequence: BigInt(sequence),
    })),
    ...(row.merchant_id === null ? {} : { merchantId: row.merchant_id }),
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    sequence: BigInt(row.sequence),
  }
}
