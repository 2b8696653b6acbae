// Routes of facts that a service could not handle: each service that listens serves them.
import { z } from 'zod'
import { amountFen, instant, label } from '../parts.ts'
import { page, pageOf, route } from './route.ts'

export const DEAD_FACT_STATUSES = ['OPEN', 'REPLAYED', 'ENDED'] as const

export const deadFact = z.object({
  /** Its number in the inbox of this service. */
  deadFactId: z.string(),
  status: z.enum(DEAD_FACT_STATUSES),
  topic: z.string(),
  factId: z.string(),
  type: z.string(),
  /** The service that spoke it. */
  source: z.string(),
  /** What it is about. */
  subject: z.string(),
  /** As its speaker wrote it. */
  occurredAt: z.string().optional(),
  /** Money that it moves. */
  amountFen: amountFen.optional(),
  /** Its data, as it came. */
  data: z.unknown(),
  reason: z.string(),
  failedAt: instant,
  attempts: z.int(),
  /** When it is tried again by itself; absent: it waits for an officer. */
  nextTryAt: instant.optional(),
  replayedAt: instant.optional(),
  replayedBy: z.string().optional(),
  /** Two officers: it can never be handled, and why. */
  ending: z
    .object({
      reason: z.string(),
      proposedBy: z.string(),
      proposedAt: instant,
      endedBy: z.string().optional(),
      endedAt: instant.optional(),
    })
    .optional(),
})
export type DeadFactView = z.infer<typeof deadFact>

/** Repeating one of them changes nothing more, so that they need no key. */
const one = {
  method: 'POST',
  roles: ['officer'],
  params: z.object({ deadFactId: z.string().regex(/^[1-9]\d{0,17}$/) }),
  status: 200,
  reply: deadFact,
} as const

export const deadFactRoutes = {
  listDeadFacts: route({
    method: 'GET',
    path: '/v1/dead-facts',
    summary:
      'Facts that could not be handled, oldest first: those that wait, or with `all` every one',
    roles: ['officer'],
    query: page.extend({ all: z.enum(['true', 'false']).optional() }),
    cursor: ['integer'],
    status: 200,
    reply: pageOf(deadFact),
  }),
  replayDeadFact: route({
    ...one,
    path: '/v1/dead-facts/:deadFactId/replays',
    summary: 'Handle a dead fact once more',
    body: z.object({}),
    refusals: ['unknown_dead_fact', 'dead_fact_ended', 'dead_fact_rejected'],
  }),
  endDeadFact: route({
    ...one,
    path: '/v1/dead-facts/:deadFactId/endings',
    summary: 'Propose that a dead fact can never be handled, and say why',
    body: z.object({ reason: label(200) }),
    refusals: ['unknown_dead_fact', 'dead_fact_ended', 'dead_fact_handled'],
  }),
  approveDeadFactEnding: route({
    ...one,
    path: '/v1/dead-facts/:deadFactId/endings/approvals',
    summary: 'End a dead fact that another officer has given up',
    body: z.object({}),
    refusals: [
      'unknown_dead_fact',
      'unknown_change',
      'same_person',
      'dead_fact_ended',
      'dead_fact_handled',
    ],
  }),
} as const
