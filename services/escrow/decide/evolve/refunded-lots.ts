// What a refund does to its lot: its slots, and the state that follows.
import type { LotStatus } from '@ticun/protocol'
import { faceLeft, withSlot, type SlotState } from '@ticun/rules'
import type { Lot, Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { changeLot, restingStatus } from './change.ts'

/** The slots of a refund in another state, and the lot in the state that is said. */
export function moveLot(world: World, refund: Refund, state: SlotState, status: LotStatus): void {
  const slotStates = slotsWith(world, refund, state)
  changeLot(world, refund.lotId, { slotStates, status })
}

/** The lot's slots with those of a refund in another state. */
export function slotsWith(world: World, { lotId, slots }: Refund, state: SlotState): string {
  const { slotStates } = world.lots.get(lotId)!
  return slots.reduce((states, slot) => withSlot(states, slot, state), slotStates)
}

/**
 * The state of a lot once a refund is not in its way any more. What it was before the refund is not
 * enough to know: meanwhile the bank may have given back what an earlier refund had taken.
 */
function statusWithout(lot: Lot, refund: Refund): LotStatus {
  const { lotStatus } = refund.review
  if (lot.suspendedFrom !== undefined) return 'SUSPENDED'
  if (lotStatus === 'EXPIRED_HOLD') return lotStatus
  if (lot.terms.kind !== 'STORED_VALUE') return restingStatus(lot)
  return lotStatus === 'CLOSED' && faceLeft(lot) > 0n ? 'ACTIVE' : lotStatus
}

/** The slots of a refund are free again, and the lot is what it would be without it. */
export function freeLot(world: World, refund: Refund): void {
  const lot = world.lots.get(refund.lotId)!
  const freed = refund.slots.reduce((states, slot) => withSlot(states, slot, 'F'), lot.slotStates)
  moveLot(world, refund, 'F', statusWithout({ ...lot, slotStates: freed }, refund))
}

/** The state of a lot when a refund has taken what was free. */
export function statusAfter(lot: Lot, refund: Refund): LotStatus {
  const { slotStates, figures, terms } = lot
  const tookNone = refund.slots.length === 0 && terms.kind !== 'STORED_VALUE'
  if (refund.review.leavesHeld || tookNone) return statusWithout(lot, refund)
  const waits = figures.faceWaitingFen + figures.faceDisputedFen > 0n || /[FSD]/.test(slotStates)
  return waits ? 'ACTIVE' : 'CLOSED'
}
