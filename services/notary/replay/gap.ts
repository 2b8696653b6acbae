// Notices a book that cannot go on although later facts are there, and says so after a while.
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import { raise, type Told } from '../alert/raise.ts'
import type { Book } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'

/** Topics lag behind each other by less: a fact that is later is called late. */
export const LATE_PATIENCE_MS = 45_000
/** What the broker lost has been sent again by then: now it is a gap of the book. */
export const GAP_PATIENCE_MS = 10 * 60_000

type Stall = { sequence: bigint; sinceMs: number; late?: string | undefined }

export type GapWatch = {
  /** To be called now and then with all books; it remembers since when each stands still. */
  look: (books: readonly Book[]) => Promise<void>
  /** What books wait for now. */
  late: () => string[]
}

export function createGapWatch(
  db: Database<NotaryTables>,
  told: Told,
  clock: () => number = Date.now,
): GapWatch {
  const stalls = new Map<string, Stall>()
  const look = async (books: readonly Book[]) => {
    for (const { bookId, sequence, stoppedAt } of books) {
      const known = stalls.get(bookId)
      if (known?.sequence !== sequence) {
        stalls.set(bookId, { sequence, sinceMs: clock() })
      } else if (stoppedAt === null && clock() - known.sinceMs >= LATE_PATIENCE_MS) {
        const isGap = clock() - known.sinceMs >= GAP_PATIENCE_MS
        const code = isGap ? 'BOOK_HAS_A_GAP' : 'FACTS_ARE_LATE'
        known.late = await tellGap(db, bookId, { code, next: sequence + 1n }, told)
      }
    }
  }
  const late = () => [...stalls.values()].flatMap((stall) => stall.late ?? [])
  return { look, late }
}

/** Tells what is missing although later facts are there, and returns it. */
async function tellGap(
  db: Database<NotaryTables>,
  bookId: string,
  { code, next }: { code: 'BOOK_HAS_A_GAP' | 'FACTS_ARE_LATE'; next: bigint },
  told: Told,
): Promise<string | undefined> {
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
  if (!found || !(found.has_entry || found.has_cause || found.beyond)) return undefined
  if (found.has_entry && found.has_cause) return undefined
  const missing = [
    ...(found.has_entry ? [] : ['its entry']),
    ...(found.has_cause ? [] : ['the fact that caused it']),
  ]
  const detail = `entry ${next}: ${missing.join(' and ')} did not arrive, later facts did or wait`
  const ids = { causationId: bookId, correlationId: bookId }
  const subject = next.toString()
  await transact(db, (trx) =>
    raise(trx, bookId, [{ code, subject, sequence: next, detail, ...ids }], told),
  )
  return detail
}
