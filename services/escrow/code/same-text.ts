// Compares secrets without telling, by the time it takes, how far they agree.
import { timingSafeEqual } from 'node:crypto'

/** Whether two texts are equal; only their lengths may show. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
