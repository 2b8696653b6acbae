// Notices a book that cannot go on although later facts are there, and says so after a while.
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import { raise, type Told } from '../alert/raise.ts'
import type { Book } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'

/** Topics may lag behind each other by this much before a gap is called one. */
export const GAP_PATIENCE_MS = 10 * 60_000

type Stall = { sequence: bigint; sinceMs: number }

/** A watch to be called now and then with all books; it remembers since when each stands still. */
export function createGapWatch(
  db: Database<NotaryTables>,
  told: Told,
  clock: () => number = Date.now,
): (books: readonly Book[]) => Promise<void> {
  const stalls = new Map<string, Stall>()
  return async (books) => {
    for (const { bookId, sequence, stoppedAt } of books) {
      const known = stalls.get(bookId)
      if (known?.sequence !== sequence) {
        stalls.set(bookId, { sequence, sinceMs: clock() })
      } else if (stoppedAt === null && clock() - known.sinceMs >= GAP_PATIENCE_MS) {
        await tellGap(db, bookId, sequence + 1n, told)
      }
    }
  }
}

async function tellGap(
  db: Database<NotaryTables>,
  bookId: string,
  next: bigint,
  told: Told,
): Promise<void> {
  const { rows } = await sql<{ has_entry: boolean; has_cause: boolean; beyond: boolean }>`
    SELECT
      EXISTS (SELECT FROM waiting_entry WHERE book_id = ${bookId} AND sequence = ${next}::bigint)
        AS has_entry,
      EXISTS (SELECT FROM cause WHERE book_id = ${bookId} AND sequence = ${next}::bigint)
        AS has_cause,
      EXISTS (SELECT FROM waiting_entry WHERE book_id = ${bookId} AND sequence > ${next}::bigint)
        OR EXISTS (SELECT FROM cause WHERE book_id = ${bookId} AND sequence > ${next}::bigint)
        AS beyond`.execute(db)
  const found = rows[0]
  if (!found || !(found.has_entry || found.has_cause || found.beyond)) return
  if (found.has_entry && found.has_cause) return
  const missing = [
    ...(found.has_entry ? [] : ['its entry']),
    ...(found.has_cause ? [] : ['the fact that caused it']),
  ]
  const detail = `entry ${next}: ${missing.join(' and ')} did not arrive, later facts did or wait`
  const ids = { causationId: bookId, correlationId: bookId }
  const subject = next.toString()
  await transact(db, (trx) =>
    raise(trx, bookId, [{ code: 'BOOK_HAS_A_GAP', subject, sequence: next, detail, ...ids }], told),
  )
}
