// Writes mass refunds and the lines of their schedules.
import { sql, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Changes } from './changes.ts'
import type { MassItem, MassRefund } from './mass-refund.ts'

type Trx = Transaction<EscrowTables>

/** Saves them; no statement when there are none. */
export async function saveMassRefunds(
  trx: Trx,
  bookId: string,
  { massRefunds, massItems }: Pick<Changes, 'massRefunds' | 'massItems'>,
): Promise<void> {
  for (const massRefund of massRefunds) await saveOne(trx, bookId, massRefund)
  if (massItems.length > 0) await saveItems(trx, bookId, massItems)
}

async function saveOne(trx: Trx, bookId: string, found: MassRefund): Promise<void> {
  const state = {
    status: found.status,
    first_approver: found.firstApprover ?? null,
    second_approver: found.secondApprover ?? null,
  }
  await trx
    .insertInto('mass_refund')
    .values({
      book_id: bookId,
      mass_refund_id: found.massRefundId,
      merchant_id: found.merchantId,
      as_of: found.asOf,
      stopped_on: found.stoppedOn ?? null,
      lots: found.lots,
      held: found.heldFen,
      disputed: found.disputedFen,
      refund: found.refundFen,
      kept: found.keptFen,
      shortfall: found.shortfallFen,
      schedule_sha256: found.scheduleSha256,
      author: found.author,
      ...state,
    })
    .onConflict((conflict) => conflict.columns(['book_id', 'mass_refund_id']).doUpdateSet(state))
    .execute()
}

async function saveItems(trx: Trx, bookId: string, all: readonly MassItem[]): Promise<void> {
  await sql`
    INSERT INTO mass_refund_item (book_id, mass_refund_id, lot_id, contract_id, consumer_id,
      formula, held, disputed, refund, kept, shortfall, status, refund_id)
    SELECT ${bookId}, * FROM unnest(
      ${column(all.map((each) => each.massRefundId))}::text[],
      ${column(all.map((each) => each.lotId))}::text[],
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.consumerId))}::text[],
      ${column(all.map((each) => each.formula))}::text[],
      ${column(all.map((each) => each.heldFen))}::bigint[],
      ${column(all.map((each) => each.disputedFen))}::bigint[],
      ${column(all.map((each) => each.refundFen))}::bigint[],
      ${column(all.map((each) => each.keptFen))}::bigint[],
      ${column(all.map((each) => each.shortfallFen))}::bigint[],
      ${column(all.map((each) => each.status))}::text[],
      ${column(all.map((each) => each.refundId ?? null))}::text[])
    ON CONFLICT (book_id, mass_refund_id, lot_id)
      DO UPDATE SET status = excluded.status, refund_id = excluded.refund_id`.execute(trx)
}
