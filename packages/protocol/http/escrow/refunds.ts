// Routes of refunds: quote, request, decision.
import { z } from 'zod'
import { FAULTS, REFUND_BASES } from '../../facts/escrow.ts'
import { idSchema } from '../../ids.ts'
import { label, sha256Hex } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'
import { clock, contractParams, everybody, receipt, refund, refundQuote } from './views.ts'
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
    refusals: ['unknown_contract', 'not_yours', 'calendar_year_unknown'],
  }),
  requestRefund: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/refunds',
    summary: 'Ask for the unconsumed balance back',
    roles: ['consumer'],
    idempotent: true,
    params: contractParams,
    body: z.object({ refundId: idSchema('ref').optional(), reason: label(200), ...clock }),
    status: 201,
    reply: refund,
    refusals: [
      'unknown_contract',
      'not_yours',
      'lot_not_funded',
      'lot_closed',
      'refund_open',
      'calendar_year_unknown',
      'nothing_to_refund',
      'id_taken',
    ],
  }),
  listRefunds: route({
    method: 'GET',
    path: '/v1/refunds',
    summary: 'Refunds that the caller may see, newest first',
    roles: everybody,
    query: page.extend({
      status: z.enum(REFUND_STATUSES).optional(),
      contractId: idSchema('ctr').optional(),
    }),
    status: 200,
    reply: pageOf(refund),
  }),
  decideRefund: route({
    method: 'POST',
    path: '/v1/refunds/:refundId/decisions',
    summary: 'The merchant agrees or rejects; the officer approves on a typed basis',
    roles: ['merchant', 'officer'],
    idempotent: true,
    params: z.object({ refundId: idSchema('ref') }),
    body: z.object({
      decision: z.enum(['AGREE', 'REJECT', 'APPROVE']),
      basis: z.enum(REFUND_BASES).optional(),
      fault: z.enum(FAULTS).optional(),
      evidenceSha256: sha256Hex.optional(),
      reason: label(200).optional(),
      ...clock,
    }),
    status: 200,
    reply: z.object({ refund, receipt: receipt.optional() }),
    refusals: [
      'unknown_refund',
      'not_yours',
      'refund_not_open',
      'refund_needs_merchant',
      'basis_missing',
      'evidence_missing',
    ],
  }),
} as const
