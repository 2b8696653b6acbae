// Knows C2SP tlog-proof files: one leaf's place in a log, provable offline and for ever.
import { base64, fromBase64 } from './bytes.ts'
import {
  openCheckpoint,
  parseCount,
  parseHash,
  type CheckpointPolicy,
  type CheckpointVerdict,
} from './checkpoint.ts'
import type { VerifyEd25519 } from './note.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { checkSize, leafHash, verifyInclusion } from './tree.ts'

/** The first line of every such file. */
export const TLOG_PROOF_HEADER = 'c2sp.org/tlog-proof@v1'

/** Longest path that is read: one hash for each level of the largest tree. */
export const PROOF_HASHES_MAX = 63

export type TlogProof = {
  /** Application data that nothing vouches for. */
  readonly extra?: Uint8Array
  /** The leaf's place, from 0. */
  readonly index: number
  readonly path: readonly Uint8Array[]
  /** The published checkpoint, word for word. */
  readonly checkpoint: string
}

export type TlogProofVerdict = CheckpointVerdict | { readonly refused: 'not_included' }

/** The text of a `.tlog-proof` file. */
export const formatTlogProof = ({ extra, index, path, checkpoint }: TlogProof): string => {
  checkSize(index)
  const lines = [TLOG_PROOF_HEADER]
  if (extra !== undefined) lines.push(`extra ${base64(extra)}`)
  lines.push(`index ${index}`, ...path.map(base64))
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** Reads the text of a `.tlog-proof` file; nothing in it is verified yet. */
export const parseTlogProof = (text: string): TlogProof => {
  // Hash lines are never empty, so the first empty line is where the checkpoint begins.
  const divider = text.indexOf('\n\n')
  if (divider < 0) throw new ProofError('a proof without checkpoint')
  const [header, ...lines] = text.slice(0, divider).split('\n')
  if (header !== TLOG_PROOF_HEADER) throw new ProofError('not a tlog-proof file')
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined
  const place = lines.shift() ?? ''
  if (!place.startsWith('index ')) throw new ProofError('a proof without index')
  if (lines.length > PROOF_HASHES_MAX) throw new ProofError('a path longer than any tree is high')
  return {
    ...(extra === undefined ? {} : { extra: fromBase64(extra) }),
    index: parseCount(place.slice('index '.length)),
    path: lines.map(parseHash),
    checkpoint: text.slice(divider + 2),
  }
}

/**
 * Whether `leaf` (an entry's canonical bytes) is where the proof says, in a tree that the policy's
 * keys vouch for: the checkpoint and its cosignatures, or why not. Malformed: a ProofError.
 */
export const verifyTlogProof = async (
  proof: TlogProof,
  leaf: Uint8Array,
  policy: CheckpointPolicy,
  verify: VerifyEd25519,
  sha256: Sha256 = portable,
): Promise<TlogProofVerdict> => {
  const verdict = await openCheckpoint(proof.checkpoint, policy, verify, sha256)
  if ('refused' in verdict) return verdict
  const { size, root } = verdict.checkpoint
  const hash = leafHash(leaf, sha256)
  const included = verifyInclusion(hash, proof.index, size, proof.path, root, sha256)
  return included ? verdict : { refused: 'not_included' }
}
