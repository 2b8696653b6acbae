// One request to a witness (C2SP tlog-witness `add-checkpoint`), and what its answer is worth.
import {
  formatAddCheckpoint,
  parseCosignatures,
  parseNote,
  ProofError,
  verifyNote,
  type AddCheckpoint,
  type NoteSignature,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import type { Witness } from './witnesses.ts'

/** A witness that takes longer is away for now. */
export const WITNESS_ANSWER_MAX_MS = 5_000
const ANSWER_BYTES_MAX = 65_536

export type WitnessAnswer =
  /** Cosignatures of its key that hold. */
  | { cosignatures: NoteSignature[] }
  /** 409: the size that it cosigned last. */
  | { lastSize: number }
  /** 404: it does not watch this log. */
  | { isUnknown: true }
  /** Anything else that it said, and whether the log itself is what it refuses. */
  | { refused: string; isContradiction: boolean }

/** Submits a checkpoint. Rejects when the witness cannot be reached or takes too long. */
export async function submit(witness: Witness, request: AddCheckpoint): Promise<WitnessAnswer> {
  const answer = await fetch(`${witness.url.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint(request),
    redirect: 'error',
    signal: AbortSignal.timeout(WITNESS_ANSWER_MAX_MS),
  })
  const text = await readText(answer)
  if (answer.status === 200) return readCosignatures(witness, request.checkpoint, text)
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1]
  if (answer.status === 409 && size !== undefined) return { lastSize: Number(size) }
  if (answer.status === 404) return { isUnknown: true }
  const why = text.replace(/\p{Cc}+/gu, ' ').slice(0, 200)
  return { refused: `${answer.status} ${why}`, isContradiction: answer.status === 422 }
}

async function readText(answer: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  if (answer.body === null) return text
  for await (const part of answer.body) {
    text += decoder.decode(part, { stream: true })
    if (text.length > ANSWER_BYTES_MAX) return ''
  }
  return text
}

async function readCosignatures(
  { key, keyHash }: Witness,
  checkpoint: string,
  answer: string,
): Promise<WitnessAnswer> {
  try {
    const lines = parseCosignatures(answer).filter(
      (line) => line.name === key.name && Buffer.compare(line.keyHash, keyHash) === 0,
    )
    const cosignatures = lines.slice(0, 1)
    const note = { text: parseNote(checkpoint).text, signatures: cosignatures }
    const verified = await verifyNote(note, [key], verifyEd25519, nodeSha256)
    if (verified.length === 1) return { cosignatures }
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
  }
  return { refused: 'its answer holds no good cosignature', isContradiction: false }
}
