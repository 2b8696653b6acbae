// Opens a checkpoint under the keys that are trusted, and says plainly why one is not believed.
import {
  COSIGNATURE,
  openCheckpoint,
  parseNote,
  ProofError,
  verifyNote,
  type Checkpoint,
  type Cosignature,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import type { Flaw } from './flaw.ts'
import type { Trust } from './key.ts'

export type Believed = {
  readonly checkpoint: Checkpoint
  /** Of witnesses, and of the log itself where it gave its word again. */
  readonly cosignatures: readonly Cosignature[]
}

/** The checkpoint of a signed note, or why it is worth nothing. */
export async function believe(note: string, trust: Trust): Promise<Believed | Flaw> {
  try {
    const verdict = await openCheckpoint(note, trust, verifyEd25519, nodeSha256)
    if ('refused' in verdict) return refusalOf(verdict.refused, note, trust)
    const { checkpoint, cosignatures } = verdict
    return { checkpoint, cosignatures: [...cosignatures, ...(await heartbeatOf(note, trust))] }
  } catch (error) {
    if (error instanceof ProofError) {
      return { what: `the checkpoint is malformed: ${error.message}` }
    }
    throw error
  }
}

/** A log signs again, with the time, what stays its newest checkpoint: by the same keys. */
async function heartbeatOf(note: string, { logKeys }: Trust): Promise<Cosignature[]> {
  const keys = logKeys.map((key) => ({ ...key, type: COSIGNATURE }) as const)
  const signed = await verifyNote(parseNote(note), keys, verifyEd25519, nodeSha256)
  return signed.flatMap(({ key, time }) => (time === undefined ? [] : [{ name: key.name, time }]))
}

/** In words, a refusal of the proof room. */
export function refusalOf(
  refused: 'other_log' | 'unsigned' | 'unwitnessed' | 'not_included',
  note: string,
  { origin, witnessesMin }: Trust,
): Flaw {
  const flaws: Record<typeof refused, Flaw> = {
    other_log: {
      what: 'the checkpoint is of another log',
      expected: origin,
      found: note.slice(0, Math.max(0, note.indexOf('\n'))),
    },
    unsigned: { what: `the checkpoint has no good signature by the key of ${origin}` },
    unwitnessed: { what: `fewer than ${witnessesMin} known witnesses cosigned the checkpoint` },
    not_included: { what: 'the entry is not in the tree that the checkpoint signs' },
  }
  return flaws[refused]
}
