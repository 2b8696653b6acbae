// The statement of one account for a period of book time: opening, every line, closing.
import { sql, type Kysely } from 'kysely'
import { naturalBalance } from '@ticun/rules'
import type { LedgerTables } from './tables.ts'

type Reader = Pick<Kysely<LedgerTables>, 'getExecutor'>

export type StatementQuery = {
  /** Book time (UTC), inclusive; absent: since the account's first line. */
  from?: string | undefined
  /** Book time (UTC), exclusive; absent: until now. */
  to?: string | undefined
  /** The last line of the page before. */
  after?: { recordedAt: string; sequence: bigint } | undefined
  limit: number
}

export type StatementLine = {
  sequence: bigint
  entry_sequence: bigint
  entry_id: string
  kind: string
  cause_id: string
  contract_id: string | null
  merchant_id: string | null
  /** Signed fen: debit +, credit −. */
  amount: bigint
  balance: bigint
  occurred_at: string
  recorded_at: string
}

export type Statement = {
  /** Natural balances in fen at the period's two ends, on whichever page. */
  openingFen: bigint
  closingFen: bigint
  lines: StatementLine[]
}

type Row = { opening: bigint; closing: bigint } & {
  [column in keyof StatementLine]: StatementLine[column] | null
}

/**
 * One page of an account's statement. Two index seeks for the balances (running balances are
 * stored), and an index range as long as the page. One statement, so all of it is one moment.
 */
export async function statement(
  db: Reader,
  bookId: string,
  account: string,
  { from, to, after, limit }: StatementQuery,
): Promise<Statement> {
  const own = sql`book_id = ${bookId} AND account = ${account}`
  const balanceBefore = (instant: string | undefined) => sql`coalesce((
    SELECT balance FROM line WHERE ${own}
      ${instant ? sql`AND recorded_at < ${instant}` : sql``}
    ORDER BY recorded_at DESC, sequence DESC LIMIT 1), 0)`
  const since = after?.recordedAt ?? from
  const found = await sql<Row>`
    SELECT ${from ? balanceBefore(from) : sql`0::bigint`} AS opening,
      ${balanceBefore(to)} AS closing,
      l.sequence, l.entry_sequence, e.entry_id, e.kind, e.cause_id, e.contract_id, e.merchant_id,
      l.amount, l.balance, l.occurred_at, l.recorded_at
    FROM (VALUES (1)) one (row) LEFT JOIN (
      SELECT * FROM line WHERE ${own}
        ${since ? sql`AND recorded_at >= ${since}` : sql``}
        ${after ? sql`AND (recorded_at, sequence) > (${after.recordedAt}, ${after.sequence})` : sql``}
        ${to ? sql`AND recorded_at < ${to}` : sql``}
      ORDER BY recorded_at, sequence LIMIT ${limit}::int
    ) l ON true
    LEFT JOIN LATERAL (
      SELECT * FROM entry WHERE book_id = ${bookId} AND sequence = l.entry_sequence
        AND recorded_at = l.recorded_at LIMIT 1
    ) e ON true
    ORDER BY l.recorded_at, l.sequence`.execute(db)
  const { opening, closing } = found.rows[0]!
  return {
    openingFen: naturalBalance(account, opening),
    closingFen: naturalBalance(account, closing),
    lines: found.rows.filter(isLine),
  }
}

function isLine<R extends Row>(row: R): row is R & StatementLine {
  return row.sequence !== null
}
