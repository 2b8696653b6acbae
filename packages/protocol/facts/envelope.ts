// The envelope of every fact: CloudEvents 1.0 attributes and our few extensions.
import { z } from 'zod'
import { factId, idSchema } from '../ids.ts'
import { actor, instant, sequence } from '../parts.ts'

export const envelope = z.object({
  /** CloudEvents `id`; a fact is named after its command, so a twin has the same id. */
  id: factId,
  /** CloudEvents `source`: the process that speaks. */
  source: z.enum(['escrow', 'settlement', 'notary']),
  /** CloudEvents `subject`: the id of what it is about. */
  subject: z.string().max(64),
  /** CloudEvents `time`: when it was recorded (UTC). */
  recordedAt: instant,
  /** Extension `occurredat`: when it happened in the world (UTC). */
  occurredAt: instant,
  /** Extension `bookid`, also the partition key: facts of one book stay in order. */
  bookId: idSchema('bok'),
  /** Extension `booksequence`: the entry that this fact caused, when it moved money. */
  bookSequence: sequence.optional(),
  /** Extension `correlationid`: the request or journey that all of this belongs to. */
  correlationId: z.string().max(64),
  /** Extension `causationid`: the command or fact that led to this one. */
  causationId: z.string().max(64),
  actor,
})

export type Envelope = z.infer<typeof envelope>

/** A fact schema: the envelope with a fixed type and the data of that type. */
export function fact<const T extends string, D extends z.ZodType>(type: T, data: D) {
  return envelope.extend({ type: z.literal(type), data })
}
