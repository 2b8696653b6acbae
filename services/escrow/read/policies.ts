// Policies as officers see them: the book's own, newest first, then those of the program.
import type { Kysely } from 'kysely'
import type { PolicyView } from '@ticun/protocol'
import { BUILT_IN_POLICIES, endingPolicies, type PolicyRow } from '@ticun/rules'
import { viewPolicy } from '../decide/policies.ts'
import { policyRows } from '../decide/policy-of.ts'
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

/** Those of one key and one industry, or all, as they stand on a day (Asia/Shanghai). */
export async function listPolicies(
  db: Kysely<EscrowTables>,
  bookId: string,
  wanted: { key?: string | undefined; industry?: string | undefined },
  today: string,
): Promise<PolicyView[]> {
  const policies = await policiesOf(db, bookId)
  const next = nextOf(policies, today)
  return [...policies.map(viewPolicy), ...BUILT_IN_POLICIES.map(viewBuiltIn)]
    .filter(
      ({ policy: { key, industry } }) =>
        (wanted.key ?? key) === key && (wanted.industry ?? industry) === industry,
    )
    .map((view) => ({ ...view, ...next(view.policyId) }))
}

/** What would carry a policy on; one that is proposed already is not asked for again. */
function nextOf(policies: readonly Policy[], today: string) {
  const proposed = policies
    .filter(({ status }) => status === 'PROPOSED')
    .map(({ policy, policyId, setBy }): PolicyRow => ({ ...policy, policyId, setBy }))
  const ending = endingPolicies([...policyRows(policies), ...proposed], today)
  const drafts = new Map(ending.map(({ row, next }) => [row.policyId, next]))
  return (policyId: string) => {
    const next = drafts.get(policyId)
    return next ? { next } : {}
  }
}

function viewBuiltIn({ policyId, setBy, ...policy }: PolicyRow): PolicyView {
  return { policyId, status: 'BUILT_IN', policy, setBy }
}
