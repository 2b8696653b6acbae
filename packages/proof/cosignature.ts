// Knows C2SP cosignatures (cosignature/v1), and which signatures of a note hold under trusted keys.
import { concat, equal, utf8 } from './bytes.ts'
import {
  COSIGNATURE,
  keyHashOf,
  type Note,
  type NoteSignature,
  type Signer,
  type VerifierKey,
  type VerifyEd25519,
} from './note.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'

const TIME_BYTES = 8
const SIGNATURE_BYTES = 64

/** A signature that holds. Only cosignatures have a `time` (whole seconds since 1970, UTC). */
export type VerifiedSignature = { readonly key: VerifierKey; readonly time?: number }

const cosignedBytes = (text: string, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${text}`)

/** A witness's signature on a checkpoint's text, at a time in whole seconds since 1970 (UTC). */
export const cosign = async (
  text: string,
  time: number,
  { name, keyHash, sign }: Signer,
): Promise<NoteSignature> => {
  if (!Number.isSafeInteger(time) || time < 0) throw new ProofError('not a time in seconds')
  const stamp = new Uint8Array(TIME_BYTES)
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time))
  return { name, keyHash, signature: concat(stamp, await sign(cosignedBytes(text, time))) }
}

const check = async (
  text: string,
  { signature }: NoteSignature,
  key: VerifierKey,
  verify: VerifyEd25519,
): Promise<VerifiedSignature | undefined> => {
  if (key.type !== COSIGNATURE) {
    if (signature.length !== SIGNATURE_BYTES) return undefined
    return (await verify(key.publicKey, utf8(text), signature)) ? { key } : undefined
  }
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined
  const view = new DataView(signature.buffer, signature.byteOffset)
  const time = Number(view.getBigUint64(0))
  if (!Number.isSafeInteger(time)) return undefined
  const bytes = cosignedBytes(text, time)
  const holds = await verify(key.publicKey, bytes, signature.subarray(TIME_BYTES))
  return holds ? { key, time } : undefined
}

/**
 * The signatures of a note that hold, one for each key that signed. Signatures of unknown keys are
 * passed over; one false signature of a known key condemns the note, and the answer is then empty.
 */
export const verifyNote = async (
  note: Note,
  keys: readonly VerifierKey[],
  verify: VerifyEd25519,
  sha256: Sha256 = portable,
): Promise<VerifiedSignature[]> => {
  const known = keys.map((key) => ({ key, keyHash: keyHashOf(key, sha256) }))
  const verified = new Map<VerifierKey, VerifiedSignature>()
  for (const signature of note.signatures) {
    const match = known.find(
      ({ key, keyHash }) => key.name === signature.name && equal(keyHash, signature.keyHash),
    )
    if (match === undefined) continue
    const held = await check(note.text, signature, match.key, verify)
    if (held === undefined) return []
    if (!verified.has(match.key)) verified.set(match.key, held)
  }
  return [...verified.values()]
}
