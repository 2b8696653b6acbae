// Facts that escrow speaks on `escrow.facts.v1`.
import { z } from 'zod'
import { idSchema } from '../ids.ts'
import {
  amountFen,
  bankAccount,
  currency,
  instant,
  label,
  positiveFen,
  sha256Hex,
} from '../parts.ts'
import { fact } from './envelope.ts'
import { lotTerms } from './terms.ts'

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

const merchantId = idSchema('mer')
const contractId = idSchema('ctr')
const lotId = idSchema('lot')
const sessionId = idSchema('ses')
const refundId = idSchema('ref')
const payoutId = idSchema('pay')
const consumerId = idSchema('con')

const sessionRef = z.object({ sessionId, contractId, lotId, merchantId, slot: z.int().min(0) })

export const escrowFacts = [
  fact('book.opened', z.object({ currency, bankAccount })),
  fact(
    'merchant.enrolled',
    z.object({
      merchantId,
      name: label(80),
      district: label(40),
      industry: label(40),
      bankAccount,
    }),
  ),
  fact(
    'product.listed',
    z.object({ productId: idSchema('prd'), merchantId, name: label(80), terms: lotTerms }),
  ),
  fact(
    'contract.signed',
    z.object({
      contractId,
      merchantId,
      consumerId,
      productId: idSchema('prd'),
      lotId,
      /** What the payer writes in the transfer, so that the deposit finds its contract. */
      reference: z.string().max(35),
      terms: lotTerms,
      termsSha256: sha256Hex,
    }),
  ),
  fact(
    'lot.funded',
    z.object({
      contractId,
      lotId,
      merchantId,
      depositId: idSchema('dep'),
      amountFen: positiveFen,
      paidAt: instant,
    }),
  ),
  fact(
    'suspense.credited',
    z.object({ suspenseId: idSchema('sus'), amountFen: positiveFen, reason: label(60) }),
  ),
  fact('session.recorded', sessionRef.extend({ amountFen, coach: label(40).optional() })),
  /** Confirmed at the desk by the member's code, it was recorded in the same breath: one fact. */
  fact(
    'session.confirmed',
    sessionRef.extend({
      amountFen,
      coach: label(40).optional(),
      confirmedBy: z.enum(['CODE', 'CONSUMER']),
    }),
  ),
  fact('session.reversed', sessionRef.extend({ reason: label(200) })),
  fact(
    'refund.requested',
    z.object({
      refundId,
      contractId,
      lotId,
      merchantId,
      consumerId,
      amountFen: positiveFen,
      formula: z.enum(FORMULAS),
      slots: z.array(z.int().min(0)),
      reason: label(200),
    }),
  ),
  fact('refund.agreed', z.object({ refundId, contractId, merchantId })),
  fact('refund.rejected', z.object({ refundId, contractId, merchantId, reason: label(200) })),
  fact(
    'refund.approved',
    z.object({
      refundId,
      contractId,
      lotId,
      merchantId,
      basis: z.enum(REFUND_BASES),
      fault: z.enum(FAULTS),
      evidenceSha256: sha256Hex.optional(),
    }),
  ),
  fact(
    'refund.due',
    z.object({
      refundId,
      contractId,
      lotId,
      merchantId,
      consumerId,
      amountFen: positiveFen,
      formula: z.enum(FORMULAS),
      /** The deposit whose payer gets the money back, by the way it came. */
      depositId: idSchema('dep'),
    }),
  ),
  fact(
    'refund.paid',
    z.object({ refundId, contractId, lotId, merchantId, amountFen: positiveFen }),
  ),
  fact(
    'refund.returned',
    z.object({
      refundId,
      contractId,
      lotId,
      merchantId,
      amountFen: positiveFen,
      reason: label(200),
    }),
  ),
  fact(
    'contract.closed',
    z.object({ contractId, merchantId, reason: z.enum(['REFUNDED', 'USED_UP']) }),
  ),
  fact(
    'payout.due',
    z.object({ payoutId, runId: idSchema('run'), merchantId, amountFen: positiveFen, bankAccount }),
  ),
  fact('payout.paid', z.object({ payoutId, merchantId, amountFen: positiveFen })),
  fact(
    'payout.bounced',
    z.object({ payoutId, merchantId, amountFen: positiveFen, reason: label(200) }),
  ),
] as const

export const escrowFact = z.discriminatedUnion('type', escrowFacts)

export type EscrowFact = z.infer<typeof escrowFact>
