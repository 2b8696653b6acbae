// Reads what waits and may be due on another day once the notice of a year is supplied.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import { REFUND_STATUSES } from '@ticun/protocol'
import { firstDayOfNotice, mayMove, refundMachine, startOfShanghaiDay } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import { timerKey, type Timer, type TimerKind } from './timer.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>

/** What ends by working days; a term card's first day of accrual waits for its cooling-off. */
const KINDS: readonly TimerKind[] = [
  'CONFIRM_SESSION',
  'AGREE_REFUND',
  'LAPSE_PART_PAYMENT',
  'LAPSE_UPGRADE',
  'END_NOTICE',
  'ACCRUE_LOT',
]

const PAYABLE = REFUND_STATUSES.filter((status) =>
  mayMove(refundMachine, status, 'refund.approved'),
)

/** Timers that are due on a day that the notice may speak of, and refunds to be paid by one. */
export async function loadMovable(db: Db, world: World, needs: Needs): Promise<void> {
  for (const { year, now } of needs.notices) {
    const first = startOfShanghaiDay(firstDayOfNotice(year))
    const since = first > now ? first : now
    const found = await sql<EscrowTables['timer']>`
      SELECT * FROM timer WHERE book_id = ${world.bookId}
        AND due_at >= ${since}::timestamptz AND kind = ANY(${column(KINDS)}::text[])`.execute(db)
    for (const each of found.rows) note(world, needs, timerOfRow(each))
    const refunds = await sql<{ refund_id: string }>`
      SELECT refund_id FROM refund WHERE book_id = ${world.bookId}
        AND status = ANY(${column(PAYABLE)}::text[])
        AND review ->> 'payBy' >= ${since}`.execute(db)
    for (const { refund_id: refundId } of refunds.rows) needs.refunds.add(refundId)
  }
}

function note(world: World, needs: Needs, timer: Timer): void {
  const { kind, subject, contractId } = timer
  world.timers.set(timerKey(timer), timer)
  if (kind === 'CONFIRM_SESSION') needs.sessions.add(subject)
  if (kind === 'AGREE_REFUND') needs.refunds.add(subject)
  if (kind === 'END_NOTICE') needs.merchants.add(subject)
  if (contractId !== undefined) needs.contracts.add(contractId)
}

function timerOfRow(row: EscrowTables['timer']): Timer {
  return {
    kind: row.kind as TimerKind,
    subject: row.subject,
    dueAt: row.due_at,
    contractId: row.contract_id ?? undefined,
    merchantId: row.merchant_id ?? undefined,
  }
}
