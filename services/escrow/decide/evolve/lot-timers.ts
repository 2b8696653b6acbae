// Which timers a lot has: they follow from the lot alone, whatever fact changed it.
import { addMs, elapsesOn, periodEnd, startOfShanghaiDay, type Calendar } from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import type { TimerKind } from '../../world/timer.ts'
import type { World } from '../../world/world.ts'
import { clearTimer, setTimer } from './timers.ts'

type LotTimerKind = Extract<TimerKind, 'ACCRUE_LOT' | 'EXPIRE_LOT' | 'RESUME_LOT'>

/** When each timer of a lot is due (UTC); undefined when the lot has none of this kind. */
const dueAt: Record<LotTimerKind, (lot: Lot, calendar: Calendar) => string | undefined> = {
  // The day after the next unit is complete, from its beginning.
  ACCRUE_LOT: (lot, calendar) => {
    const { terms, startsOn, status, suspendedDays } = lot
    if (terms.kind !== 'TERM_CARD' || status !== 'ACTIVE' || startsOn === undefined)
      return undefined
    const next = lot.slotStates.indexOf('F')
    if (next < 0) return undefined
    const { unit, units } = terms
    const due = startOfShanghaiDay(elapsesOn({ unit, units, startsOn, suspendedDays }, next + 1))
    return next === 0 ? later(due, coolingOffEnd(lot, calendar)) : due
  },
  // A term card ends by its last unit.
  EXPIRE_LOT: ({ terms, status, validUntil }) =>
    terms.kind === 'TERM_CARD' || status !== 'ACTIVE' || validUntil === undefined
      ? undefined
      : addMs(validUntil, 1),
  RESUME_LOT: ({ status, suspendedUntil, chargebackId }) =>
    status === 'SUSPENDED' && suspendedUntil !== undefined && chargebackId === undefined
      ? startOfShanghaiDay(suspendedUntil)
      : undefined,
}

/**
 * When the right to have everything back is over (F1): before it nothing is released, or the days
 * that pass by themselves would end it.
 */
function coolingOffEnd(lot: Lot, calendar: Calendar): string | undefined {
  const { coolingOffDays } = lot.terms
  if (coolingOffDays === 0 || lot.paidAt === undefined || lot.origin !== 'SALE') return undefined
  return addMs(periodEnd(calendar, lot.paidAt, coolingOffDays), 1)
}

function later(due: string, other: string | undefined): string {
  return other !== undefined && other > due ? other : due
}

const KINDS = Object.keys(dueAt) as LotTimerKind[]

/** Moves the timers of known lots that rest on days which another calendar reckons otherwise. */
export function followCalendar(world: World, before: Calendar): void {
  const kind = 'ACCRUE_LOT'
  for (const lot of world.lots.values()) {
    const is = dueAt[kind](lot, world.calendar)
    if (is === undefined || is === dueAt[kind](lot, before)) continue
    const { lotId: subject, contractId, merchantId } = lot
    setTimer(world, { kind, subject, dueAt: is, contractId, merchantId })
  }
}

/** Sets, moves and clears the timers of a lot that was changed. */
export function followLot(world: World, before: Lot | undefined, lot: Lot): void {
  // Most lots have no end and no term: nothing is ever due of them.
  if (lot.validUntil === undefined && before?.validUntil === undefined) return
  for (const kind of KINDS) {
    const was = before && dueAt[kind](before, world.calendar)
    const is = dueAt[kind](lot, world.calendar)
    if (was === is) continue
    const { lotId: subject, contractId, merchantId } = lot
    if (is === undefined) clearTimer(world, { kind, subject })
    else setTimer(world, { kind, subject, dueAt: is, contractId, merchantId })
  }
}
