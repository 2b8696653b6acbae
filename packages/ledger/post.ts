// The one way to write the book: lock its chain head, compose, insert with one statement a table.
import assert from 'node:assert/strict'
import { sql, type Kysely } from 'kysely'
import {
  bigints,
  byteStrings,
  column,
  instants,
  orSameRow,
  send,
  texts,
  type Transaction,
} from '@ticun/db'
import type { Draft } from '@ticun/rules'
import { compose, type AccountHead, type Posted } from './compose.ts'
import { advance, type ChainHead } from './head.ts'
import type { LedgerTables } from './tables.ts'

/** A transaction over tables that include the book's. */
export type LedgerTransaction = Transaction<LedgerTables>

/** What may be asked of the book, inside or outside of a transaction. */
export type LedgerReader = Pick<Kysely<LedgerTables>, 'getExecutor'>

/** Partitions are made for this many months ahead of today. */
export const PARTITION_MONTHS_AHEAD = 3

/** Opens the chain of a new book; no effect when it is open already. */
export async function openChain(
  trx: LedgerTransaction,
  bookId: string,
  recordedAt: string,
): Promise<void> {
  await trx
    .insertInto('chain_head')
    .values({ book_id: bookId, recorded_at: recordedAt })
    .onConflict(orSameRow('BEGINS_ONLY'))
    .execute()
}

/**
 * Locks the chain head of a book: from here to the commit this transaction is its only writer.
 * Undefined when the book was never opened.
 */
export async function lockChain(
  trx: LedgerTransaction,
  bookId: string,
): Promise<ChainHead | undefined> {
  const found = await sql<LedgerTables['chain_head']>`
    SELECT sequence, hash, recorded_at, version FROM chain_head
    WHERE book_id = ${bookId} FOR UPDATE`.execute(trx)
  const head = found.rows[0] as
    { sequence: bigint; hash: Buffer; recorded_at: string; version: string } | undefined
  if (!head) return undefined
  const { sequence, hash, recorded_at, version } = head
  return { bookId, sequence, hash, recordedAt: recorded_at, version }
}

/** SQLSTATE of a book whose chain head is not the expected one. */
export const HEAD_MOVED = 'TC007'

/**
 * Locks the chain head of a book like `lockChain`, but without waiting for the answer: when it is
 * another one than `chain`, the transaction fails with `HEAD_MOVED`.
 */
export async function expectChain(trx: LedgerTransaction, chain: ChainHead): Promise<void> {
  await send(trx, sql`SELECT expect_chain(${chain.bookId}, ${chain.version}::uuid)`)
}

/** Heads of accounts (signed fen); accounts without a line yet are absent. */
export async function accountHeads(
  db: LedgerReader,
  bookId: string,
  accounts: readonly string[],
): Promise<Map<string, AccountHead>> {
  if (accounts.length === 0) return new Map()
  const found = await sql<{ account: string; balance: bigint; sequence: bigint }>`
    SELECT account, balance, sequence FROM account_head
    WHERE book_id = ${bookId} AND account = ANY(${column(accounts)}::text[])`.execute(db)
  return new Map(
    found.rows.map(({ account, balance, sequence }) => [account, { balance, sequence }]),
  )
}

/**
 * Appends composed entries and moves the chain head on to `next` (of `advance`); also without
 * entries, so that every batch has its version. The head must be locked by this transaction
 * (`lockChain`, `expectChain`) and the entries composed on top of it. The statements are not waited
 * for: when Postgres finds that they do not fit, the commit throws.
 */
export async function append(
  trx: LedgerTransaction,
  next: ChainHead,
  posted: readonly Posted[],
): Promise<void> {
  const { recordedAt } = next
  const elsewhen = posted.find(({ entry }) => entry.recordedAt !== recordedAt)
  assert(!elsewhen, `${elsewhen?.entry.entryId} has another book time than its batch`)
  if (posted.length > 0) {
    await insertLines(trx, posted, recordedAt)
    await insertEntries(trx, posted, recordedAt)
  }
  const { bookId, sequence, hash, version } = next
  const move = sql`
    UPDATE chain_head SET sequence = ${sequence}, hash = ${Buffer.from(hash)},
      recorded_at = ${recordedAt}, version = ${version}::uuid
    WHERE book_id = ${bookId}`
  await send(trx, move)
}

