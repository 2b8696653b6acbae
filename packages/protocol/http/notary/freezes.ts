// HTTP contract of freezes: one officer places one at once, two lift it.
import { z } from 'zod'
import { freeze, FREEZE_SCOPES, FREEZE_STATES, freezeId, freezeOf } from '../../facts/freeze.ts'
import { idSchema } from '../../ids.ts'
import { instant, label } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'

const officer = ['officer'] as const
const overseers = ['officer', 'regulator'] as const
const clock = { /** Test clock: only with CLOCK=caller. */ occurredAt: instant.optional() }
const params = z.object({ freezeId })

export const freezeRoutes = {
  placeFreeze: route({
    method: 'POST',
    path: '/v1/freezes',
    summary: 'Freeze a lot, a consumer, a merchant or an amount of its earnings, at once',
    roles: officer,
    idempotent: true,
    body: freezeOf({
      freezeId: freezeId.optional(),
      /** Which book; without it the first one that the notary met. */
      bookId: idSchema('bok').optional(),
      ...clock,
    }),
    status: 201,
    reply: freeze,
    refusals: ['unknown_book', 'id_taken', 'expiry_passed'],
  }),
  listFreezes: route({
    method: 'GET',
    path: '/v1/freezes',
    summary: 'Freezes, newest first',
    roles: overseers,
    cursor: ['integer'],
    query: page.extend({
      state: z.enum(FREEZE_STATES).optional(),
      scope: z.enum(FREEZE_SCOPES).optional(),
      subjectId: z.union([idSchema('lot'), idSchema('con'), idSchema('mer')]).optional(),
    }),
    status: 200,
    reply: pageOf(freeze),
  }),
  getFreeze: route({
    method: 'GET',
    path: '/v1/freezes/:freezeId',
    summary: 'One freeze',
    roles: overseers,
    params,
    status: 200,
    reply: freeze,
    refusals: ['unknown_freeze'],
  }),
  requestLift: route({
    method: 'POST',
    path: '/v1/freezes/:freezeId/lift-requests',
    summary: 'Ask for a freeze to be lifted; another officer has to approve',
    roles: officer,
    idempotent: true,
    params,
    body: z.object({ reason: label(200), ...clock }),
    status: 201,
    reply: freeze,
    refusals: ['unknown_freeze', 'freeze_ended', 'lift_requested'],
  }),
  approveLift: route({
    method: 'POST',
    path: '/v1/freezes/:freezeId/lift-approvals',
    summary: 'Lift a freeze as somebody else has asked',
    roles: officer,
    idempotent: true,
    params,
    body: z.object(clock),
    status: 200,
    reply: freeze,
    refusals: ['unknown_freeze', 'same_person', 'freeze_ended', 'lift_not_requested'],
  }),
} as const
