// A refund as callers see it, and the answer of a decision on it.
import type { EscrowFact, RefundView } from '@ticun/protocol'
import type { Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Decision } from '../decision.ts'

/** A refund in the wire's words. */
export function viewRefund(refund: Refund): RefundView {
  const { refundId, contractId, lotId, merchantId, consumerId, status, formula } = refund
  const { fault, reason, requestedAt, basis, review } = refund
  const { deemed, counterFault, counterReason } = review
  return {
    refundId,
    contractId,
    lotId,
    merchantId,
    consumerId,
    status,
    amountFen: refund.amountFen.toString(),
    merchantFen: refund.merchantFen.toString(),
    formula,
    fault,
    reason,
    requestedAt,
    ...(basis ? { basis: basis as RefundView['basis'] } : {}),
    ...(review.reviewUntil ? { reviewUntil: review.reviewUntil } : {}),
    ...(review.payBy ? { payBy: review.payBy } : {}),
    ...(deemed ? { deemed } : {}),
    ...(counterFault ? { counterFault } : {}),
    ...(counterReason ? { counterReason } : {}),
    ...(review.fee ? { channelFee: { formula: 'F19' as const, ...review.fee } } : {}),
  }
}

/** Facts of refunds that move money. */
const MOVING: readonly EscrowFact['type'][] = ['refund.due', 'lot.adjusted', 'refund.fee_recorded']

/** The refund as it is after these facts, with the receipt of the first that moved money. */
export function answerOf(world: World, refundId: string, facts: EscrowFact[]): Decision {
  return {
    facts,
    answer: () => {
      const money = facts.find(({ type }) => MOVING.includes(type))
      const view = viewRefund(world.refunds.get(refundId)!)
      return (receipts) => {
        const receipt = money && receipts.get(money.id)
        return { refund: view, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}
