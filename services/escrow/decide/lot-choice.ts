// Which of a contract's lots a session is taken from.
import { refuse, type Refusal } from '@ticun/protocol'
import { lowestFreeSlot } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'

/** Earliest expiry first, a lot without expiry last; then the oldest (F7). */
function byExpiryThenAge(a: Lot, b: Lot): number {
  if (a.validUntil === b.validUntil) return 0
  if (a.validUntil === undefined) return 1
  if (b.validUntil === undefined) return -1
  return a.validUntil < b.validUntil ? -1 : 1
}

/** The lots of a contract (oldest first) in the order in which they are used up. */
export function inOrderOfUse(lots: readonly Lot[]): Lot[] {
  return lots.length === 1 ? [lots[0]!] : lots.toSorted(byExpiryThenAge)
}

/** Whether a session can be taken from it now. */
export function isUsable(lot: Lot): boolean {
  return lot.status === 'ACTIVE' && lowestFreeSlot(lot.slotStates) >= 0
}

/**
 * The lot with a free slot that is used next. Refused: no_free_slot (all are used up),
 * lot_not_funded (none is paid), lot_closed.
 */
export function lotForSession(world: World, contractId: string): Lot | Refusal {
  const lots = inOrderOfUse(lotsOf(world, contractId))
  const usable = lots.find(isUsable)
  if (usable) return usable
  const has = (...statuses: Lot['status'][]) => lots.find((lot) => statuses.includes(lot.status))
  const usedUp = has('ACTIVE', 'EXHAUSTED')
  if (usedUp) return refuse('no_free_slot', usedUp.lotId)
  const unfunded = has('UNFUNDED', 'PART_FUNDED')
  if (unfunded) return refuse('lot_not_funded', unfunded.lotId)
  return refuse('lot_closed', lots.at(-1)?.lotId)
}
