// Knows C2SP entry bundles: up to 256 entries, each after its length in 16 bits, big-endian.
import { ENTRY_BYTES_MAX } from './entry-bytes.ts'
import { ProofError } from './proof-error.ts'
import { TILE_WIDTH } from './tiles.ts'

const LENGTH_BYTES = 2

/** The bundle of up to 256 entries, each of at most 65 535 bytes. */
export const bundleBytes = (entries: readonly Uint8Array[]): Uint8Array => {
  if (entries.length > TILE_WIDTH) throw new ProofError('a bundle holds at most 256 entries')
  const length = entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.length, 0)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than its bundle allows')
    view.setUint16(at, entry.length)
    bytes.set(entry, at + LENGTH_BYTES)
    at += LENGTH_BYTES + entry.length
  }
  return bytes
}

/** The entries of a bundle; a ProofError if it is cut short or holds more than 256. */
export const parseBundle = (bytes: Uint8Array): Uint8Array[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const start = at + LENGTH_BYTES
    if (start > bytes.length) throw new ProofError('a bundle cut short')
    at = start + view.getUint16(at)
    if (at > bytes.length) throw new ProofError('a bundle cut short')
    entries.push(bytes.slice(start, at))
  }
  if (entries.length > TILE_WIDTH) throw new ProofError('a bundle holds at most 256 entries')
  return entries
}
