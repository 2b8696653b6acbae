// Routes of policies: what holds, what somebody proposes, and what a proposal would touch.
import { z } from 'zod'
import { industryCode, POLICY_KEYS, policyDraft } from '../../facts/policy.ts'
import { idSchema } from '../../ids.ts'
import { label } from '../../parts.ts'
import { POLICY_STATUSES } from '../../statuses.ts'
import { route } from '../route.ts'
import { clock } from './views.ts'

/** A policy of the book, or one that comes with the program. */
export const policyView = z.object({
  /** `pol_…`, or the name of a built-in one. */
  policyId: z.string(),
  status: z.enum(POLICY_STATUSES),
  policy: policyDraft,
  /** Who proposed it, and who decided on it; `built-in` for those of the program. */
  setBy: z.string(),
  decidedBy: z.string().optional(),
  /** It ends within 60 days, or ended, and nothing follows: what would carry it on. */
  next: policyDraft.optional(),
})
export type PolicyView = z.infer<typeof policyView>

/** How many things a change would touch, and the ids of the first ten. */
const touched = z.object({ count: z.int(), first: z.array(z.string()) })

export const policyPreview = z.object({
  /** Products on sale that could not be listed or sold any more. */
  productsRefused: touched,
  /** Consumers who hold more than a new cap; they keep it, and may not renew. */
  consumersOverCap: touched,
  /** Their lots. */
  lotsOverCap: touched,
  /** Timers that run now and keep their dates. */
  timersKept: touched,
  /** Contracts that stand in its place; each keeps the terms that it was signed on. */
  contractsKept: z.int(),
})
export type PolicyPreview = z.infer<typeof policyPreview>

const book = { bookId: idSchema('bok') }

export const policyRoutes = {
  listPolicies: route({
    method: 'GET',
    path: '/v1/policies',
    summary: 'Policies of a book, with those that come with the program',
    roles: ['officer', 'regulator'],
    query: z.object({
      ...book,
      key: z.enum(POLICY_KEYS).optional(),
      industry: industryCode.optional(),
    }),
    status: 200,
    reply: z.object({ items: z.array(policyView) }),
    refusals: ['unknown_book'],
  }),
  proposePolicy: route({
    method: 'POST',
    path: '/v1/policies',
    summary: 'Propose a policy; it holds once another officer has approved it',
    roles: ['officer'],
    idempotent: true,
    body: z.object({
      ...book,
      policyId: idSchema('pol').optional(),
      policy: policyDraft,
      ...clock,
    }),
    status: 201,
    reply: policyView,
    refusals: [
      'unknown_book',
      'id_taken',
      'policy_ends_early',
      'policy_without_kind',
      'policy_backdated',
    ],
  }),
  decidePolicy: route({
    method: 'POST',
    path: '/v1/policies/:policyId/decisions',
    summary: 'Approve or reject a policy that another officer proposed',
    roles: ['officer'],
    idempotent: true,
    params: z.object({ policyId: idSchema('pol') }),
    body: z.object({
      decision: z.enum(['APPROVE', 'REJECT']),
      reason: label(200).optional(),
      ...clock,
    }),
    status: 200,
    reply: policyView,
    refusals: ['unknown_policy', 'same_person', 'policy_not_open', 'policy_backdated'],
  }),
  previewPolicy: route({
    method: 'POST',
    path: '/v1/policy-previews',
    summary: 'What a policy would touch if it held; nothing changes',
    roles: ['officer'],
    body: z.object({ ...book, policy: policyDraft, ...clock }),
    status: 200,
    reply: policyPreview,
    refusals: ['unknown_book', 'policy_ends_early', 'policy_without_kind', 'policy_backdated'],
  }),
} as const
