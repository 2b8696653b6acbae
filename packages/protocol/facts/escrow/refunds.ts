// Facts of refunds.
import { z } from 'zod'
import { label, positiveFen, sha256Hex } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { consumerId, contractId, depositId, lotId, merchantId, refundId } from './ids.ts'

export const FORMULAS = ['F1', 'F2'] as const
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

const refundRef = { refundId, contractId, merchantId }
const paid = { ...refundRef, lotId, amountFen: positiveFen }

export const refundFacts = [
  fact(
    'refund.requested',
    z.object({
      ...refundRef,
      lotId,
      consumerId,
      amountFen: positiveFen,
      formula: z.enum(FORMULAS),
      slots: z.array(z.int().min(0)),
      reason: label(200),
    }),
  ),
  fact('refund.agreed', z.object(refundRef)),
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
    }),
  ),
  fact('refund.paid', z.object(paid)),
  fact('refund.returned', z.object({ ...paid, reason: label(200) })),
] as const
