// Writes the years whose holidays were supplied.
import type { Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { SuppliedYear } from './nouns.ts'

/** Saves them; a year that was supplied before gets the newer notice. */
export async function saveCalendar(
  trx: Transaction<EscrowTables>,
  bookId: string,
  years: readonly SuppliedYear[],
): Promise<void> {
  for (const { year, holidays, workdays, source, suppliedAt } of years) {
    const days = {
      holidays: [...holidays],
      workdays: [...workdays],
      source,
      supplied_at: suppliedAt ?? null,
    }
    await trx
      .insertInto('calendar_year')
      .values({ book_id: bookId, year, ...days })
      .onConflict((conflict) => conflict.columns(['book_id', 'year']).doUpdateSet(days))
      .execute()
  }
}
