// Knows what a log sends to a witness (C2SP tlog-witness add-checkpoint), and what it gets back.
import { base64 } from './bytes.ts'
import { parseCount, parseHash } from './checkpoint.ts'
import {
  formatSignature,
  NOTE_LENGTH_MAX,
  NOTE_SIGNATURES_MAX,
  parseSignature,
  type NoteSignature,
} from './note.ts'
import { ProofError } from './proof-error.ts'
import { PROOF_HASHES_MAX } from './tlog-proof.ts'
import { checkSize } from './tree.ts'

/** The request: the size the witness last cosigned, the proof from there, the new checkpoint. */
export type AddCheckpoint = {
  readonly oldSize: number
  /** Consistency proof from `oldSize` to the checkpoint's size; empty from 0. */
  readonly proof: readonly Uint8Array[]
  /** The published checkpoint, word for word. */
  readonly checkpoint: string
}

/** The body of `POST …/add-checkpoint`. */
export const formatAddCheckpoint = ({ oldSize, proof, checkpoint }: AddCheckpoint): string => {
  checkSize(oldSize)
  if (proof.length > PROOF_HASHES_MAX) throw new ProofError('a proof longer than any tree needs')
  return `${[`old ${oldSize}`, ...proof.map(base64)].join('\n')}\n\n${checkpoint}`
}

/** Reads the body of `POST …/add-checkpoint`; nothing in it is verified yet. */
export const parseAddCheckpoint = (body: string): AddCheckpoint => {
  const divider = body.indexOf('\n\n')
  if (divider < 0) throw new ProofError('a request without checkpoint')
  const [old = '', ...hashes] = body.slice(0, divider).split('\n')
  if (!old.startsWith('old ')) throw new ProofError('a request without old size')
  if (hashes.length > PROOF_HASHES_MAX) throw new ProofError('a proof longer than any tree needs')
  return {
    oldSize: parseCount(old.slice('old '.length)),
    proof: hashes.map(parseHash),
    checkpoint: body.slice(divider + 2),
  }
}

/** The witness's answer: its signature lines. A log appends them to its published checkpoint. */
export const formatCosignatures = (signatures: readonly NoteSignature[]): string =>
  signatures.map(formatSignature).join('')

/** Reads a witness's answer; which of its lines hold, `verifyNote` says. */
export const parseCosignatures = (body: string): NoteSignature[] => {
  if (body.length > NOTE_LENGTH_MAX) throw new ProofError('an answer too long to read')
  if (!body.endsWith('\n')) throw new ProofError('a signature line ends in a newline')
  const lines = body.slice(0, -1).split('\n')
  if (lines.length > NOTE_SIGNATURES_MAX) throw new ProofError('too many signatures to read')
  return lines.map(parseSignature)
}
