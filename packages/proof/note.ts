// Knows C2SP signed notes: a text, its signature lines, and the keys that made them.
import { base64, concat, equal, fromBase64, fromHex, hex, utf8 } from './bytes.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'

/** Signature types: Ed25519 over the text; Ed25519 cosignature with a time. */
export const ED25519 = 0x01
export const COSIGNATURE = 0x04
export type SignatureType = typeof ED25519 | typeof COSIGNATURE

/** Longest note in characters, and most signature lines, that are read at all. */
export const NOTE_LENGTH_MAX = 1_048_576
export const NOTE_SIGNATURES_MAX = 64

const KEY_HASH_BYTES = 4
const PUBLIC_KEY_BYTES = 32
const DASH = '\u2014'
// Unicode spaces and the plus sign end a name, because lines and verifier keys are split at them.
const NAME = /^[^\s\u0085+]+$/u
const CONTROL = /\p{Cc}/u

/** A public key one trusts, under the name it signs with. */
export type VerifierKey = {
  readonly name: string
  readonly type: SignatureType
  /** The raw 32 bytes of RFC 8032. */
  readonly publicKey: Uint8Array
}

export type NoteSignature = {
  readonly name: string
  /** Four bytes that say which of the name's keys signed. */
  readonly keyHash: Uint8Array
  /** What that key's type makes of the text: 64 bytes, or a time and 64 bytes. */
  readonly signature: Uint8Array
}

/** `text` ends in a newline; it means nothing until a signature is verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** Whoever holds a private key: a file, a module of hardware, a remote signer. */
export type Signer = {
  readonly name: string
  readonly keyHash: Uint8Array
  /** The 64-byte Ed25519 signature of these bytes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** Ed25519 of RFC 8032 over raw keys: `verifyEd25519` of `@ticun/proof/node`, or the browser's. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

const checkName = (name: string): void => {
  if (!NAME.test(name) || CONTROL.test(name) || !name.isWellFormed()) {
    throw new ProofError('a key name has no spaces, plus signs or control characters')
  }
}

const checkText = (text: string): void => {
  if (!text.endsWith('\n')) throw new ProofError('a note text ends in a newline')
  if (!text.isWellFormed()) throw new ProofError('a note is UTF-8')
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code < 0x20 && code !== 0x0a) throw new ProofError('a note has no control characters')
  }
}

/** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
export const keyHashOf = (key: VerifierKey, sha256: Sha256 = portable): Uint8Array =>
  sha256(concat(utf8(key.name), Uint8Array.of(0x0a, key.type), key.publicKey)).slice(
    0,
    KEY_HASH_BYTES,
  )

/** `name+hash+base64(type ‖ public key)`: how a key is handed to verifiers. */
export const formatVerifierKey = (key: VerifierKey, sha256: Sha256 = portable): string => {
  checkName(key.name)
  if (key.publicKey.length !== PUBLIC_KEY_BYTES) throw new ProofError('a key has 32 bytes')
  const material = base64(concat(Uint8Array.of(key.type), key.publicKey))
  return `${key.name}+${hex(keyHashOf(key, sha256))}+${material}`
}

/** The key of its text; a ProofError if the text's hash is not that key's. */
export const parseVerifierKey = (text: string, sha256: Sha256 = portable): VerifierKey => {
  // Base64 may hold plus signs of its own, so only the first two divide.
  const [, name = '', hash = '', material = ''] = /^([^+]*)\+([^+]*)\+(.*)$/.exec(text) ?? []
  checkName(name)
  const [type, ...publicKey] = fromBase64(material)
  if (type !== ED25519 && type !== COSIGNATURE) throw new ProofError('unknown type of key')
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new ProofError('a key has 32 bytes')
  const key: VerifierKey = { name, type, publicKey: Uint8Array.from(publicKey) }
  if (!equal(fromHex(hash), keyHashOf(key, sha256))) throw new ProofError('not that key’s hash')
  return key
}

/** One line of a note's signatures, newline included. */
export const formatSignature = ({ name, keyHash, signature }: NoteSignature): string => {
  checkName(name)
  if (keyHash.length !== KEY_HASH_BYTES) throw new ProofError('a key hash has 4 bytes')
  return `${DASH} ${name} ${base64(concat(keyHash, signature))}\n`
}

/** Reads one signature line, without its newline. */
export const parseSignature = (line: string): NoteSignature => {
  const [dash, name = '', blob = '', ...rest] = line.split(' ')
  if (dash !== DASH || rest.length > 0) throw new ProofError('not a signature line')
  checkName(name)
  const bytes = fromBase64(blob)
  if (bytes.length <= KEY_HASH_BYTES) throw new ProofError('a signature line without signature')
  return {
    name,
    keyHash: bytes.slice(0, KEY_HASH_BYTES),
    signature: bytes.slice(KEY_HASH_BYTES),
  }
}

/** The note as it is published: text, empty line, signature lines. */
export const formatNote = ({ text, signatures }: Note): string => {
  checkText(text)
  if (signatures.length === 0) throw new ProofError('a note has signatures')
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

/** Reads a published note; nothing in it is verified yet. */
export const parseNote = (published: string): Note => {
  if (published.length > NOTE_LENGTH_MAX) throw new ProofError('a note too long to read')
  checkText(published)
  // The text may hold empty lines itself; the last one is the divider.
  const divider = published.lastIndexOf('\n\n')
  if (divider < 0) throw new ProofError('a note has an empty line before its signatures')
  const text = published.slice(0, divider + 1)
  const lines = published.slice(divider + 2, -1).split('\n')
  if (lines.length > NOTE_SIGNATURES_MAX) throw new ProofError('too many signatures to read')
  return { text, signatures: lines.map(parseSignature) }
}

/** The note of a text under the Ed25519 signature of each signer. */
export const signNote = async (text: string, signers: readonly Signer[]): Promise<Note> => {
  checkText(text)
  const bytes = utf8(text)
  const signatures = signers.map(async ({ name, keyHash, sign }): Promise<NoteSignature> => ({
    name,
    keyHash,
    signature: await sign(bytes),
  }))
  return { text, signatures: await Promise.all(signatures) }
}
