// Writes policies that were proposed or decided on.
import type { Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { Policy } from './nouns.ts'

/** Saves them, a statement each: they change a few times a year. */
export async function savePolicies(
  trx: Transaction<EscrowTables>,
  bookId: string,
  policies: readonly Policy[],
): Promise<void> {
  for (const { policyId, policy, setBy, proposedAt, status, decidedBy } of policies) {
    const state = { status, decided_by: decidedBy ?? null }
    const ids = { book_id: bookId, policy_id: policyId }
    const row = { ...ids, policy, set_by: setBy, proposed_at: proposedAt, ...state }
    await trx
      .insertInto('policy')
      .values(row)
      .onConflict((conflict) => conflict.columns(['book_id', 'policy_id']).doUpdateSet(state))
      .execute()
  }
}
