// Reads cases of sessions into a world.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import { missing } from './missing.ts'
import type { Needs } from './needs.ts'
import { sessionCaseOf } from './rows.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>

/** The open cases of sessions that money may come for, and their sessions as a need. */
export async function loadUnfunded(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.unfunded.size === 0) return
  const found = await sql<EscrowTables['session_case']>`
    SELECT * FROM session_case
    WHERE contract_id = ANY(${column([...needs.unfunded])}::text[])
      AND book_id = ${world.bookId} AND kind = 'UNFUNDED' AND closed_at IS NULL`.execute(db)
  for (const each of found.rows) {
    // What is in memory already may be ahead of what Postgres holds.
    if (!world.cases.has(each.session_id)) world.cases.set(each.session_id, sessionCaseOf(each))
    needs.sessions.add(each.session_id)
  }
}

/** Cases of sessions that a command takes money back for. */
export async function loadCases(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.cases, needs.cases)
  if (ids) {
    const found = await sql<EscrowTables['session_case']>`
      SELECT * FROM session_case
      WHERE book_id = ${world.bookId} AND session_id = ANY(${ids}::text[])`.execute(db)
    for (const each of found.rows) world.cases.set(each.session_id, sessionCaseOf(each))
  }
}

/**
 * Where money may be taken back from merchants, those of all contracts in the batch become a need:
 * the session may be one that the batch itself records.
 */
export function needMerchants(world: World, needs: Needs): void {
  if (needs.cases.size === 0) return
  for (const contractId of needs.contracts) {
    const contract = world.contracts.get(contractId)
    if (!contract) continue
    needs.merchants.add(contract.merchantId)
    needs.balances.add(contract.merchantId)
  }
}
