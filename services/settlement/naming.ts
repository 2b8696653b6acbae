// Names things after what they are: the same money has the same id however often it is read.
import { createHash } from 'node:crypto'
import type { IdPrefix } from '@ticun/protocol'

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BODY_LENGTH = 26

/** An id that only these words give. */
export function namedAfter(prefix: IdPrefix, ...words: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest()
  const body = Array.from(digest.subarray(0, BODY_LENGTH), (byte) => BASE_32[byte & 31])
  return `${prefix}_${body.join('')}`
}
