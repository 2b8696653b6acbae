// The working days of books, for what callers are shown.
import type { Kysely } from 'kysely'
import { calendarOf, type Calendar } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import { calendarYearsOf } from '../world/load-time.ts'

/** The calendar of each of these books. */
export async function calendarsOf(
  db: Kysely<EscrowTables>,
  bookIds: readonly string[],
): Promise<Map<string, Calendar>> {
  const calendars = new Map<string, Calendar>()
  for (const bookId of new Set(bookIds)) {
    calendars.set(bookId, calendarOf(await calendarYearsOf(db, bookId)))
  }
  return calendars
}
