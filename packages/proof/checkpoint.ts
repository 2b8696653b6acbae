// Knows C2SP checkpoints: a log's name, size and root as a signed note, and when to believe one.
import { base64, fromBase64 } from './bytes.ts'
import { HASH_BYTES } from './chain.ts'
import { verifyNote } from './cosignature.ts'
import {
  COSIGNATURE,
  ED25519,
  formatNote,
  parseNote,
  signNote,
  type Signer,
  type VerifierKey,
  type VerifyEd25519,
} from './note.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { checkSize } from './tree.ts'

export type Checkpoint = {
  /** The log's own name, one line. */
  readonly origin: string
  /** Leaves of the tree. */
  readonly size: number
  readonly root: Uint8Array
  /** Opaque further lines, none of them empty; usually there are none. */
  readonly extensions?: readonly string[]
}

/** Whom a verifier trusts. Old log keys stay in the list, so that old proofs keep their worth. */
export type CheckpointPolicy = {
  readonly origin: string
  readonly logKeys: readonly VerifierKey[]
  readonly witnessKeys?: readonly VerifierKey[]
  /** How many different witnesses must have cosigned; none if left out. */
  readonly witnessesMin?: number
}

/** A witness's word: at `time` (seconds since 1970) this was the newest checkpoint it had seen. */
export type Cosignature = { readonly name: string; readonly time: number }

export type CheckpointVerdict =
  | { readonly checkpoint: Checkpoint; readonly cosignatures: readonly Cosignature[] }
  | { readonly refused: 'other_log' | 'unsigned' | 'unwitnessed' }

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/

/** A count in decimal without leading zeroes; anything else is a ProofError. */
export const parseCount = (text: string): number => {
  const count = Number(text)
  if (!DECIMAL.test(text) || !Number.isSafeInteger(count)) throw new ProofError('not a count')
  return count
}

/** A hash in base64; anything but 32 bytes is a ProofError. */
export const parseHash = (text: string): Uint8Array => {
  const hash = fromBase64(text)
  if (hash.length !== HASH_BYTES) throw new ProofError('a hash has 32 bytes')
  return hash
}

/** The note text of a checkpoint. */
export const formatCheckpoint = (checkpoint: Checkpoint): string => {
  const { origin, size, root, extensions = [] } = checkpoint
  checkSize(size)
  if (root.length !== HASH_BYTES) throw new ProofError('a root has 32 bytes')
  const lines = [origin, String(size), base64(root), ...extensions]
  if (lines.some((line) => line === '' || line.includes('\n'))) {
    throw new ProofError('a checkpoint has no empty lines')
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** The checkpoint of its note text. */
export const parseCheckpoint = (text: string): Checkpoint => {
  if (!text.endsWith('\n')) throw new ProofError('a checkpoint ends in a newline')
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n')
  if (origin === '' || extensions.includes('')) throw new ProofError('an empty checkpoint line')
  const head = { origin, size: parseCount(size), root: parseHash(root) }
  return extensions.length === 0 ? head : { ...head, extensions }
}

/** A published checkpoint: the note of it, signed. The signers' name should be the origin. */
export const signCheckpoint = async (
  checkpoint: Checkpoint,
  signers: readonly Signer[],
): Promise<string> => formatNote(await signNote(formatCheckpoint(checkpoint), signers))

/**
 * Opens a published checkpoint: its contents if the log of that origin signed it and enough
 * witnesses cosigned it, or why not. Malformed notes are a ProofError.
 */
export const openCheckpoint = async (
  published: string,
  policy: CheckpointPolicy,
  verify: VerifyEd25519,
  sha256: Sha256 = portable,
): Promise<CheckpointVerdict> => {
  const note = parseNote(published)
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint.origin !== policy.origin) return { refused: 'other_log' }
  const logKeys = policy.logKeys.filter((key) => key.type === ED25519)
  const witnessKeys = (policy.witnessKeys ?? []).filter((key) => key.type === COSIGNATURE)
  const verified = await verifyNote(note, [...logKeys, ...witnessKeys], verify, sha256)
  if (!verified.some(({ key }) => key.type === ED25519)) return { refused: 'unsigned' }
  const cosignatures = verified.flatMap(({ key, time }) =>
    time === undefined ? [] : [{ name: key.name, time }],
  )
  const witnesses = new Set(cosignatures.map(({ name }) => name)).size
  if (witnesses < (policy.witnessesMin ?? 0)) return { refused: 'unwitnessed' }
  return { checkpoint, cosignatures }
}
