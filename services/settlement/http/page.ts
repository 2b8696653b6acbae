// Pages of keyset lists.
import { encodeCursor } from '@ticun/http'

/** A page of `limit` items out of up to `limit + 1`, with the cursor of the next one. */
export function pageBy<T>(found: readonly T[], limit: number, keysOf: (item: T) => string[]) {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  if (found.length <= limit || last === undefined) return { items }
  return { items, next: encodeCursor(keysOf(last)) }
}
