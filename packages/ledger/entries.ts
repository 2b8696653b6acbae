// Entries in the book's order, with their lines: all, or by cause, contract, merchant and book
// time.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import { CHART } from '@ticun/rules'
import type { LedgerTables } from './tables.ts'

type Reader = Pick<Kysely<LedgerTables>, 'getExecutor'>

export type EntryRow = LedgerTables['entry'] & {
  lines: { account: string; amount: string; balance: string; sequence: string }[]
}

/** Which entries are wanted; what is absent does not matter. */
export type EntryQuery = {
  /** Sequence of the last entry of the page before. */
  after?: bigint | undefined
  limit: number
  causeId?: string | undefined
  contractId?: string | undefined
  merchantId?: string | undefined
  /** Book time (UTC), inclusive. */
  from?: string | undefined
  /** Book time (UTC), exclusive. */
  to?: string | undefined
}

/** A page of entries in order, with their lines. Reads an index range as long as the page. */
export async function entries(db: Reader, bookId: string, query: EntryQuery): Promise<EntryRow[]> {
  const { causeId, contractId, merchantId, from, to } = query
  const found = await sql<EntryRow>`
    SELECT e.*, (
      SELECT json_agg(json_build_object('account', account, 'amount', amount::text,
        'balance', balance::text, 'sequence', sequence::text) ORDER BY amount DESC, account)
      FROM line WHERE book_id = e.book_id AND entry_sequence = e.sequence
        AND recorded_at = e.recorded_at) AS lines
    FROM entry e WHERE e.book_id = ${bookId} AND e.sequence > ${query.after ?? 0n}::bigint
      ${contractId ? sql`AND e.contract_id = ${contractId}` : sql``}
      ${merchantId ? sql`AND e.merchant_id = ${merchantId}` : sql``}
      ${causeId ? sql`AND e.sequence = ${sequenceOf(bookId, causeId)}` : sql``}
      ${from ? sql`AND e.recorded_at >= ${from} AND e.sequence > ${lastBefore(bookId, from)}` : sql``}
      ${to ? sql`AND e.recorded_at < ${to} AND e.sequence <= ${lastBefore(bookId, to)}` : sql``}
    ORDER BY e.sequence LIMIT ${query.limit}::int`.execute(db)
  return found.rows
}

function sequenceOf(bookId: string, causeId: string) {
  return sql`(SELECT sequence FROM entry_cause
    WHERE book_id = ${bookId} AND cause_id = ${causeId})`
}

/** The last entry before a book time: times choose the partitions, sequences the range in them. */
function lastBefore(bookId: string, instant: string) {
  return sql`(
    SELECT coalesce(max(l.sequence), 0) FROM unnest(${column(Object.keys(CHART))}::text[]) c (code)
    CROSS JOIN LATERAL (
      SELECT sequence FROM code_line
      WHERE book_id = ${bookId} AND code = c.code AND recorded_at < ${instant}
      ORDER BY recorded_at DESC, sequence DESC LIMIT 1
    ) l)`
}
