// Balances at any instant, by world time, by book time and by both; read from sums, never summed
// up.
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { CHART, naturalBalance, type AccountCode } from '@ticun/rules'
import { column } from '@ticun/db'
import type { LedgerTables } from './tables.ts'

type Reader = Pick<Kysely<LedgerTables>, 'getExecutor'>

/** World time and book time (UTC), both inclusive; absent means "all so far". */
export type AsOf = { occurredAt?: string | undefined; recordedAt?: string | undefined }

export type Balance = { account: string; side: 'DEBIT' | 'CREDIT'; balanceFen: bigint }

const CODES = Object.keys(CHART) as AccountCode[]

/** Codes whose accounts get lines for as long as the book lives; `account_grows` says the same. */
export const GROWING_CODES: readonly string[] = [
  '1001',
  '1002',
  '1101',
  '2003',
  '2007',
  '2008',
  '2010',
]

/** A stored (signed) balance as its owner reads it. */
export function naturally(account: string, signedFen: bigint): Balance {
  return {
    account,
    side: CHART[account.slice(0, 4) as AccountCode][0],
    balanceFen: naturalBalance(account, signedFen),
  }
}

/**
 * Totals by code of the chart at an instant; every code of `codes` is there. Reads a few hundred
 * rows at most, and by world time also the lines that were recorded in the second after.
 */
export async function totals(
  db: Reader,
  bookId: string,
  asOf: AsOf,
  codes: readonly AccountCode[] = CODES,
): Promise<Balance[]> {
  const { occurredAt } = asOf
  const asked = sql`unnest(${column(codes)}::text[]) c (code)`
  const name = sql`(c.code || '/*')`
  const found = await sql<{ code: string; balance: bigint }>`
    SELECT c.code, (coalesce(b.balance, 0)
      ${occurredAt ? sql`+ coalesce(n.amount, 0) ${late(bookId, name, asOf)}` : sql``})::bigint
      AS balance
    FROM ${asked} LEFT JOIN LATERAL (
      SELECT balance FROM code_line
      WHERE book_id = ${bookId} AND code = c.code ${recordedBy(asOf)}
      ORDER BY recorded_at DESC, sequence DESC LIMIT 1
    ) b ON true
    ${occurredAt ? sql`LEFT JOIN (${nearByCode(bookId, asked, asOf)}) n USING (code)` : sql``}`.execute(
    db,
  )
  const balances = new Map(found.rows.map((row) => [row.code, row.balance]))
  return codes.map((code) => naturally(code, balances.get(code) ?? 0n))
}

/**
 * The balance of one account at an instant; of a code (`2003`) the total of its accounts. What was
 * recorded late is added up: of an account that grows from sums, of any other one by one.
 */
export async function balanceAt(
  db: Reader,
  bookId: string,
  account: string,
  asOf: AsOf,
): Promise<Balance> {
  if (account.length === 4) return (await totals(db, bookId, asOf, [account as AccountCode]))[0]!
  const found = await balanceQuery(bookId, account, asOf).execute(db)
  return naturally(account, found.rows[0]?.balance ?? 0n)
}

function balanceQuery(bookId: string, account: string, asOf: AsOf): RawBuilder<SignedBalance> {
  const grows = GROWING_CODES.includes(account.slice(0, 4))
  const lines = sql`FROM line WHERE book_id = ${bookId} AND account = ${account}`
  if (asOf.occurredAt === undefined) {
    if (asOf.recordedAt === undefined) {
      return sql`SELECT balance FROM account_head
        WHERE book_id = ${bookId} AND account = ${account}`
    }
    return sql`SELECT balance ${lines} ${recordedBy(asOf)}
      ORDER BY recorded_at DESC, sequence DESC LIMIT 1`
  }
  return sql`SELECT (coalesce((SELECT balance ${lines} ${recordedBy(asOf)}
      ORDER BY recorded_at DESC, sequence DESC LIMIT 1), 0)
    + coalesce((SELECT sum(amount) ${lines} ${near(asOf)}), 0)
    ${late(bookId, sql`${account}`, asOf, grows)})::bigint AS balance`
}

