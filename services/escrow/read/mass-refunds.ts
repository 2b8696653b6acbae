// What callers may see of mass refunds.
import { sql, type Kysely } from 'kysely'
import { viewMassRefund } from '../decide/mass/mass-refunds.ts'
import { moneyText, scheduleFile } from '../decide/mass/schedule.ts'
import type { EscrowTables } from '../tables.ts'
import { massItemOf, massRefundOf } from '../world/load-mass-refunds.ts'

type Db = Kysely<EscrowTables>
type Page = { before?: string; limit: number }

/** Mass refunds, newest id first, of one merchant or of all. */
export async function listMassRefunds(
  db: Db,
  { before, limit, merchantId }: Page & { merchantId?: string | undefined },
) {
  let rows = db.selectFrom('mass_refund').selectAll().orderBy('mass_refund_id', 'desc').limit(limit)
  if (merchantId !== undefined) rows = rows.where('merchant_id', '=', merchantId)
  if (before !== undefined) rows = rows.where('mass_refund_id', '<', before)
  return (await rows.execute()).map((row) => viewMassRefund(massRefundOf(row)))
}

/** One mass refund; undefined when there is none. */
export async function findMassRefund(db: Db, massRefundId: string) {
  const row = await db
    .selectFrom('mass_refund')
    .selectAll()
    .where('mass_refund_id', '=', massRefundId)
    .executeTakeFirst()
  return row && { bookId: row.book_id, view: viewMassRefund(massRefundOf(row)) }
}

/** Lines of a schedule by lot, after this lot. */
export async function listMassItems(
  db: Db,
  { bookId, massRefundId }: { bookId: string; massRefundId: string },
  after: string,
  limit: number,
) {
  const found = await sql<EscrowTables['mass_refund_item']>`
    SELECT * FROM mass_refund_item
    WHERE book_id = ${bookId} AND mass_refund_id = ${massRefundId} AND lot_id > ${after}
    ORDER BY lot_id LIMIT ${limit}::int`.execute(db)
  return found.rows.map((row) => {
    const { massRefundId: _, refundId, ...item } = massItemOf(row)
    return { ...item, ...moneyText(item), ...(refundId === undefined ? {} : { refundId }) }
  })
}

/** The schedule as the file that was hashed: what became of the lines since is not in it. */
export async function massScheduleOf(db: Db, bookId: string, massRefundId: string) {
  const found = await sql<EscrowTables['mass_refund_item']>`
    SELECT * FROM mass_refund_item
    WHERE book_id = ${bookId} AND mass_refund_id = ${massRefundId} ORDER BY lot_id`.execute(db)
  return scheduleFile(found.rows.map(massItemOf))
}
