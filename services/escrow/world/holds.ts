// Holds in the world: all that are in force are loaded with the book, for any decision may ask.
import { sql, type Kysely, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Hold } from './nouns.ts'
import type { World } from './world.ts'

/** Loads the holds in force, and those that are asked for, which may have ended. */
export async function loadHolds(
  db: Kysely<EscrowTables>,
  world: World,
  asked: ReadonlySet<string>,
): Promise<void> {
  const found = await sql<EscrowTables['hold']>`
    SELECT * FROM hold WHERE book_id = ${world.bookId} 
      AND (lifted_at IS NULL OR hold_id = ANY(${column([...asked])}::text[]))`.execute(db)
  for (const row of found.rows) {
    world.holds.set(row.hold_id, {
      holdId: row.hold_id,
      scope: row.scope as Hold['scope'],
      subjectId: row.subject_id,
      amountFen: row.amount ?? undefined,
      placedAt: row.placed_at,
      liftedAt: row.lifted_at ?? undefined,
    })
  }
}

/** Saves them, a statement each: a court does not order many in a second. */
export async function saveHolds(
  trx: Transaction<EscrowTables>,
  bookId: string,
  holds: readonly Hold[],
): Promise<void> {
  for (const { holdId, scope, subjectId, amountFen, placedAt, liftedAt } of holds) {
    const state = { lifted_at: liftedAt ?? null }
    const ids = { book_id: bookId, hold_id: holdId, scope, subject_id: subjectId }
    await trx
      .insertInto('hold')
      .values({ ...ids, amount: amountFen ?? null, placed_at: placedAt, ...state })
      .onConflict((conflict) => conflict.columns(['book_id', 'hold_id']).doUpdateSet(state))
      .execute()
  }
}
