// What is to be settled about sessions, as callers page through it.
import type { Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import type { SessionCaseView } from '@ticun/protocol'
import { viewCase } from '../decide/case-view.ts'
import type { EscrowTables } from '../tables.ts'
import { guardsConsumerOf } from './guardianships.ts'
import { sessionCaseOf } from '../world/rows.ts'

export type CaseQuery = {
  /** Session ids come newest first; only those before this one. */
  before?: string | undefined
  limit: number
  kind?: string | undefined
  status?: 'OPEN' | 'CLOSED' | undefined
  contractId?: string | undefined
  /** Of the question (UTC): whom the caller guards then. */
  now: string
}

/** Cases that the caller may see: a consumer her own and those of her wards. */
export async function listCases(
  db: Kysely<EscrowTables>,
  caller: Caller,
  query: CaseQuery,
): Promise<SessionCaseView[]> {
  const { kind, status, contractId, before } = query
  let rows = db.selectFrom('session_case').selectAll().orderBy('session_id', 'desc')
  const party = caller.party ?? ''
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', party)
  if (caller.role === 'consumer') {
    rows = rows.where((or) =>
      or.or([or('consumer_id', '=', party), guardsConsumerOf('session_case', caller, query.now)]),
    )
  }
  if (kind) rows = rows.where('kind', '=', kind)
  if (status) rows = rows.where('closed_at', status === 'OPEN' ? 'is' : 'is not', null)
  if (contractId) rows = rows.where('contract_id', '=', contractId)
  if (before) rows = rows.where('session_id', '<', before)
  const found = await rows.limit(query.limit).execute()
  return found.map((row) => viewCase(sessionCaseOf(row)))
}
