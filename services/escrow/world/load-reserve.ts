// Reads what a merchant's reserve still answers for.
import { sql, type Kysely } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { World } from './world.ts'

/** In fen: held or disputed for its members, and told chargebacks that are not booked yet. */
export type AnswersFor = { heldFen: bigint; claimedFen: bigint }

/** Loads it for each of these merchants. */
export async function loadReserves(
  db: Kysely<EscrowTables>,
  world: World,
  merchantIds: ReadonlySet<string>,
): Promise<void> {
  const { bookId } = world
  for (const merchantId of merchantIds) {
    const held = await sql<{ fen: bigint }>`
      SELECT coalesce(sum(-head.balance), 0)::bigint AS fen FROM lot
      CROSS JOIN (VALUES ('2001/'), ('2002/')) AS held (code)
      JOIN account_head head ON head.book_id = ${bookId} AND head.account = held.code || lot.lot_id
      WHERE lot.book_id = ${bookId} AND lot.merchant_id = ${merchantId}`.execute(db)
    const claimed = await sql<{ fen: bigint }>`
      SELECT coalesce(sum(amount), 0)::bigint AS fen FROM chargeback
      WHERE book_id = ${bookId} AND merchant_id = ${merchantId} AND status = 'REPORTED'`.execute(db)
    const [heldFen, claimedFen] = [held.rows[0]!.fen, claimed.rows[0]!.fen]
    world.answersFor.set(merchantId, { heldFen, claimedFen })
  }
}
