// Reads what is left of a merchant's money and its consumers': nothing may be, for it to close.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { World } from './world.ts'

/**
 * Fen that are held or disputed of its lots, payable to it, kept as its reserve, or on the way to
 * it or to its consumers.
 */
export async function loadOpenMoney(
  db: Kysely<EscrowTables>,
  world: World,
  merchantIds: ReadonlySet<string>,
): Promise<void> {
  if (merchantIds.size === 0) return
  const { bookId } = world
  const found = await sql<{ merchant_id: string; fen: bigint }>`
    WITH wanted AS (SELECT unnest(${column([...merchantIds])}::text[]) AS merchant_id),
    account AS (
      SELECT merchant_id, code || lot_id AS name FROM wanted JOIN lot USING (merchant_id)
        CROSS JOIN (VALUES ('2001/'), ('2002/')) AS held (code) WHERE book_id = ${bookId}
      UNION ALL
      SELECT merchant_id, code || merchant_id FROM wanted
        CROSS JOIN (VALUES ('2003/'), ('2008/')) AS own (code)
      UNION ALL
      SELECT merchant_id, '2004/' || payout_id FROM wanted JOIN payout USING (merchant_id)
        WHERE book_id = ${bookId} AND status = 'DUE'
      UNION ALL
      SELECT merchant_id, '2005/' || refund_id FROM wanted JOIN refund USING (merchant_id)
        WHERE book_id = ${bookId} AND status = 'INSTRUCTED')
    SELECT account.merchant_id, coalesce(sum(-head.balance), 0)::bigint AS fen
    FROM account JOIN account_head head ON head.book_id = ${bookId} AND head.account = account.name
    GROUP BY account.merchant_id`.execute(db)
  for (const row of found.rows) world.openMoney.set(row.merchant_id, row.fen)
}
