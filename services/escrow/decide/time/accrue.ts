// Accrual of a term card: units that have passed are the merchant's (F5).
import { fenIn, lotSchedule, performedUnits, shanghaiDate, startOfShanghaiDay } from '@ticun/rules'
import { elapsesOn } from '@ticun/rules'
import type { EscrowFact } from '@ticun/protocol'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { lotRef } from './own-lot.ts'
import type { Due } from './take-timer.ts'

/**
 * Releases the units that were complete when today began: the day before is the last that counts,
 * suspended days do not, nor do days from the one on which the merchant stopped (Art 22). However
 * late the clock is, one fact says all of them, and it is of the instant at which the last of them
 * was complete.
 */
export function accrueLot(world: World, { timer, now }: Due, speak: Speak): EscrowFact[] {
  const lot = world.lots.get(timer.subject)
  if (lot?.terms.kind !== 'TERM_CARD' || lot.startsOn === undefined) return []
  const { terms, slotStates, startsOn, suspendedDays, lotId } = lot
  const { stoppedOn } = world.merchants.get(lot.merchantId)!
  const units = performedUnits(terms, { ...lot, stoppedOn }, shanghaiDate(now)) ?? 0
  const passed = slotStates.slice(0, units)
  if (!passed.includes('F')) return []
  const amountFen = fenIn(lotSchedule(lot), passed, ['F']).toString()
  const { unit } = terms
  const term = { unit, units: terms.units, startsOn, suspendedDays }
  const at = startOfShanghaiDay(elapsesOn(term, units))
  return [speak('lot.accrued', lotId, { ...lotRef(lot), units, amountFen }, at)]
}
