// Audits every book by itself, page by page, for ever: an edit raises an alert though nobody asks.
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@ticun/db'
import { PAGE_SIZE_MAX } from '@ticun/protocol'
import type { Told } from '../alert/raise.ts'
import { listBooks, type Book } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { auditPage, type AuditPlace } from './audit-page.ts'
import type { OwnToken } from './own-token.ts'

/** A page takes escrow some milliseconds: a small book is compared once a minute. */
const PAUSE_MAX_MS = 60_000
/** A page more often than this would be felt by escrow, however large the book. */
const PAUSE_MIN_MS = 200

export type AuditingOptions = {
  db: Database<NotaryTables>
  escrowUrl: string
  token: OwnToken
  told: Told
  /** Every book is compared once in this time. */
  roundMs: number
}

/** The pause between two pages, so that a round through `entries` takes `roundMs` at most. */
export function pauseOf(entries: bigint, roundMs: number): number {
  const pages = Number(entries / BigInt(PAGE_SIZE_MAX)) + 1
  return Math.max(PAUSE_MIN_MS, Math.min(PAUSE_MAX_MS, roundMs / pages))
}

/**
 * Audits until stopped. A difference raises its alert once and the next round looks again. Faults
 * are logged, and the same page is tried again.
 */
export function keepAuditing(options: AuditingOptions): { stop: () => Promise<void> } {
  const { db, told, roundMs } = options
  const ending = new AbortController()
  const places = new Map<string, AuditPlace>()
  const run = async () => {
    while (!ending.signal.aborted) {
      let entries = 0n
      try {
        const books = await listBooks(db)
        for (const book of books) entries += book.sequence
        const book = nextOf(books, places)
        if (book) await step(options, book, places)
      } catch (error) {
        told.log.warn({ err: error }, 'the book cannot be audited for now')
      }
      const pauseMs = pauseOf(entries, roundMs)
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

/** A book that is under way, else the next one in turn: the one that has waited longest. */
function nextOf(books: readonly Book[], places: Map<string, AuditPlace>): Book | undefined {
  const begun = books.find(({ bookId }) => (places.get(bookId)?.after ?? 0n) > 0n)
  if (begun) return begun
  const turn = [...places.keys()]
  return books.toSorted((a, b) => turn.indexOf(a.bookId) - turn.indexOf(b.bookId))[0]
}

async function step(
  { db, escrowUrl, token, told }: AuditingOptions,
  { bookId }: Book,
  places: Map<string, AuditPlace>,
): Promise<void> {
  const place = places.get(bookId) ?? { after: 0n }
  const source = { escrowUrl, bookId, token: await token() }
  const { next, difference } = await auditPage(db, source, place, told)
  if (difference) told.log.error({ bookId, ...difference }, 'the book is not what was signed')
  // Put at the end of the turn: a Map keeps the order of insertion.
  places.delete(bookId)
  places.set(bookId, next ?? { after: 0n })
}
