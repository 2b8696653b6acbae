// What this notary has signed before, as the house has heard it: below it nothing is signed again.
import { setTimeout as sleep } from 'node:timers/promises'
import { fromBase64, type TreeHead } from '@ticun/proof'
import type { Transport } from '@ticun/events'
import type { Log } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'

const RETRY_MS = 500
/** A broker that does not answer for so long is not waited for. */
const PATIENCE_MS = 15_000

export type Floor = {
  /** The largest head of this book that is known to be signed; undefined when none is. */
  of: (bookId: string) => TreeHead | undefined
  /** The size below which nothing of this book is shown; of a book not heard of yet, of any. */
  least: (bookId: string | undefined) => number
  /** Nothing may be signed or shown before the broker was asked. */
  isKnown: () => boolean
  stop: () => void
}

/** A notary that has nobody to ask. */
export const NO_FLOOR: Floor = {
  of: () => undefined,
  least: () => 0,
  isKnown: () => true,
  stop: () => {},
}

/**
 * Reads from the broker what this notary has signed. A database that was restored from a backup
 * lacks the last checkpoints; the notary then copies the book again up to them before it signs.
 */
export function readFloor(transport: Transport, log: Log): Floor {
  if (transport.name !== 'kafka') return NO_FLOOR
  const heads = new Map<string, TreeHead>()
  const ending = new AbortController()
  let isKnown = false
  const read = async () => {
    const begun = performance.now()
    while (!isKnown && !ending.signal.aborted) {
      try {
        for (const fact of await transport.tail(TOPICS.notary)) {
          if (fact.type !== 'checkpoint.signed') continue
          const head = { size: Number(fact.data.size), root: fromBase64(fact.data.rootBase64) }
          if (head.size > (heads.get(fact.bookId)?.size ?? 0)) heads.set(fact.bookId, head)
        }
        isKnown = true
      } catch (error) {
        if (performance.now() - begun > PATIENCE_MS) {
          log.warn({ err: error }, 'the broker cannot say what was signed before')
          isKnown = true
        }
        await sleep(RETRY_MS, undefined, { signal: ending.signal }).catch(() => undefined)
      }
    }
  }
  void read()
  return {
    of: (bookId) => heads.get(bookId),
    least: (bookId) =>
      bookId === undefined
        ? Math.max(0, ...[...heads.values()].map(({ size }) => size))
        : (heads.get(bookId)?.size ?? 0),
    isKnown: () => isKnown,
    stop: () => ending.abort(),
  }
}
