// Routes of money that came and is nobody's yet.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { amountFen, day, instant, label, positiveFen } from '../../parts.ts'
import { SUSPENSE_STATUSES } from '../../statuses.ts'
import { page, pageOf, route } from '../route.ts'
import { clock, receipt } from './views.ts'

export const suspense = z.object({
  suspenseId: idSchema('sus'),
  /** The payment that it came by. */
  depositId: idSchema('dep'),
  amountFen: positiveFen,
  /** What is left of it. */
  leftFen: amountFen,
  reason: z.string(),
  status: z.enum(SUSPENSE_STATUSES),
  paidAt: instant,
})
export type SuspenseView = z.infer<typeof suspense>

const one = {
  method: 'POST',
  roles: ['officer'],
  idempotent: true,
  params: z.object({ suspenseId: idSchema('sus') }),
  status: 200,
  reply: z.object({ suspense, receipt }),
} as const

export const suspenseRoutes = {
  listSuspense: route({
    method: 'GET',
    path: '/v1/suspense',
    summary: 'Money in suspense, newest first',
    roles: ['officer'],
    query: page.extend({ status: z.enum(SUSPENSE_STATUSES).optional() }),
    status: 200,
    reply: pageOf(suspense),
  }),
  assignSuspense: route({
    ...one,
    path: '/v1/suspense/:suspenseId/assignments',
    summary: 'Give money in suspense to a lot that waits for it',
    body: z.object({
      contractId: idSchema('ctr'),
      lotId: idSchema('lot'),
      reason: label(200),
      ...clock,
    }),
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'unknown_suspense',
      'suspense_not_open',
      'lot_waits_for_nothing',
    ],
  }),
  returnSuspense: route({
    ...one,
    path: '/v1/suspense/:suspenseId/returns',
    summary: 'Send money in suspense back to its payer; settlement asks for a second approval',
    body: z.object({ reason: label(200), ...clock }),
    refusals: ['unknown_suspense', 'suspense_not_open'],
  }),
  allocateInterest: route({
    method: 'POST',
    path: '/v1/interest/:interestId/allocations',
    summary: 'Share interest that the bank posted over the lots, by what each held each day',
    roles: ['officer'],
    idempotent: true,
    params: z.object({ interestId: idSchema('int') }),
    body: z.object({ bookId: idSchema('bok'), from: day, to: day, ...clock }),
    status: 200,
    reply: z.object({
      interestId: idSchema('int'),
      items: z.array(
        z.object({
          contractId: idSchema('ctr'),
          lotId: idSchema('lot'),
          amountFen: positiveFen,
          fenDays: z.string(),
        }),
      ),
    }),
    refusals: ['unknown_book', 'unknown_interest', 'period_not_over', 'nobody_held'],
  }),
} as const
