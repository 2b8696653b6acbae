// What the channel charged for a refund: never the consumer's, whoever bears it (F19).
import { refuse } from '@ticun/protocol'
import { bearFee } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { policyValue } from '../policy-of.ts'
import { answerOf } from './view.ts'

/**
 * Records the fee of a refund that is at the bank or paid, with the hash of its proof. What the
 * policy lays on the merchant is its debt (1101) to the office (2010), netted off its next
 * earnings; else the office bears it. No channel takes more than it carries: a slip of the hand
 * must not become a debt. Refused: unknown_refund, refund_not_open, fee_recorded,
 * fee_above_refund.
 */
export function recordFee(
  world: World,
  command: Extract<Command, { verb: 'record-fee' }>,
  speak: Speak,
): Decision {
  const { refundId, amountFen, evidenceSha256, now } = command
  const refund = world.refunds.get(refundId)
  if (!refund) return refuse('unknown_refund', refundId)
  const { status, contractId, merchantId, lotId, review } = refund
  if (status !== 'INSTRUCTED' && status !== 'BANK_CONFIRMED' && status !== 'BANK_FAILED') {
    return refuse('refund_not_open', status)
  }
  if (review.fee) return refuse('fee_recorded', review.fee.amountFen)
  if (BigInt(amountFen) > refund.amountFen) {
    return refuse('fee_above_refund', refund.amountFen.toString())
  }
  const { terms } = world.lots.get(lotId)!
  const bearer = policyValue(world, 'fee_bearer', merchantId, now, terms.kind)
  const side = bearer === 'MERCHANT' ? 'MERCHANT' : 'OFFICE'
  const { merchantOwesFen } = bearFee(refund.amountFen, BigInt(amountFen), side)
  const ids = { refundId, contractId, merchantId, lotId }
  const merchantFen = merchantOwesFen.toString()
  const fact = speak('refund.fee_recorded', refundId, {
    ...ids,
    amountFen,
    bearer,
    merchantFen,
    evidenceSha256,
  })
  return answerOf(world, refundId, [fact])
}
