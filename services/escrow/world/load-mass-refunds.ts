// Reads what a mass refund is about: all contracts of a merchant, or the next lines to be paid.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import { itemKey, type MassItem, type MassRefund } from './mass-refund.ts'
import { missing } from './missing.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>

/** Lines that one tick pays, so that a tick is short however many consumers there are. */
export const MASS_LOTS_A_TICK = 200

/** A row as a mass refund. */
export function massRefundOf(row: EscrowTables['mass_refund']): MassRefund {
  return {
    massRefundId: row.mass_refund_id,
    merchantId: row.merchant_id,
    status: row.status as MassRefund['status'],
    asOf: row.as_of,
    stoppedOn: row.stopped_on ?? undefined,
    lots: row.lots,
    heldFen: row.held,
    disputedFen: row.disputed,
    refundFen: row.refund,
    keptFen: row.kept,
    shortfallFen: row.shortfall,
    scheduleSha256: row.schedule_sha256,
    author: row.author,
    firstApprover: row.first_approver ?? undefined,
    secondApprover: row.second_approver ?? undefined,
  }
}

/** A row as a line of a schedule. */
export function massItemOf(row: EscrowTables['mass_refund_item']): MassItem {
  return {
    massRefundId: row.mass_refund_id,
    lotId: row.lot_id,
    contractId: row.contract_id,
    consumerId: row.consumer_id,
    formula: row.formula as MassItem['formula'],
    heldFen: row.held,
    disputedFen: row.disputed,
    refundFen: row.refund,
    keptFen: row.kept,
    shortfallFen: row.shortfall,
    status: row.status as MassItem['status'],
    refundId: row.refund_id ?? undefined,
  }
}

/** The named mass refunds, and for merchants to be computed their open ones and all contracts. */
export async function loadMassRefunds(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.massRefunds, needs.massRefunds)
  const merchants = [...needs.massMerchants]
  if (!ids && merchants.length === 0) return
  const found = await sql<EscrowTables['mass_refund']>`
    SELECT * FROM mass_refund WHERE book_id = ${world.bookId}
      AND (mass_refund_id = ANY(${ids ?? '{}'}::text[])
        OR (merchant_id = ANY(${column(merchants)}::text[])
          AND status IN ('COMPUTED', 'APPROVED_ONCE', 'PAYING')))`.execute(db)
  for (const row of found.rows) world.massRefunds.set(row.mass_refund_id, massRefundOf(row))
  if (merchants.length === 0) return
  const contracts = await sql<{ contract_id: string }>`
    SELECT contract_id FROM contract WHERE book_id = ${world.bookId}
      AND merchant_id = ANY(${column(merchants)}::text[])`.execute(db)
  for (const row of contracts.rows) needs.contracts.add(row.contract_id)
}

/** The next open lines of mass refunds that are paid, and everything about their lots. */
export async function loadMassItems(db: Db, world: World, needs: Needs): Promise<void> {
  for (const massRefundId of needs.massPaying) {
    const found = await sql<EscrowTables['mass_refund_item'] & { open: bigint }>`
      SELECT *, count(*) OVER () AS open FROM mass_refund_item
      WHERE book_id = ${world.bookId} AND mass_refund_id = ${massRefundId} AND status = 'OPEN'
      ORDER BY lot_id LIMIT ${MASS_LOTS_A_TICK}::int`.execute(db)
    const items = found.rows.map(massItemOf)
    world.massLeft.set(massRefundId, Number(found.rows[0]?.open ?? 0n) - items.length)
    for (const item of items) {
      world.massItems.set(itemKey(item), item)
      needs.contracts.add(item.contractId)
    }
    await needOpen(db, world, needs, items)
  }
}

/** Sessions that are not final and refunds that are not approved. */
async function needOpen(
  db: Db,
  world: World,
  needs: Needs,
  items: readonly MassItem[],
): Promise<void> {
  const contracts = column([...new Set(items.map((item) => item.contractId))])
  const sessions = await sql<{ session_id: string; status: string }>`
    SELECT session_id, status FROM session
    WHERE book_id = ${world.bookId} AND contract_id = ANY(${contracts}::text[])
      AND status IN ('SUBMITTED', 'DISPUTED')`.execute(db)
  for (const { session_id: id, status } of sessions.rows) {
    needs.sessions.add(id)
    if (status === 'DISPUTED') needs.cases.add(id)
  }
  const refunds = await sql<{ refund_id: string }>`
    SELECT refund_id FROM refund
    WHERE book_id = ${world.bookId} AND contract_id = ANY(${contracts}::text[])
      AND status IN ('REQUESTED', 'AGREED', 'CONTESTED', 'MEDIATION', 'ARBITRATION', 'AWARDED')
  `.execute(db)
  for (const row of refunds.rows) needs.refunds.add(row.refund_id)
}
