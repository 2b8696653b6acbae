// What a statement may not say: days not over, bookings far ahead, more than a book can hold.
import { sql, type Transaction } from 'kysely'
import { BALANCE_MAX_FEN } from '@ticun/money'
import { refuse, type Refusal } from '@ticun/protocol'
import type { BankStatement, StatementLine } from '../bank/bank-statement.ts'
import { dayAfter, readBankTime } from '../bank/bank-time.ts'
import type { SettlementTables } from '../tables.ts'
import { AHEAD_DAYS_MAX, isTooFarAhead } from './ahead.ts'

/**
 * Refused: statement_not_over (its last day is after today in Shanghai), statement_not_readable (a
 * line is dated further ahead than banks do).
 */
export function refusalByDay(statement: BankStatement, now: string): Refusal | undefined {
  const today = readBankTime(now)?.day ?? ''
  if (statement.to > dayAfter(today)) {
    return refuse('statement_not_over', `it goes on until ${statement.to}, and today is ${today}`)
  }
  const index = statement.lines.findIndex((line) => isTooFarAhead(line, now))
  if (index < 0) return undefined
  const { bankSerial, bookedAt } = statement.lines[index]!
  const detail =
    `line ${index + 1} (${bankSerial.slice(0, 64)}) is booked at ${bookedAt}, more than ` +
    `${AHEAD_DAYS_MAX} days ahead`
  return refuse('statement_not_readable', detail)
}

/**
 * Adds new lines to what a book ever took in. Refused: statement_not_readable, when that passes
 * what a balance may be; the caller gives its transaction up.
 */
export async function addTurnover(
  trx: Transaction<SettlementTables>,
  bookId: string,
  fresh: readonly StatementLine[],
): Promise<Refusal | undefined> {
  const credits = fresh.filter(({ direction }) => direction === 'CREDIT')
  const fen = credits.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  if (fen === 0n) return undefined
  const { rows } = await sql`
    INSERT INTO book_turnover AS known (book_id, credited)
    SELECT ${bookId}, ${fen.toString()}::numeric WHERE ${fen.toString()}::numeric
      <= ${BALANCE_MAX_FEN}::numeric
    ON CONFLICT (book_id) DO UPDATE SET credited = known.credited + excluded.credited
      WHERE known.credited + excluded.credited <= ${BALANCE_MAX_FEN}::bigint
    RETURNING credited`.execute(trx)
  if (rows.length > 0) return undefined
  return refuse('statement_not_readable', 'with these lines the book would hold too much')
}
