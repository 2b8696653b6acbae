// Reads chargebacks into a world, and the refunds of their contracts that are on the way.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import { chargebackOf } from './chargeback.ts'
import { missing } from './missing.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

/** Loads the named ones; their contracts are needed then, and refunds that are at the bank. */
export async function loadChargebacks(
  db: Kysely<EscrowTables>,
  world: World,
  needs: Needs,
): Promise<void> {
  const contracts = new Set(needs.inFlight)
  const ids = missing(world.chargebacks, needs.chargebacks)
  if (ids) {
    const found = await sql<EscrowTables['chargeback']>`
      SELECT * FROM chargeback
      WHERE book_id = ${world.bookId} AND chargeback_id = ANY(${ids}::text[])`.execute(db)
    for (const row of found.rows) world.chargebacks.set(row.chargeback_id, chargebackOf(row))
  }
  for (const id of needs.chargebacks) {
    const chargeback = world.chargebacks.get(id)
    if (chargeback) contracts.add(chargeback.contractId)
  }
  if (contracts.size === 0) return
  for (const contractId of contracts) needs.contracts.add(contractId)
  const refunds = await sql<{ refund_id: string }>`
    SELECT refund_id FROM refund
    WHERE book_id = ${world.bookId} AND contract_id = ANY(${column([...contracts])}::text[])
      AND status = 'INSTRUCTED'`.execute(db)
  for (const row of refunds.rows) needs.refunds.add(row.refund_id)
}
