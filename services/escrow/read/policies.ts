// Policies as officers see them: the book's own, newest first, then those of the program.
import type { Kysely } from 'kysely'
import type { PolicyView } from '@ticun/protocol'
import { BUILT_IN_POLICIES, type PolicyRow } from '@ticun/rules'
import { viewPolicy } from '../decide/policies.ts'
import type { EscrowTables } from '../tables.ts'
import type { Policy } from '../world/nouns.ts'
import { policyOf } from '../world/rows.ts'

/** All policies of a book, whatever became of them. */
export async function policiesOf(db: Kysely<EscrowTables>, bookId: string): Promise<Policy[]> {
  const rows = await db
    .selectFrom('policy')
    .selectAll()
    .where('book_id', '=', bookId)
    .orderBy('policy_id', 'desc')
    .execute()
  return rows.map(policyOf)
}

/** Those of one key and one industry, or all. */
export async function listPolicies(
  db: Kysely<EscrowTables>,
  bookId: string,
  wanted: { key?: string | undefined; industry?: string | undefined },
): Promise<PolicyView[]> {
  const own = (await policiesOf(db, bookId)).map(viewPolicy)
  return [...own, ...BUILT_IN_POLICIES.map(viewBuiltIn)].filter(
    ({ policy: { key, industry } }) =>
      (wanted.key ?? key) === key && (wanted.industry ?? industry) === industry,
  )
}

function viewBuiltIn({ policyId, setBy, ...policy }: PolicyRow): PolicyView {
  return { policyId, status: 'BUILT_IN', policy, setBy }
}
