// Tells which sessions another book has: their ids are looked up by the id alone.
import { sql } from 'kysely'
import { column, type Database } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'

/** A house of one book, which most are, asks nothing; how many there are is asked this often. */
const BOOKS_KNOWN_MS = 1_000

/** Of these ids, those of sessions of other books than this one. */
export type Elsewhere = (
  bookId: string,
  sessionIds: readonly string[],
) => Promise<ReadonlySet<string>>

/** Makes the question, which remembers for a second whether there is more than one book. */
export function watchOtherBooks(db: Database<EscrowTables>): Elsewhere {
  let askedAt = -Infinity
  let books: readonly string[] = []

  const others = async (bookId: string) => {
    if (performance.now() - askedAt > BOOKS_KNOWN_MS) {
      const rows = await db.selectFrom('book').select('book_id').execute()
      books = rows.map((row) => row.book_id)
      askedAt = performance.now()
    }
    return books.filter((each) => each !== bookId)
  }

  return async (bookId, sessionIds) => {
    const elsewhere = sessionIds.length === 0 ? [] : await others(bookId)
    if (elsewhere.length === 0) return new Set()
    const { rows } = await sql<{ session_id: string }>`
      SELECT session_id FROM session WHERE book_id = ANY(${column(elsewhere)}::text[])
        AND session_id = ANY(${column([...sessionIds])}::text[])`.execute(db)
    return new Set(rows.map((row) => row.session_id))
  }
}
