// What the bank did not carry out of a refund is made due anew, as another payment.
import { sumFen } from '@ticun/money'
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import { faceLeft, openOfDeposit } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Lot, Refund, RefundPart } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { due, uncoveredBy } from './approve.ts'

type Wish = Extract<Command, { verb: 'decide-refund' }>

/**
 * Makes every payment of a refund that failed due once more (domain rule BANK_FAILED: retry or
 * another account): each under an id of its own and with an entry of its own, for the money is held
 * again since it came back. Its author is this officer, so another one approves it. Refused:
 * chargeback_open, refund_not_open, refund_taken_up (what came back was used since, or its payment
 * taken back by the bank), refund_not_covered.
 */
export function retry(
  world: World,
  refund: Refund,
  command: Wish,
  speak: Speak,
): EscrowFact[] | Refusal {
  const lot = world.lots.get(refund.lotId)!
  if (lot.chargebackId !== undefined) return refuse('chargeback_open', lot.chargebackId)
  if (refund.status !== 'BANK_FAILED') return refuse('refund_not_open', refund.status)
  const failed = refund.parts.filter(({ status }) => status === 'RETURNED')
  if (!isUntouched(lot, refund, failed)) return refuse('refund_taken_up', refund.lotId)
  const uncovered = uncoveredBy(lot, sumFen(failed.map((part) => part.amountFen)))
  if (uncovered) return uncovered
  const { to } = command.body
  return failed.map((part, index) => {
    const again = { retryOf: part.paymentId, ...(to ? { to } : {}) }
    return due(refund, { ...part, ...again }, refund.parts.length + index, speak)
  })
}

/** Whether the lot still holds what came back, as it came back. */
function isUntouched(lot: Lot, refund: Refund, failed: readonly RefundPart[]): boolean {
  if (lot.status === 'REFUNDING' || !hasRoom(lot, failed)) return false
  const { creditFen } = lot.figures
  const hasArrived = refund.parts.some(({ status }) => status === 'PAID')
  if (hasArrived) return creditFen >= sumFen(failed.map((part) => part.amountFen))
  const isFree = refund.slots.every((slot) => lot.slotStates[slot] === 'F')
  return (
    lot.status === refund.review.lotStatus &&
    isFree &&
    hasFace(lot, refund) &&
    creditFen >= refund.creditFen
  )
}

/**
 * Of stored value: all that is left went out with the refund, so it has to be just that. An award
 * that left the rest held took a part of it: she may have spent of the rest since.
 */
function hasFace(lot: Lot, { faceFen, review }: Refund): boolean {
  if (faceFen === 0n) return true
  return review.leavesHeld ? faceLeft(lot) >= faceFen : faceLeft(lot) === faceFen
}

/** Refunds and chargebacks of a payment together are never above it (F14). */
function hasRoom({ deposits }: Lot, failed: readonly RefundPart[]): boolean {
  return failed.every(({ depositId, amountFen, interestFen }) => {
    const deposit = deposits.find((each) => each.depositId === depositId)
    return deposit !== undefined && openOfDeposit(deposit) >= amountFen - interestFen
  })
}
