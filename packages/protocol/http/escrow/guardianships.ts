// Routes of guardianships: asked by one side, accepted by the other, or decided by two officers.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, instant, sha256Hex } from '../../parts.ts'
import { GUARDIANSHIP_KINDS, GUARDIANSHIP_STATUSES } from '../../statuses.ts'
import { page, pageOf, route } from '../route.ts'
import { clock } from './views.ts'

const guardianshipId = idSchema('grd')
const params = z.object({ guardianshipId })

export const guardianship = z.object({
  guardianshipId,
  bookId: idSchema('bok'),
  wardId: idSchema('con'),
  guardianId: idSchema('con'),
  kind: z.enum(GUARDIANSHIP_KINDS),
  status: z.enum(GUARDIANSHIP_STATUSES),
  /** First day on which it is over. */
  until: day.optional(),
  askedBy: z.enum(['WARD', 'GUARDIAN', 'OFFICER']),
  askedAt: instant,
  /** Two officers decided it: only they end it, and of a minor the guardian alone disposes. */
  decided: z.boolean(),
  begunAt: instant.optional(),
  endedAt: instant.optional(),
  /** What one officer wants, until a second one agrees; for officers. */
  pending: z
    .object({ to: z.enum(['IN_FORCE', 'ENDED']), by: z.string(), evidenceSha256: sha256Hex })
    .optional(),
})
export type GuardianshipView = z.infer<typeof guardianship>

export const guardianshipRoutes = {
  askGuardianship: route({
    method: 'POST',
    path: '/v1/guardianships',
    summary:
      'Ask to be the guardian of somebody, or for somebody as guardian; officers on evidence',
    roles: ['consumer', 'officer'],
    idempotent: true,
    body: z.object({
      guardianshipId: guardianshipId.optional(),
      /** Absent: the only book of the house. */
      bookId: idSchema('bok').optional(),
      wardId: idSchema('con'),
      guardianId: idSchema('con'),
      kind: z.enum(GUARDIANSHIP_KINDS),
      until: day.optional(),
      /** Of what an officer has seen. */
      evidenceSha256: sha256Hex.optional(),
      ...clock,
    }),
    status: 201,
    reply: guardianship,
    refusals: [
      'unknown_book',
      'not_yours',
      'id_taken',
      'evidence_missing',
      'expiry_passed',
      'guardian_of_self',
      'guardianship_exists',
    ],
  }),
  decideGuardianship: route({
    method: 'POST',
    path: '/v1/guardianships/:guardianshipId/decisions',
    summary: 'The other side accepts or declines; officers approve, two of them, or reject',
    roles: ['consumer', 'officer'],
    idempotent: true,
    params,
    body: z.object({
      decision: z.enum(['ACCEPT', 'DECLINE', 'APPROVE', 'REJECT']),
      /** Of what the first officer has seen. */
      evidenceSha256: sha256Hex.optional(),
      ...clock,
    }),
    status: 200,
    reply: guardianship,
    refusals: [
      'unknown_guardianship',
      'not_yours',
      'same_person',
      'evidence_missing',
      'guardianship_not_open',
    ],
  }),
  endGuardianship: route({
    method: 'POST',
    path: '/v1/guardianships/:guardianshipId/ends',
    summary:
      'End it, or take back what was asked; what officers decided, officers end, two of them',
    roles: ['consumer', 'officer'],
    idempotent: true,
    params,
    body: z.object({ evidenceSha256: sha256Hex.optional(), ...clock }),
    status: 200,
    reply: guardianship,
    refusals: [
      'unknown_guardianship',
      'not_yours',
      'evidence_missing',
      'guardianship_not_open',
      'guardianship_decided',
    ],
  }),
  listGuardianships: route({
    method: 'GET',
    path: '/v1/guardianships',
    summary: "A consumer's own, of either side; an officer's all; newest first",
    roles: ['consumer', 'officer'],
    cursor: ['id'],
    query: page.extend({
      status: z.enum(GUARDIANSHIP_STATUSES).optional(),
      /** Only those that wait for an officer. */
      pending: z.enum(['true']).optional(),
    }),
    status: 200,
    reply: pageOf(guardianship),
  }),
} as const
