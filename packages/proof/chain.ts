// Knows how each entry of a book is linked to the one before it.
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'

/** Bytes of every hash in this room. */
export const HASH_BYTES = 32

/** What the first entry of a book links to: 32 zero bytes, a fresh copy each time. */
export const genesisHash = (): Uint8Array => new Uint8Array(HASH_BYTES)

/** The chain's next head: SHA-256(previous head ‖ canonical bytes of the entry). */
export const link = (
  previousHash: Uint8Array,
  entryBytes: Uint8Array,
  sha256: Sha256 = portable,
): Uint8Array => {
  if (previousHash.length !== HASH_BYTES) throw new ProofError('a chain head has 32 bytes')
  const joined = new Uint8Array(HASH_BYTES + entryBytes.length)
  joined.set(previousHash)
  joined.set(entryBytes, HASH_BYTES)
  return sha256(joined)
}
