// Reads what is due, and the years whose holidays were supplied.
import { sql, type Kysely } from 'kysely'
import { renameId } from '@ticun/protocol'
import { calendarOf } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import type { SuppliedYear } from './nouns.ts'
import { TIMER_MAY_ACT } from './still-timers.ts'
import type { TimerKind } from './timer.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>

/** Timers that one tick takes at most, so that a tick is short whatever has piled up. */
export const TIMERS_A_TICK_MAX = 200

/** What is due at an instant (UTC), the longest due first; what it is about is then needed too. */
export async function loadDue(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.dueAt === undefined) return
  const found = await sql<EscrowTables['timer'] & { due: bigint }>`
    SELECT *, count(*) OVER () AS due FROM timer
    WHERE book_id = ${world.bookId} AND due_at <= ${needs.dueAt}::timestamptz
      AND ${TIMER_MAY_ACT}
    ORDER BY due_at, kind, subject LIMIT ${TIMERS_A_TICK_MAX}::int`.execute(db)
  world.due = found.rows.map((row) => ({
    kind: row.kind as TimerKind,
    subject: row.subject,
    dueAt: row.due_at,
    contractId: row.contract_id ?? undefined,
    merchantId: row.merchant_id ?? undefined,
  }))
  world.dueLeft = Number(found.rows[0]?.due ?? 0n) - world.due.length
  for (const { kind, subject, contractId } of world.due) {
    if (kind === 'CONFIRM_SESSION' || kind === 'LAPSE_SESSION') needs.sessions.add(subject)
    if (kind === 'AGREE_REFUND') needs.refunds.add(subject)
    if (kind === 'LAPSE_OFFER') needs.offers.add(subject)
    if (kind === 'END_NOTICE') needs.merchants.add(subject)
    if (kind === 'PAY_MASS_REFUND') {
      needs.massRefunds.add(subject)
      needs.massPaying.add(subject)
    }
    if (contractId !== undefined) needs.contracts.add(contractId)
  }
}

/** Items of suspense whose money a lot that lapses has: they are known once the lot is. */
export function needLapsing(world: World, needs: Needs): void {
  const lapsing = world.due.filter(({ kind }) => kind === 'LAPSE_PART_PAYMENT')
  for (const { depositId } of lapsing.flatMap((timer) => depositsOf(world, timer.subject))) {
    needs.suspense.add(renameId(depositId, 'sus'))
  }
}

function depositsOf(world: World, lotId: string) {
  return world.lots.get(lotId)?.deposits ?? []
}

/** Whether anything is due in a book; takes no lock, so that an idle tick costs one look. */
export async function isAnythingDue(db: Db, bookId: string, now: string): Promise<boolean> {
  const found = await sql`
    SELECT 1 FROM timer
    WHERE book_id = ${bookId} AND due_at <= ${now}::timestamptz AND ${TIMER_MAY_ACT}
    LIMIT 1`.execute(db)
  return found.rows.length > 0
}

/** The supplied years of a book. */
export async function calendarYearsOf(db: Db, bookId: string): Promise<SuppliedYear[]> {
  const found = await sql<EscrowTables['calendar_year']>`
    SELECT * FROM calendar_year WHERE book_id = ${bookId} ORDER BY year`.execute(db)
  return found.rows.map(({ year, holidays, workdays, source, supplied_at: at }) => {
    return { year, holidays, workdays, source, suppliedAt: at ?? undefined }
  })
}

/** Loads them into the book's world. */
export async function loadCalendar(db: Db, world: World): Promise<void> {
  for (const each of await calendarYearsOf(db, world.bookId)) {
    world.calendarYears.set(each.year, each)
  }
  world.calendar = calendarOf([...world.calendarYears.values()])
}
