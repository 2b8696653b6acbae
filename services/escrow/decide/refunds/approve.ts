// The officer approves a refund on a typed basis: what was held becomes due.
import { refuse, type EscrowFact, type REFUND_TARGETS, type Refusal } from '@ticun/protocol'
import {
  lotBalance,
  mayMove,
  openOfDeposit,
  refundMachine,
  spreadRefund,
  type RefundPart,
} from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Lot, Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { DECIDING_BASES } from './award.ts'

type Wish = Extract<Command, { verb: 'decide-refund' }>
type Basis = NonNullable<Wish['body']['basis']>

/**
 * Whether a basis carries this refund. Cooling-off needs nobody's agreement, a decision of others
 * needs its document; everything else needs the merchant's word or its silence.
 */
function basisBar(refund: Refund, basis: Basis, hasEvidence: boolean): Refusal | undefined {
  if (basis === 'COOLING_OFF' && refund.formula === 'F1') return undefined
  if (DECIDING_BASES.includes(basis)) {
    return hasEvidence ? undefined : refuse('evidence_missing', basis)
  }
  if (refund.status !== 'AGREED') return refuse('refund_needs_merchant')
  const silent = basis === 'MERCHANT_DEEMED'
  const fits = basis === 'MERCHANT_CONSENT' ? !refund.review.deemed : refund.review.deemed
  if (silent || basis === 'MERCHANT_CONSENT') return fits ? undefined : refuse('basis_wrong', basis)
  return basis === 'ESCROW_TERM' ? undefined : refuse('basis_wrong', basis)
}

/**
 * Approves a refund, and makes it due payment by payment (F20); one that gives the consumer nothing
 * books the merchant's part at once. Who recorded an award does not approve it. Refused:
 * same_person, refund_not_open, basis_missing, refund_needs_merchant, basis_wrong,
 * evidence_missing, refund_not_covered, refund_has_no_payment.
 */
export function approve(
  world: World,
  refund: Refund,
  command: Wish,
  speak: Speak,
): EscrowFact[] | Refusal {
  if (!mayMove(refundMachine, refund.status, 'refund.approved')) {
    return refuse('refund_not_open', refund.status)
  }
  const { awardedBy, awardSha256 } = refund.review
  if (awardedBy === command.actor.id) return refuse('same_person', 'somebody else has to approve')
  const basis = awardedBy ? (refund.basis as Basis) : command.body.basis
  if (!basis) return refuse('basis_missing')
  if (awardedBy && (command.body.basis ?? basis) !== basis) return refuse('basis_wrong', basis)
  const evidenceSha256 = awardSha256 ?? command.body.evidenceSha256
  const bar = basisBar(refund, basis, evidenceSha256 !== undefined)
  if (bar) return bar
  const uncovered = uncoveredBy(world.lots.get(refund.lotId)!, refund.amountFen)
  if (uncovered) return uncovered
  const parts = partsOf(world.lots.get(refund.lotId)!, refund.amountFen)
  if (!parts) return refuse('refund_has_no_payment', refund.lotId)
  const { refundId, contractId, lotId, merchantId, formula } = refund
  const { fault = refund.fault } = command.body
  // Another reason would be another price: that takes an award.
  if ((fault === 'CONSUMER') !== (refund.fault === 'CONSUMER')) return refuse('basis_wrong', fault)
  const approved = speak('refund.approved', refundId, {
    refundId,
    contractId,
    lotId,
    merchantId,
    basis,
    fault,
    ...(evidenceSha256 ? { evidenceSha256 } : {}),
  })
  if (parts.length > 0)
    return [approved, ...parts.map((part, index) => due(refund, part, index, speak))]
  const amountFen = refund.merchantFen.toString()
  const ids = { refundId, contractId, lotId, merchantId }
  return [approved, speak('lot.adjusted', lotId, { ...ids, amountFen, formula })]
}

/**
 * What the merchant still owes to a lot is not in the bank: paid out now, or given along to another
 * lot, it would be other consumers' money (F12). Its next earnings are netted off first. Refused:
 * refund_not_covered.
 */
export function uncoveredBy(lot: Lot, amountFen: bigint): Refusal | undefined {
  const { owedFen } = lot.figures
  if (owedFen === 0n || amountFen <= lotBalance(lot).heldFen - owedFen) return undefined
  return refuse('refund_not_covered', owedFen.toString())
}

/** What a payment says of its refund. */
export type Refunded = Pick<
  Refund,
  'refundId' | 'contractId' | 'lotId' | 'merchantId' | 'consumerId' | 'formula'
>

/** `retryOf`: the payment that failed; `to`: whose account the new one goes to. */
export type Part = RefundPart & {
  interestFen: bigint
  retryOf?: string
  to?: (typeof REFUND_TARGETS)[number]
}

/**
 * The payments of a refund: back to where the money came from, newest first. What exceeds all that
 * was paid in is interest, and goes with the first. Undefined when there is no payment to go back.
 */
export function partsOf(lot: Lot, amountFen: bigint): Part[] | undefined {
  if (amountFen === 0n) return []
  const open = lot.deposits.reduce((sum, each) => sum + openOfDeposit(each), 0n)
  const principalFen = amountFen < open ? amountFen : open
  const interestFen = amountFen - principalFen
  if (interestFen > lot.figures.interestFen) return undefined
  const parts = spreadRefund(principalFen, interestFen, lot.deposits)
  return parts?.map((part, index) => ({ ...part, interestFen: index === 0 ? interestFen : 0n }))
}

/** One payment of a refund becomes due; the first has the id of the refund itself. */
export function due(refund: Refunded, part: Part, index: number, speak: Speak): EscrowFact {
  const { refundId, contractId, lotId, merchantId, consumerId, formula } = refund
  const paymentId = index === 0 ? refundId : `${refundId}_${index}`
  return speak('refund.due', refundId, {
    refundId,
    contractId,
    lotId,
    merchantId,
    consumerId,
    formula,
    paymentId,
    depositId: part.depositId,
    amountFen: part.amountFen.toString(),
    ...(part.interestFen > 0n ? { interestFen: part.interestFen.toString() } : {}),
    ...(part.retryOf ? { retryOf: part.retryOf } : {}),
    ...(part.to ? { to: part.to } : {}),
  })
}
