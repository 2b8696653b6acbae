// Lines that the bank has dated ahead: kept when they come, taken for what they are on their day.
import { sql, type Kysely, type Transaction } from 'kysely'
import { transact } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import { systemNow } from '@ticun/http'
import { CLOCK_SKEW_MS, TOPICS, type Actor } from '@ticun/protocol'
import type { StatementLine } from '../bank/bank-statement.ts'
import { lockBook } from '../command/locks.ts'
import { seal, unseal } from '../sealed/text.ts'
import type { SettlementTables } from '../tables.ts'
import { factOf } from './facts.ts'
import { loadKnown } from './load.ts'
import { matchLines, type Verdict } from './match.ts'
import type { ImportOrder, LineOrder } from './order.ts'
import { saveMoved } from './save.ts'

type Db = Kysely<SettlementTables>
type Trx = Transaction<SettlementTables>

/** A booking further ahead than this is no booking. */
export const AHEAD_DAYS_MAX = 31
const DAY_MS = 86_400_000

/** Whether no other room may hear of it yet at `now` (UTC): to them it lies in the future. */
export function isAhead({ bookedAt }: StatementLine, now: string): boolean {
  return Date.parse(bookedAt) > Date.parse(now) + CLOCK_SKEW_MS
}

/** Whether a line is dated so far ahead that the file cannot be right. */
export function isTooFarAhead({ bookedAt }: StatementLine, now: string): boolean {
  return Date.parse(bookedAt) > Date.parse(now) + AHEAD_DAYS_MAX * DAY_MS
}

type Origin = { commandId: string; correlationId: string; actor: Actor }
/** JSON has no whole numbers that are large enough. */
type LineText = Omit<StatementLine, 'amountFen'> & { amountFen: string }

const sealLine = (line: LineText) => seal(JSON.stringify(line))

/** Keeps lines until their day comes. */
export async function keepAhead(
  trx: Trx,
  { bookId, statement, commandId, correlationId, actor }: ImportOrder,
  lines: readonly StatementLine[],
): Promise<void> {
  if (lines.length === 0) return
  const origin: Origin = { commandId, correlationId, actor }
  const rows = lines.map((line) => ({
    bank_serial: line.bankSerial,
    booked_at: line.bookedAt,
    line: sealLine({ ...line, amountFen: line.amountFen.toString() }),
  }))
  await sql`
    INSERT INTO line_ahead (book_id, account, bank_serial, booked_at, line, origin)
    SELECT ${bookId}, ${statement.account}, bank_serial, booked_at, line,
      ${JSON.stringify(origin)}::json
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS ahead (bank_serial text,
      booked_at timestamptz, line json)`.execute(trx)
}

/** Takes the lines whose day has come, book by book; true when facts were written. */
export async function takeDue(db: Db, now = systemNow()): Promise<boolean> {
  const until = new Date(Date.parse(now) + CLOCK_SKEW_MS).toISOString()
  const { rows } = await sql<{ book_id: string }>`
    SELECT DISTINCT book_id FROM line_ahead WHERE booked_at <= ${until} ORDER BY book_id`.execute(
    db,
  )
  let told = 0
  for (const { book_id: bookId } of rows) {
    told += await transact(db, (trx) => takeBook(trx, { bookId, until, now }))
  }
  return told > 0
}

/** A line is kept sealed; what was kept before lines were sealed is read as it is. */
type Due = { account: string; line: string | LineText; origin: Origin }

function openLine(kept: Due['line']): StatementLine {
  const line = typeof kept === 'string' ? (JSON.parse(unseal(kept)) as LineText) : kept
  return { ...line, amountFen: BigInt(line.amountFen) }
}

async function takeBook(
  trx: Trx,
  { bookId, until, now }: { bookId: string; until: string; now: string },
): Promise<number> {
  await lockBook(trx, bookId)
  const { rows } = await sql<Due>`
    WITH due AS (
      DELETE FROM line_ahead WHERE book_id = ${bookId} AND booked_at <= ${until} RETURNING *)
    SELECT account, line, origin FROM due ORDER BY booked_at, account, bank_serial`.execute(trx)
  let told = 0
  // Lines of one import are matched together: a payment may leave and come back in it.
  const groups = Map.groupBy(rows, ({ account, origin }) => `${account} ${origin.commandId}`)
  for (const group of groups.values()) {
    const { account, origin } = group[0]!
    const order = { bookId, statement: { account }, recordedAt: now, ...origin }
    const lines = group.map(({ line }) => openLine(line))
    told += await tell(trx, order, matchLines(lines, await loadKnown(trx, bookId, lines)))
  }
  return told
}

async function tell(trx: Trx, order: LineOrder, verdicts: readonly Verdict[]): Promise<number> {
  await saveMoved(trx, order, verdicts)
  await sql`
    UPDATE statement_line l SET verdict = taken.verdict
    FROM unnest(${verdicts.map(({ line }) => line.bankSerial)}::text[],
      ${verdicts.map(({ verdict }) => verdict)}::text[]) AS taken (bank_serial, verdict)
    WHERE l.book_id = ${order.bookId} AND l.account = ${order.statement.account}
      AND l.bank_serial = taken.bank_serial`.execute(trx)
  const facts = verdicts.flatMap((each) => factOf(order, each) ?? [])
  await appendFacts(
    trx,
    facts.map((fact) => ({ topic: TOPICS.settlement, fact })),
  )
  return facts.length
}
