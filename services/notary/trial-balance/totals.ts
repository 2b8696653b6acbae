// Balances by account code at an instant of the world, from sums of days and lines of one day.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import { CHART, codeOf, type AccountCode } from '@ticun/rules'
import type { NotaryTables } from '../tables.ts'

/** Signed fen (debit +, credit −) over all accounts of a code, and how many accounts it has. */
export type CodeTotal = { code: AccountCode; amount: bigint; accounts: number }

/**
 * Totals of every code that was ever used, in the order of the chart. `asOf` (UTC) counts what
 * happened at or before it; without it everything replayed counts.
 */
export async function codeTotals(
  db: Database<NotaryTables>,
  bookId: string,
  asOf?: string,
): Promise<CodeTotal[]> {
  const { rows } =
    asOf === undefined
      ? await sql<{ code: string; amount: string; accounts: string }>`
          SELECT code, sum(amount)::text AS amount, sum(accounts)::text AS accounts
          FROM code_day WHERE book_id = ${bookId} GROUP BY code`.execute(db)
      : await totalsAsOf(db, bookId, asOf)
  const found = rows.map(({ code, amount, accounts }) => ({
    code: codeOf(code),
    amount: BigInt(amount),
    accounts: Number(accounts),
  }))
  const order = Object.keys(CHART)
  return found.toSorted((a, b) => order.indexOf(a.code) - order.indexOf(b.code))
}

/** Whole days before that of `asOf`, and the lines of that day up to it. */
function totalsAsOf(db: Database<NotaryTables>, bookId: string, asOf: string) {
  const day = asOf.slice(0, 'YYYY-MM-DD'.length)
  return sql<{ code: string; amount: string; accounts: string }>`
    SELECT code, sum(amount)::text AS amount, sum(accounts)::text AS accounts FROM (
      SELECT code, amount, accounts FROM code_day
      WHERE book_id = ${bookId} AND day < ${day}::date
      UNION ALL
      SELECT left(account, 4), amount, CASE sequence WHEN 1 THEN 1 ELSE 0 END FROM replayed_line
      WHERE book_id = ${bookId} AND occurred_at >= ${`${day}T00:00:00.000Z`}::timestamptz
        AND occurred_at <= ${asOf}::timestamptz
    ) AS part GROUP BY code`.execute(db)
}
