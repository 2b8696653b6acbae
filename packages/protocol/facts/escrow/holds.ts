// Facts of holds: what the notary froze, as the book obeys it.
import { z } from 'zod'
import { positiveFen } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { FREEZE_SCOPES, freezeId } from '../freeze.ts'

/** A hold has the id of its freeze. */
const held = {
  holdId: freezeId,
  scope: z.enum(FREEZE_SCOPES),
  /** A lot, a consumer, or a merchant (also of an amount). */
  subjectId: z.string().max(64),
}

export const holdFacts = [
  /** From here on it holds, also for what was asked before. */
  fact('hold.placed', z.object({ ...held, amountFen: positiveFen.optional() })),
  fact('hold.lifted', z.object({ ...held, by: z.enum(['LIFTED', 'EXPIRED']) })),
] as const
