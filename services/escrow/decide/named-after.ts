// Names a consequence after what it comes from, so that the same cause gives the same id.
import { createHash } from 'node:crypto'
import type { IdPrefix } from '@ticun/protocol'

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ID_BODY_LENGTH = 26

/** An id that these words alone give. */
export function namedAfter(prefix: IdPrefix, ...words: readonly string[]): string {
  const digest = createHash('sha256').update(words.join('/')).digest()
  const body = Array.from(digest.subarray(0, ID_BODY_LENGTH), (byte) => BASE_32[byte & 31])
  return `${prefix}_${body.join('')}`
}
