// Knows what only Node offers: native SHA-256, and Ed25519 keys from node:crypto.
import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import { concat, fromHex } from './bytes.ts'
import { ED25519, keyHashOf, type SignatureType, type Signer, type VerifierKey } from './note.ts'
import { ProofError } from './proof-error.ts'
import type { Sha256 } from './sha256.ts'

const ED25519_BYTES = 32
// The fixed head of an Ed25519 public key in SubjectPublicKeyInfo (RFC 8410 §4).
const SPKI_HEAD = fromHex('302a300506032b6570032100')

/** Native SHA-256, for every `sha256` parameter of this room. */
export const nodeSha256: Sha256 = (bytes) => {
  // A short string and a small array stay on the engine's heap; a Buffer costs twice the hash.
  const digest = hash('sha256', bytes, 'binary')
  const result = new Uint8Array(digest.length)
  for (let i = 0; i < result.length; i += 1) result[i] = digest.charCodeAt(i)
  return result
}

/** The raw 32 bytes of an Ed25519 public key (or of a private key's public half). */
export const ed25519PublicKey = (key: KeyObject): Uint8Array => {
  if (key.asymmetricKeyType !== 'ed25519') throw new ProofError('not an Ed25519 key')
  const half = key.type === 'private' ? createPublicKey(key) : key
  return new Uint8Array(half.export({ type: 'spki', format: 'der' }).subarray(-ED25519_BYTES))
}

/** Ed25519 signature of 64 bytes with a private key that stays a KeyObject. */
export const signEd25519 = (key: KeyObject, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, bytes, key))

/** Whether `signature` is the Ed25519 signature of `bytes` under the raw 32-byte `publicKey`. */
export const verifyEd25519 = (
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (publicKey.length !== ED25519_BYTES) return false
  const der = Buffer.from(concat(SPKI_HEAD, publicKey))
  return verify(null, bytes, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

/** A signer over a private key that stays a KeyObject: type 0x01 for a log, 0x04 for a witness. */
export const ed25519Signer = (
  name: string,
  privateKey: KeyObject,
  type: SignatureType = ED25519,
): Signer & { readonly key: VerifierKey } => {
  const key: VerifierKey = { name, type, publicKey: ed25519PublicKey(privateKey) }
  return {
    key,
    name,
    keyHash: keyHashOf(key, nodeSha256),
    sign: (bytes) => signEd25519(privateKey, bytes),
  }
}
