// Knows what a witness answers to a checkpoint (C2SP tlog-witness), in the order of its checks.
import {
  emptyRoot,
  equal,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
  ProofError,
  verifyConsistency,
  verifyNote,
  type AddCheckpoint,
  type Checkpoint,
  type Note,
  type TreeHead,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import type { KnownLogs } from './known-logs.ts'

/** A no: `size` is what the witness last cosigned, told with a conflict. */
export type Refused = { status: 400 | 403 | 404 | 409 | 422; why: string; size?: number }

/** A checkpoint that its log signed; whether it continues what was seen, `judge` says. */
export type Submitted = Pick<AddCheckpoint, 'oldSize' | 'proof'> & {
  checkpoint: Checkpoint
  /** The note's text, which is what gets cosigned. */
  text: string
  /** The note as submitted: evidence, should the log ever deny it. */
  note: string
}

/** Reads a request's body: 400 malformed, 404 unknown log, 403 not signed by a key of it. */
export async function readSubmission(body: string, logs: KnownLogs): Promise<Submitted | Refused> {
  const read = parse(body)
  if ('status' in read) return read
  const { request, note, checkpoint } = read
  const keys = logs.get(checkpoint.origin)
  if (!keys) return { status: 404, why: `no log ${checkpoint.origin} is watched here` }
  const signatures = await verifyNote(note, keys, verifyEd25519, nodeSha256)
  if (signatures.length === 0) return { status: 403, why: 'not signed by a key of that log' }
  const { oldSize, proof } = request
  return { oldSize, proof, checkpoint, text: note.text, note: request.checkpoint }
}

type Parsed = { request: AddCheckpoint; note: Note; checkpoint: Checkpoint }

function parse(body: string): Parsed | Refused {
  try {
    const request = parseAddCheckpoint(body)
    const note = parseNote(request.checkpoint)
    return { request, note, checkpoint: parseCheckpoint(note.text) }
  } catch (error) {
    if (error instanceof ProofError) return { status: 400, why: error.message }
    throw error
  }
}

/** Why a checkpoint is not cosigned after `seen`; undefined when it is. Pure. */
export function judge(
  { oldSize, proof, checkpoint }: Submitted,
  seen: TreeHead | undefined,
): Refused | undefined {
  const { size, root } = checkpoint
  if (oldSize > size) return { status: 400, why: `the old size ${oldSize} is above ${size}` }
  const last = seen ?? { size: 0, root: emptyRoot(nodeSha256) }
  if (oldSize !== last.size) {
    return { status: 409, why: `size ${last.size} was cosigned last`, size: last.size }
  }
  if (size === last.size && !equal(root, last.root)) {
    return { status: 409, why: `another root was cosigned at size ${size}`, size }
  }
  if (verifyConsistency(last, checkpoint, proof, nodeSha256)) return undefined
  return { status: 422, why: `the proof does not lead from size ${oldSize} to ${size}` }
}
