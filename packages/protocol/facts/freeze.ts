// The schema of a freeze: what is held still, under which law, and how it ends.
import { z } from 'zod'
import { idSchema } from '../ids.ts'
import { instant, label, sha256Hex, statedPositiveFen } from '../parts.ts'

/** On what a freeze may rest; `LEGAL` is any other ground in law, named in the reason. */
export const FREEZE_BASES = [
  'COURT_ORDER',
  'REGULATOR_ORDER',
  'ABSCONDING',
  'DISPUTE',
  'LEGAL',
] as const

export const FREEZE_SCOPES = ['LOT', 'CONSUMER', 'MERCHANT', 'AMOUNT'] as const
export const FREEZE_STATES = ['PLACED', 'LIFTED', 'EXPIRED'] as const

export const freezeId = idSchema('frz')

const grounds = {
  basis: z.enum(FREEZE_BASES),
  reason: label(200),
  /** Of the order or the paper that it rests on. */
  evidenceSha256: sha256Hex,
  /** When it ends by itself (UTC); without it somebody has to lift it. */
  expiresAt: instant.optional(),
}

/** A schema for each scope: what is frozen, with `more` beside it. */
export function freezeOf<T extends z.core.$ZodLooseShape>(more: T) {
  const rest = { ...grounds, ...more }
  return z.discriminatedUnion('scope', [
    z.object({ scope: z.literal('LOT'), subjectId: idSchema('lot'), ...rest }),
    z.object({ scope: z.literal('CONSUMER'), subjectId: idSchema('con'), ...rest }),
    z.object({ scope: z.literal('MERCHANT'), subjectId: idSchema('mer'), ...rest }),
    z.object({
      scope: z.literal('AMOUNT'),
      /** The merchant of whose earnings this much is kept back. */
      subjectId: idSchema('mer'),
      amountFen: statedPositiveFen,
      ...rest,
    }),
  ])
}

/** A freeze as it stands. Officers are named by their ids. */
export const freeze = freezeOf({
  freezeId,
  state: z.enum(FREEZE_STATES),
  placedBy: z.string().max(64),
  placedAt: instant,
  /** Who asks for it to be lifted, and why. */
  lift: z
    .object({ requestedBy: z.string().max(64), requestedAt: instant, reason: label(200) })
    .optional(),
  /** Who approved the lifting; absent for one that expired. */
  liftedBy: z.string().max(64).optional(),
  endedAt: instant.optional(),
})

export type Freeze = z.infer<typeof freeze>
