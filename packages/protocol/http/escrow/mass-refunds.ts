// Routes of mass refunds: computed by one officer, approved by two others, paid by the clock.
import { z } from 'zod'
import { MASS_SKIPS, massItem, massRefundId } from '../../facts/escrow/mass-refunds.ts'
import { idSchema } from '../../ids.ts'
import { amountFen, day, instant, sha256Hex } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'
import { clock } from './views.ts'

const officer = ['officer'] as const
const params = z.object({ massRefundId })

/** Held + disputed = refund + kept. */
export const massRefund = z.object({
  massRefundId,
  merchantId: idSchema('mer'),
  status: z.enum(['COMPUTED', 'APPROVED_ONCE', 'PAYING', 'COMPLETED', 'REPLACED']),
  asOf: instant,
  stoppedOn: day.optional(),
  lots: z.int(),
  heldFen: amountFen,
  disputedFen: amountFen,
  refundFen: amountFen,
  keptFen: amountFen,
  shortfallFen: amountFen,
  /** Of the file at `/schedule`. */
  scheduleSha256: sha256Hex,
  author: z.string(),
  approvedBy: z.array(z.string()),
})

export const massRefundRoutes = {
  computeMassRefund: route({
    method: 'POST',
    path: '/v1/mass-refunds',
    summary: 'Compute what each consumer of a merchant that is gone gets back (F13)',
    roles: officer,
    idempotent: true,
    body: z.object({
      merchantId: idSchema('mer'),
      massRefundId: massRefundId.optional(),
      ...clock,
    }),
    status: 201,
    reply: massRefund,
    refusals: [
      'unknown_merchant',
      'id_taken',
      'merchant_still_serves',
      'mass_refund_open',
      'nothing_to_refund',
    ],
  }),
  listMassRefunds: route({
    method: 'GET',
    path: '/v1/mass-refunds',
    summary: 'Mass refunds, newest id first',
    roles: ['officer', 'regulator'],
    cursor: ['id'],
    query: page.extend({ merchantId: idSchema('mer').optional() }),
    status: 200,
    reply: pageOf(massRefund),
  }),
  getMassRefund: route({
    method: 'GET',
    path: '/v1/mass-refunds/:massRefundId',
    summary: 'One mass refund, with its totals',
    roles: ['officer', 'regulator'],
    params,
    status: 200,
    reply: massRefund,
    refusals: ['unknown_mass_refund'],
  }),
  listMassItems: route({
    method: 'GET',
    path: '/v1/mass-refunds/:massRefundId/items',
    summary: 'The lines of its schedule by lot, and what became of each',
    roles: officer,
    params,
    cursor: ['id'],
    query: page,
    status: 200,
    reply: pageOf(
      massItem.extend({
        status: z.enum(['OPEN', 'PAID_OUT', ...MASS_SKIPS]),
        refundId: idSchema('ref').optional(),
      }),
    ),
    refusals: ['unknown_mass_refund'],
  }),
  massSchedule: route({
    method: 'GET',
    path: '/v1/mass-refunds/:massRefundId/schedule',
    summary: 'The schedule as the file that is signed (CSV); its SHA-256 is in the mass refund',
    roles: officer,
    params,
    status: 200,
    replyType: 'text/csv; charset=utf-8',
    refusals: ['unknown_mass_refund'],
  }),
  approveMassRefund: route({
    method: 'POST',
    path: '/v1/mass-refunds/:massRefundId/approvals',
    summary:
      'Approve it; the second approval lets it be paid. Neither by its author nor by one person',
    roles: officer,
    idempotent: true,
    params,
    body: z.object(clock),
    status: 200,
    reply: massRefund,
    refusals: ['unknown_mass_refund', 'same_person', 'mass_refund_not_open'],
  }),
} as const
