// Routes of refunds: quote, request, decision.
import { z } from 'zod'
import {
  deduction,
  FAULTS,
  REFUND_BASES,
  REFUND_FORUMS,
  REMAINDERS,
  REFUND_TARGETS,
} from '../../facts/escrow.ts'
import { idSchema } from '../../ids.ts'
import { label, sha256Hex, statedFen, statedPositiveFen } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'
import { counterClaim, refund, refundQuote } from './refund-views.ts'
import { clock, contractParams, everybody, receipt } from './views.ts'
import { REFUND_STATUSES } from '../../statuses.ts'

export const refundRoutes = {
  quoteRefund: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/refund-quote',
    summary: 'What she would get back now, and why',
    roles: everybody,
    params: contractParams,
    query: z.object(clock),
    status: 200,
    reply: refundQuote,
    refusals: ['unknown_contract', 'not_yours'],
  }),
  requestRefund: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/refunds',
    summary: 'Ask for the unconsumed balance back',
    roles: ['consumer'],
    idempotent: true,
    params: contractParams,
    body: z.object({
      refundId: idSchema('ref').optional(),
      reason: label(200),
      /** Absent: the only lot that can be refunded. */
      lotId: idSchema('lot').optional(),
      /** Whose reason she says it is; absent: neither side's. */
      fault: z.enum(FAULTS).optional(),
      ...clock,
    }),
    status: 201,
    reply: refund,
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'not_yours',
      'lot_not_named',
      'on_hold',
      'lot_not_funded',
      'lot_closed',
      'refund_open',
      'nothing_to_refund',
      'id_taken',
    ],
  }),
  listRefunds: route({
    method: 'GET',
    path: '/v1/refunds',
    summary: 'Refunds that the caller may see, newest first',
    roles: everybody,
    cursor: ['id'],
    query: page.extend({
      status: z.enum(REFUND_STATUSES).optional(),
      contractId: idSchema('ctr').optional(),
    }),
    status: 200,
    reply: pageOf(refund),
  }),
  showCounterClaim: route({
    method: 'GET',
    path: '/v1/refunds/:refundId/counter-claim',
    summary: "What a contested refund would give by the merchant's counter-claim",
    roles: everybody,
    params: z.object({ refundId: idSchema('ref') }),
    query: z.object(clock),
    status: 200,
    reply: counterClaim,
    refusals: ['unknown_refund', 'not_yours', 'refund_not_open', 'counter_claim_missing'],
  }),
  recordFee: route({
    method: 'POST',
    path: '/v1/refunds/:refundId/channel-fees',
    summary: 'Record what the channel charged for a refund: who bears it is a policy (F19)',
    roles: ['officer'],
    idempotent: true,
    params: z.object({ refundId: idSchema('ref') }),
    body: z.object({ amountFen: statedPositiveFen, evidenceSha256: sha256Hex, ...clock }),
    status: 201,
    reply: z.object({ refund, receipt: receipt.optional() }),
    refusals: ['unknown_refund', 'refund_not_open', 'fee_recorded', 'fee_above_refund'],
  }),
  decideRefund: route({
    method: 'POST',
    path: '/v1/refunds/:refundId/decisions',
    summary: 'A word on a refund: of the merchant, the consumer, or the officer who approves it',
    roles: ['merchant', 'consumer', 'officer'],
    idempotent: true,
    params: z.object({ refundId: idSchema('ref') }),
    body: z.object({
      /**
       * Merchant: AGREE, CONTEST (REJECT is the same). Consumer: WITHDRAW, ACCEPT (the merchant's
       * counter-claim). Officer: ESCALATE, AWARD, REJECT, APPROVE; who recorded an award does not
       * approve it. RETRY makes due anew what the bank did not carry out.
       */
      decision: z.enum([
        'AGREE',
        'CONTEST',
        'REJECT',
        'WITHDRAW',
        'ACCEPT',
        'ESCALATE',
        'AWARD',
        'APPROVE',
        'RETRY',
      ]),
      basis: z.enum(REFUND_BASES).optional(),
      fault: z.enum(FAULTS).optional(),
      evidenceSha256: sha256Hex.optional(),
      reason: label(200).optional(),
      forum: z.enum(REFUND_FORUMS).optional(),
      /** Of RETRY; absent: PAYER. */
      to: z.enum(REFUND_TARGETS).optional(),
      /**
       * Of an award: the amount, where it is not left to the formula of the fault. Of ACCEPT: what
       * she was shown; absent: whatever it is now.
       */
      amountFen: statedFen.optional(),
      /** Of an award: whose the rest is; HELD: it stays with the lot, for her to use. */
      remainder: z.enum(REMAINDERS).optional(),
      /** Market price of one session (F3). */
      marketPriceFen: statedPositiveFen.optional(),
      /** A price of one session that was claimed and proven (F7). */
      claim: z.object({ unitPriceFen: statedPositiveFen, evidenceSha256: sha256Hex }).optional(),
      /** Loss in 1/10,000 of the unperformed value; in place of the list price, or on top. */
      lossBasisPoints: z.int().min(0).max(10_000).optional(),
      lossOnTop: z.boolean().optional(),
      deductions: z.array(deduction).max(20).optional(),
      ...clock,
    }),
    status: 200,
    reply: z.object({ refund, receipt: receipt.optional() }),
    refusals: [
      'unknown_refund',
      'not_yours',
      'same_person',
      'on_hold',
      'refund_not_open',
      'chargeback_open',
      'refund_taken_up',
      'counter_claim_missing',
      'counter_claim_changed',
      'refund_needs_merchant',
      'refund_not_covered',
      'refund_has_no_payment',
      'basis_missing',
      'basis_wrong',
      'evidence_missing',
      'award_above_held',
      'nothing_to_refund',
      'deduction_above_value',
    ],
  }),
} as const
