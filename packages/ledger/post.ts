// The one way to write the book: lock its chain head, compose, insert with one statement a table.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { genesisHash } from '@ticun/proof'
import type { Draft } from '@ticun/rules'
import { compose, type AccountHead, type ChainHead, type Posted } from './compose.ts'
import type { LedgerTables } from './tables.ts'

/** A transaction over tables that include the book's. */
export type LedgerTransaction = Transaction<LedgerTables>

/** Opens the chain of a new book; no effect when it is open already. */
export async function openChain(
  trx: LedgerTransaction,
  bookId: string,
  recordedAt: string,
): Promise<void> {
  const hash = Buffer.from(genesisHash())
  await trx
    .insertInto('chain_head')
    .values({ book_id: bookId, sequence: 0n, hash, recorded_at: recordedAt })
    .onConflict((conflict) => conflict.doNothing())
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
  const head = await trx
    .selectFrom('chain_head')
    .selectAll()
    .where('book_id', '=', bookId)
    .forUpdate()
    .executeTakeFirst()
  if (!head) return undefined
  return { bookId, sequence: head.sequence, hash: head.hash, recordedAt: head.recorded_at }
}

/** Heads of accounts (signed fen); accounts without a line yet are absent. */
export async function accountHeads(
  trx: LedgerTransaction,
  bookId: string,
  accounts: readonly string[],
): Promise<Map<string, AccountHead>> {
  if (accounts.length === 0) return new Map()
  const found = await sql<{ account: string; balance: bigint; sequence: bigint }>`
    SELECT account, balance, sequence FROM account_head
    WHERE book_id = ${bookId} AND account = ANY(${accounts}::text[])`.execute(trx)
  return new Map(
    found.rows.map(({ account, balance, sequence }) => [account, { balance, sequence }]),
  )
}

/**
 * Posts drafts in order and returns the entries with their chain hashes. The chain head must be
 * locked by this transaction (`lockChain`). Throws on a bug (unbalanced, forbidden balance) and
 * when Postgres refuses; then the whole transaction must be given up.
 */
export async function post(
  trx: LedgerTransaction,
  chain: ChainHead,
  drafts: readonly Draft[],
): Promise<Posted[]> {
  if (drafts.length === 0) return []
  const accounts = [...new Set(drafts.flatMap((draft) => draft.lines.map((line) => line.account)))]
  const heads = await accountHeads(trx, chain.bookId, accounts)
  const posted = compose(chain, heads, drafts)
  await insertLines(trx, posted)
  await insertEntries(trx, posted)
  await saveHeads(trx, chain.bookId, accounts, heads)
  await saveChain(trx, posted.at(-1)!)
  return posted
}

async function insertLines(trx: LedgerTransaction, posted: readonly Posted[]): Promise<void> {
  const rows = posted.flatMap(({ entry }) => entry.lines.map((line) => ({ entry, line })))
  await sql`
    INSERT INTO line (book_id, account, sequence, entry_sequence, amount, balance, occurred_at, recorded_at)
    SELECT ${posted[0]!.entry.bookId}, * FROM unnest(
      ${rows.map(({ line }) => line.account)}::text[],
      ${rows.map(({ line }) => line.sequence)}::bigint[],
      ${rows.map(({ entry }) => entry.sequence)}::bigint[],
      ${rows.map(({ line }) => line.amount)}::bigint[],
      ${rows.map(({ line }) => line.balance)}::bigint[],
      ${rows.map(({ entry }) => entry.occurredAt)}::timestamptz[],
      ${rows.map(({ entry }) => entry.recordedAt)}::timestamptz[])`.execute(trx)
}

async function insertEntries(trx: LedgerTransaction, posted: readonly Posted[]): Promise<void> {
  const entries = posted.map(({ entry }) => entry)
  await sql`
    INSERT INTO entry (book_id, sequence, entry_id, cause_id, kind, contract_id, merchant_id,
      occurred_at, recorded_at, hash)
    SELECT ${entries[0]!.bookId}, * FROM unnest(
      ${entries.map((entry) => entry.sequence)}::bigint[],
      ${entries.map((entry) => entry.entryId)}::text[],
      ${entries.map((entry) => entry.causeId)}::text[],
      ${entries.map((entry) => entry.kind)}::text[],
      ${entries.map((entry) => entry.contractId ?? null)}::text[],
      ${entries.map((entry) => entry.merchantId ?? null)}::text[],
      ${entries.map((entry) => entry.occurredAt)}::timestamptz[],
      ${entries.map((entry) => entry.recordedAt)}::timestamptz[],
      ${posted.map(({ hash }) => Buffer.from(hash))}::bytea[])`.execute(trx)
}

async function saveHeads(
  trx: LedgerTransaction,
  bookId: string,
  accounts: readonly string[],
  heads: Map<string, AccountHead>,
): Promise<void> {
  await sql`
    INSERT INTO account_head (book_id, account, balance, sequence)
    SELECT ${bookId}, * FROM unnest(
      ${accounts}::text[],
      ${accounts.map((account) => heads.get(account)!.balance)}::bigint[],
      ${accounts.map((account) => heads.get(account)!.sequence)}::bigint[])
    ON CONFLICT (book_id, account)
    DO UPDATE SET balance = excluded.balance, sequence = excluded.sequence`.execute(trx)
}

async function saveChain(trx: LedgerTransaction, last: Posted): Promise<void> {
  await trx
    .updateTable('chain_head')
    .set({
      sequence: last.entry.sequence,
      hash: Buffer.from(last.hash),
      recorded_at: last.entry.recordedAt,
    })
    .where('book_id', '=', last.entry.bookId)
    .execute()
}