type SignedBalance = { balance: bigint }

/** What was in the book at the instant: world time starts from the book as it stood then. */
function recordedBy({ occurredAt, recordedAt }: AsOf) {
  const given = [occurredAt, recordedAt].filter((each) => each !== undefined)
  return given.length > 0 ? sql`AND recorded_at <= ${earliest(given.map(instantOf))}` : sql``
}

/** Lines in time that had occurred at the instant and were recorded in the moment after it. */
function near({ occurredAt, recordedAt }: AsOf) {
  const instant = instantOf(occurredAt!)
  const moment = sql`${instant} + in_time_span()`
  const until = recordedAt ? earliest([moment, instantOf(recordedAt)]) : moment
  return sql`AND recorded_at > ${instant} AND recorded_at <= ${until}
    AND occurred_at <= ${instant} AND in_time(occurred_at, recorded_at)`
}

function instantOf(text: string): RawBuilder<unknown> {
  return sql`${text}::timestamptz`
}

function earliest(instants: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return instants.length === 1 ? instants[0]! : sql`least(${sql.join(instants)})`
}

/** The same by code. The codes' tallies tell which entries were recorded in that moment. */
function nearByCode(bookId: string, asked: RawBuilder<unknown>, asOf: AsOf) {
  const lastEntry = (until: RawBuilder<unknown>) => sql`(
    SELECT coalesce(max(l.sequence), 0) FROM ${asked} CROSS JOIN LATERAL (
      SELECT sequence FROM code_line
      WHERE book_id = ${bookId} AND code = c.code AND recorded_at <= ${until}
      ORDER BY recorded_at DESC, sequence DESC LIMIT 1
    ) l)`
  const instant = instantOf(asOf.occurredAt!)
  return sql`SELECT left(account, 4) AS code, sum(amount) AS amount FROM line
    WHERE book_id = ${bookId} AND entry_sequence > ${lastEntry(instant)}
      AND entry_sequence <= ${lastEntry(sql`${instant} + in_time_span()`)} ${near(asOf)}
    GROUP BY 1`
}

/**
 * What late (and early) lines change, as terms of a sum; `name` is an account or `CODE/*`. Sums are
 * kept of names that grow, for all that is known now.
 */
function late(bookId: string, name: RawBuilder<unknown>, asOf: AsOf, grows = true) {
  const instant = instantOf(asOf.occurredAt!)
  const amounts = (where: RawBuilder<unknown>) => sql`coalesce((SELECT sum(amount) FROM late_amount
    WHERE book_id = ${bookId} AND name = ${name} AND ${where}), 0)`
  if (asOf.recordedAt !== undefined || !grows) {
    const known = asOf.recordedAt === undefined ? sql`'infinity'` : instantOf(asOf.recordedAt)
    return sql`
      + ${amounts(sql`recorded_at > ${instant} AND recorded_at <= ${known}
          AND occurred_at <= ${instant}`)}
      - ${amounts(sql`occurred_at > ${instant} AND recorded_at <= least(${instant}, ${known})
          AND occurred_at > recorded_at`)}`
  }
  const start = (span: string) => sql`date_trunc(${sql.lit(span)}, ${instant}, 'UTC')`
  const sums = (span: string, within?: string) => sql`coalesce((SELECT sum(amount) FROM late_sum
    WHERE book_id = ${bookId} AND name = ${name} AND span = ${sql.lit(span)}
      AND since < ${start(span)} ${within ? sql`AND since >= ${start(within)}` : sql``}), 0)`
  const minute = start('minute')
  return sql`
    + ${sums('month')} + ${sums('day', 'month')} + ${sums('hour', 'day')} + ${sums('minute', 'hour')}
    + ${amounts(sql`occurred_at >= ${minute} AND occurred_at <= ${instant}`)}
    - ${amounts(sql`recorded_at >= ${minute} AND recorded_at <= ${instant}`)}`
}