/**
 * Posts drafts in order on a locked chain and returns the entries with their chain hashes. All
 * drafts have the book time `recordedAt`. Throws on a bug (unbalanced, forbidden balance).
 */
export async function post(
  trx: LedgerTransaction,
  chain: ChainHead,
  drafts: readonly Draft[],
  recordedAt: string,
): Promise<Posted[]> {
  const heads = await accountHeads(trx, chain.bookId, accountsOf(drafts))
  const posted = compose(chain, heads, drafts)
  await append(trx, advance(chain, posted, recordedAt), posted)
  return posted
}

/** The accounts that drafts touch, each once. */
export function accountsOf(drafts: readonly Draft[]): string[] {
  return [...new Set(drafts.flatMap((draft) => draft.lines.map((line) => line.account)))]
}

async function insertLines(
  trx: LedgerTransaction,
  posted: readonly Posted[],
  recordedAt: string,
): Promise<void> {
  const lines = posted.flatMap(({ entry }) => entry.lines)
  const owners = posted.flatMap(({ entry }) => entry.lines.map(() => entry))
  const statement = sql`
    INSERT INTO line (book_id, recorded_at, account, sequence, entry_sequence, amount, balance,
      occurred_at)
    SELECT ${posted[0]!.entry.bookId}, ${recordedAt}::timestamptz,
      unnest(${texts(lines.map((line) => line.account))}::text[]),
      unnest(${bigints(lines.map((line) => line.sequence))}::bigint[]),
      unnest(${bigints(owners.map((entry) => entry.sequence))}::bigint[]),
      unnest(${bigints(lines.map((line) => line.amount))}::bigint[]),
      unnest(${bigints(lines.map((line) => line.balance))}::bigint[]),
      unnest(${instants(owners.map((entry) => entry.occurredAt))}::timestamptz[])`
  await send(trx, statement)
}

async function insertEntries(
  trx: LedgerTransaction,
  posted: readonly Posted[],
  recordedAt: string,
): Promise<void> {
  const entries = posted.map(({ entry }) => entry)
  const statement = sql`
    INSERT INTO entry (book_id, recorded_at, sequence, entry_id, cause_id, kind, contract_id,
      merchant_id, occurred_at, hash)
    SELECT ${entries[0]!.bookId}, ${recordedAt}::timestamptz,
      unnest(${bigints(entries.map((entry) => entry.sequence))}::bigint[]),
      unnest(${texts(entries.map((entry) => entry.entryId))}::text[]),
      unnest(${texts(entries.map((entry) => entry.causeId))}::text[]),
      unnest(${texts(entries.map((entry) => entry.kind))}::text[]),
      unnest(${texts(entries.map((entry) => entry.contractId ?? null))}::text[]),
      unnest(${texts(entries.map((entry) => entry.merchantId ?? null))}::text[]),
      unnest(${instants(entries.map((entry) => entry.occurredAt))}::timestamptz[]),
      unnest(${byteStrings(posted.map(({ hash }) => hash))}::bytea[])`
  await send(trx, statement)
}

/**
 * Makes the monthly partitions from a day (YYYY-MM-DD, UTC) on, ahead of time; returns how many
 * were new. Call it at start and once a day.
 */
export async function makePartitions(db: LedgerReader, fromDay: string): Promise<number> {
  const made = await sql<{ made: number }>`
    SELECT make_book_partitions(${fromDay}::date, ${PARTITION_MONTHS_AHEAD}::int) AS made`.execute(
    db,
  )
  return made.rows[0]!.made
}
