// Facts of refunds.
import { z } from 'zod'
import { refundPaymentId } from '../../ids.ts'
import { amountFen, instant, label, positiveFen, sha256Hex, signedFen } from '../../parts.ts'
import { LOT_STATUSES } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { FEE_BEARERS } from '../policy.ts'
import { consumerId, contractId, depositId, lotId, merchantId, refundId } from './ids.ts'

/** The rules by which an amount was found; AWARD: it was stated by who decided. */
export const FORMULAS = ['F1', 'F2', 'F2g', 'F3', 'F4', 'F5', 'F6', 'F7', 'AWARD'] as const
export const REFUND_BASES = [
  'COOLING_OFF',
  'MERCHANT_CONSENT',
  'MERCHANT_DEEMED',
  'MEDIATION_AGREEMENT',
  'ARBITRAL_AWARD',
  'COURT_JUDGMENT',
  'ESCROW_TERM',
  'PAYMENT_ERROR',
  'REGULATOR_ORDER',
] as const
export const FAULTS = ['MERCHANT', 'NEITHER', 'CONSUMER'] as const
/** Where a refund that failed goes next: back by its deposit, or to the consumer's own account. */
export const REFUND_TARGETS = ['PAYER', 'REGISTERED'] as const
/** Whose the rest is that an award does not give her: the merchant's, or held as before. */
export const REMAINDERS = ['MERCHANT', 'HELD'] as const
/** Who decides a contested refund. */
export const REFUND_FORUMS = ['MEDIATION', 'ARBITRATION'] as const

const refundRef = { refundId, contractId, merchantId }
const paid = {
  ...refundRef,
  lotId,
  amountFen: positiveFen,
  /** The payment in settlement; absent where the refund has but one, which has its id. */
  paymentId: refundPaymentId.optional(),
}

/** What a refund gives of the lot's free balance, and by which rule. */
const split = {
  /** To the consumer, the credit included. */
  amountFen,
  /** To the merchant: the rest. */
  merchantFen: amountFen.default('0'),
  /** Interest and parts of settled disputes in the amount. */
  creditFen: amountFen.default('0'),
  formula: z.enum(FORMULAS),
  fault: z.enum(FAULTS).default('NEITHER'),
}

/** Gifted goods that were kept, by recorded decision (Art 21). */
export const deduction = z.object({
  label: label(80),
  amountFen: positiveFen,
  fairValueFen: positiveFen,
  evidenceSha256: sha256Hex,
})

export const refundFacts = [
  fact(
    'refund.requested',
    z.object({
      ...refundRef,
      ...split,
      lotId,
      consumerId,
      slots: z.array(z.int().min(0)),
      /** Face of stored value that it takes. */
      faceFen: amountFen.default('0'),
      /** The state that the lot goes back to when nothing comes of it. */
      lotStatus: z.enum(LOT_STATUSES).default('ACTIVE'),
      reason: label(200),
      /** Silence of the merchant until then counts as agreement. */
      reviewUntil: instant.optional(),
      /** Last instant at which it has to be paid. */
      payBy: instant.optional(),
    }),
  ),
  /**
   * All that the lot holds stood on the desk's word alone, and is disputed now: the request ends,
   * and what becomes free of it is hers to ask for.
   */
  fact(
    'refund.parted',
    z.object({
      ...refundRef,
      lotId,
      consumerId,
      formula: z.enum(FORMULAS),
      fault: z.enum(FAULTS),
      reason: label(200),
    }),
  ),
  /** `deemed`: by the merchant's silence, told by the clock. */
  fact('refund.agreed', z.object({ ...refundRef, deemed: z.boolean().default(false) })),
  fact(
    'refund.contested',
    z.object({
      ...refundRef,
      reason: label(200),
      /** Whose reason the merchant says it is. */
      fault: z.enum(FAULTS).optional(),
      evidenceSha256: sha256Hex.optional(),
    }),
  ),
  /** The consumer takes what the merchant's counter-claim leaves her. */
  fact('refund.accepted', z.object({ ...refundRef, ...split, lotId })),
  fact('refund.escalated', z.object({ ...refundRef, forum: z.enum(REFUND_FORUMS) })),
  fact(
    'refund.awarded',
    z.object({
      ...refundRef,
      ...split,
      lotId,
      basis: z.enum(REFUND_BASES),
      evidenceSha256: sha256Hex,
      deductions: z.array(deduction).optional(),
      /** Where the rest stays held: what of the lot the award takes; the rest is free again. */
      held: z
        .object({
          slots: z.array(z.int().min(0)),
          faceFen: amountFen,
          /** Out of the lot's credit; negative where the last slot's rest becomes credit. */
          creditFen: signedFen,
        })
        .optional(),
    }),
  ),
  fact('refund.withdrawn', z.object(refundRef)),
  fact('refund.rejected', z.object({ ...refundRef, reason: label(200) })),
  fact(
    'refund.approved',
    z.object({
      ...refundRef,
      lotId,
      basis: z.enum(REFUND_BASES),
      fault: z.enum(FAULTS),
      evidenceSha256: sha256Hex.optional(),
    }),
  ),
  fact(
    'refund.due',
    z.object({
      ...paid,
      consumerId,
      formula: z.enum(FORMULAS),
      /** The deposit whose payer gets the money back, by the way it came. */
      depositId,
      /** Of the amount, what was never paid in. */
      interestFen: positiveFen.optional(),
      /** The payment that the bank did not carry out, and that this one is in place of. */
      retryOf: refundPaymentId.optional(),
      /** It goes to the account that she registered, whichever it came by. */
      to: z.enum(REFUND_TARGETS).optional(),
    }),
  ),
  fact('refund.paid', z.object(paid)),
  /** What the channel charged for it (F19); the merchant's part is its debt. Never out of hers. */
  fact(
    'refund.fee_recorded',
    z.object({
      ...refundRef,
      lotId,
      amountFen: positiveFen,
      /** As the policy of the day says. */
      bearer: z.enum(FEE_BEARERS),
      merchantFen: amountFen,
      evidenceSha256: sha256Hex,
    }),
  ),
  fact('refund.returned', z.object({ ...paid, reason: label(200) })),
  /** The merchant's part of a refund; told when the consumer's part has arrived. */
  fact(
    'lot.adjusted',
    z.object({ ...refundRef, lotId, amountFen: positiveFen, formula: z.enum(FORMULAS) }),
  ),
] as const
