// Knows a fast hash of texts that nobody can foresee, because each one begins with a random number.
import { randomBytes } from 'node:crypto'

/** 32 bits of a text. Equal texts have equal hashes; nothing may rest on the reverse. */
export type TextHash = (text: string) => number

/** A hash of its own kind for each call. */
export function createTextHash(): TextHash {
  const seed = randomBytes(4).readInt32LE()
  return (text) => {
    let hash = seed
    for (let i = 0; i < text.length; i += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x5bd1e995)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)
    return (hash ^ (hash >>> 16)) >>> 0
  }
}
