// Facts of guardianships: who may act beside, or for, another person. They never move money.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, sha256Hex } from '../../parts.ts'
import { GUARDIANSHIP_KINDS } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { consumerId } from './ids.ts'

/** The two people whom it is between. */
const between = {
  guardianshipId: idSchema('grd'),
  wardId: consumerId,
  guardianId: consumerId,
}

export const guardianshipFacts = [
  /** One side asks, or an officer does on evidence; nobody may do anything by it yet. */
  fact(
    'guardianship.asked',
    z.object({
      ...between,
      kind: z.enum(GUARDIANSHIP_KINDS),
      /** First day on which it is over: a minor's majority. */
      until: day.optional(),
      evidenceSha256: sha256Hex.optional(),
    }),
  ),
  /** The other side agrees: the guardian acts beside the ward. */
  fact('guardianship.accepted', z.object(between)),
  /** The other side says no, the asker takes it back, or an officer does not agree. */
  fact('guardianship.declined', z.object(between)),
  /** One officer has seen evidence and wants it to begin or to end; a second one has to agree. */
  fact(
    'guardianship.proposed',
    z.object({ ...between, to: z.enum(['IN_FORCE', 'ENDED']), evidenceSha256: sha256Hex }),
  ),
  /** The second officer does not agree. */
  fact('guardianship.kept', z.object(between)),
  /** The second officer agrees: it is in force by decision. */
  fact('guardianship.decided', z.object({ ...between, evidenceSha256: sha256Hex })),
  /** It is over: by one of the two people, or with the evidence of two officers. */
  fact('guardianship.ended', z.object({ ...between, evidenceSha256: sha256Hex.optional() })),
] as const
