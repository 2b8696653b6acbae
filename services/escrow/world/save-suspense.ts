// Writes what waits in suspense, and what became of it.
import type { Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { Suspense } from './nouns.ts'

/** Saves the items, a statement each: a few come a day. */
export async function saveSuspense(
  trx: Transaction<EscrowTables>,
  bookId: string,
  items: readonly Suspense[],
): Promise<void> {
  for (const item of items) {
    const state = { status: item.status, left_amount: item.leftFen, tries: item.tries }
    const row = {
      book_id: bookId,
      suspense_id: item.suspenseId,
      deposit_id: item.depositId,
      amount: item.amountFen,
      reason: item.reason,
      paid_at: item.paidAt,
      ...state,
    }
    await trx
      .insertInto('suspense')
      .values(row)
      .onConflict((conflict) => conflict.columns(['book_id', 'suspense_id']).doUpdateSet(state))
      .execute()
  }
}
