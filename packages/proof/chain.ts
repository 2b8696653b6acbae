// Knows how each entry of a book is linked to the one before it.
import { ENTRY_BYTES_MAX } from './entry-bytes.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'

/** Bytes of every hash in this room. */
export const HASH_BYTES = 32

// Hashing is synchronous and keeps nothing, so one buffer serves every link.
const scratch = new Uint8Array(HASH_BYTES + ENTRY_BYTES_MAX)
const scratchEntry = scratch.subarray(HASH_BYTES)
const encoder = new TextEncoder()

/** What the first entry of a book links to: 32 zero bytes, a fresh copy each time. */
export const genesisHash = (): Uint8Array => new Uint8Array(HASH_BYTES)

/** The chain's next head: SHA-256(previous head ‖ canonical bytes of the entry). */
export const link = (
  previousHash: Uint8Array,
  entryBytes: Uint8Array,
  sha256: Sha256 = portable,
): Uint8Array => {
  if (entryBytes.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than allowed')
  scratchEntry.set(entryBytes)
  return headOver(previousHash, entryBytes.length, sha256)
}

/** The same head, by the canonical text of the entry: no bytes are made that nobody keeps. */
export const linkText = (
  previousHash: Uint8Array,
  entryText: string,
  sha256: Sha256 = portable,
): Uint8Array => {
  if (!entryText.isWellFormed()) throw new ProofError('text holds a lone surrogate')
  const { read, written } = encoder.encodeInto(entryText, scratchEntry)
  if (read < entryText.length) throw new ProofError('entry longer than allowed')
  return headOver(previousHash, written, sha256)
}

/** The next head, where the entry lies in its place already. */
const headOver = (previousHash: Uint8Array, entryBytes: number, sha256: Sha256): Uint8Array => {
  if (previousHash.length !== HASH_BYTES) throw new ProofError('a chain head has 32 bytes')
  scratch.set(previousHash)
  return sha256(scratch.subarray(0, HASH_BYTES + entryBytes))
}
