// Routes of money that came and is nobody's yet.
import { z } from 'zod'
import { calendarYear } from '../../facts/escrow/calendar.ts'
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
  /** What an officer wants done with it, and another one has to approve. */
  proposal: z
    .object({
      contractId: idSchema('ctr'),
      lotId: idSchema('lot'),
      reason: z.string(),
      proposedBy: z.string(),
      proposedAt: instant,
    })
    .optional(),
})
export type SuspenseView = z.infer<typeof suspense>

const one = {
  method: 'POST',
  roles: ['officer'],
  idempotent: true,
  params: z.object({ suspenseId: idSchema('sus') }),
  status: 200,
  /** With the receipt of what was booked; a proposal books nothing. */
  reply: z.object({ suspense, receipt: receipt.optional() }),
} as const

const allocation = {
  method: 'POST',
  roles: ['officer'],
  idempotent: true,
  params: z.object({ interestId: idSchema('int') }),
  body: z.object({ bookId: idSchema('bok'), from: day, to: day, ...clock }),
  status: 200,
  reply: z.object({
    interestId: idSchema('int'),
    /** False: it is proposed, and these would be the shares. */
    isAllocated: z.boolean(),
    items: z.array(
      z.object({
        contractId: idSchema('ctr'),
        lotId: idSchema('lot'),
        amountFen: positiveFen,
        fenDays: z.string(),
      }),
    ),
  }),
} as const

export const suspenseRoutes = {
  listSuspense: route({
    method: 'GET',
    path: '/v1/suspense',
    summary: 'Money in suspense, newest first',
    roles: ['officer'],
    cursor: ['id'],
    query: page.extend({ status: z.enum(SUSPENSE_STATUSES).optional() }),
    status: 200,
    reply: pageOf(suspense),
  }),
  assignSuspense: route({
    ...one,
    path: '/v1/suspense/:suspenseId/assignments',
    summary: 'Propose to give money in suspense to a lot; another officer approves it',
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
  approveAssignment: route({
    ...one,
    path: '/v1/suspense/:suspenseId/assignments/approvals',
    summary: 'Give money in suspense to the lot that another officer has proposed',
    body: z.object({ contractId: idSchema('ctr'), lotId: idSchema('lot'), ...clock }),
    refusals: [
      'unknown_change',
      'unknown_contract',
      'unknown_lot',
      'unknown_suspense',
      'same_person',
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
    ...allocation,
    path: '/v1/interest/:interestId/allocations',
    summary: 'Propose the days that posted interest is for, and see the share of each lot',
    refusals: ['unknown_book', 'unknown_interest', 'period_not_over', 'nobody_held'],
  }),
  approveAllocation: route({
    ...allocation,
    path: '/v1/interest/:interestId/allocations/approvals',
    summary: 'Share posted interest over the days that another officer has proposed',
    refusals: [
      'unknown_book',
      'unknown_change',
      'same_person',
      'unknown_interest',
      'period_not_over',
      'nobody_held',
    ],
  }),
  listProposals: route({
    method: 'GET',
    path: '/v1/proposals',
    summary: 'What officers have proposed of money and calendars, and others have to approve',
    roles: ['officer'],
    cursor: ['id'],
    query: page,
    status: 200,
    reply: pageOf(
      z.object({
        bookId: idSchema('bok'),
        /** Money in suspense, interest, or the notice of a year. */
        subjectId: z.string(),
        proposedBy: z.string(),
        proposedAt: instant,
        assignment: z
          .object({ contractId: idSchema('ctr'), lotId: idSchema('lot'), reason: z.string() })
          .optional(),
        allocation: z.object({ from: day, to: day }).optional(),
        calendar: calendarYear.optional(),
      }),
    ),
  }),
} as const
