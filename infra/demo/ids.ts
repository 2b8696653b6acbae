// Makes ids that are the same for the same log and seed, and still sort by time.
import { createHash } from 'node:crypto'
import type { IdPrefix } from '@ticun/protocol'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_CHARACTERS = 10
const CHANCE_CHARACTERS = 16

/** Names things of one run: `salt` tells runs over other logs or seeds apart. */
export type Naming = (prefix: IdPrefix, name: string, atMs: number) => string

/**
 * Ids in the shape of ULIDs: the ms of `atMs` (UTC, not before 1970), then a hash of salt,
 * prefix and name where a ULID has chance.
 */
export function naming(salt: string): Naming {
  return (prefix, name, atMs) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([salt, prefix, name]))
      .digest()
    let time = ''
    let rest = atMs
    for (let index = 0; index < TIME_CHARACTERS; index += 1) {
      time = (ALPHABET[rest % 32] ?? '0') + time
      rest = Math.floor(rest / 32)
    }
    const chance = Array.from(
      digest.subarray(0, CHANCE_CHARACTERS),
      (byte) => ALPHABET[byte % 32] ?? '0',
    )
    return `${prefix}_${time}${chance.join('')}`
  }
}

/** The salt of a run: what was played, and by which seed (or what else tells runs apart). */
export function runSalt(log: Uint8Array, seed: string): string {
  return createHash('sha256').update(`${seed}\n`).update(log).digest('hex')
}
