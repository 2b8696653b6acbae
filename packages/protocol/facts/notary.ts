// Facts that the notary speaks on `notary.facts.v1`.
import { z } from 'zod'
import { idSchema } from '../ids.ts'
import { label, sequence, signedFen } from '../parts.ts'
import { fact } from './envelope.ts'
import { freeze } from './freeze.ts'

export const notaryFacts = [
  /** The log's size and root, signed; `note` is the whole C2SP signed note. */
  fact(
    'checkpoint.signed',
    z.object({
      checkpointId: idSchema('chk'),
      size: sequence,
      rootBase64: z.string(),
      note: z.string(),
    }),
  ),
  /** Something that the notary re-checked did not hold; the first bad sequence is named. */
  fact(
    'alert.raised',
    z.object({ code: z.string().max(60), sequence: sequence.optional(), detail: label(500) }),
  ),
  /** A freeze was placed or ended: the whole of it, as it stands. The subject is its id. */
  fact('freeze.changed', freeze),
  fact('reconciliation.signed', z.object({ differenceFen: signedFen, through: sequence })),
] as const

export const notaryFact = z.discriminatedUnion('type', notaryFacts)

export type NotaryFact = z.infer<typeof notaryFact>
