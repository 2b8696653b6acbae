// Lists that callers page through: sessions, refunds, merchants, products, and a merchant's money.
import { sql, type Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import { balance } from '@ticun/ledger'
import type { RefundView, SessionView } from '@ticun/protocol'
import { account, fenIn, scheduleOf } from '@ticun/rules'
import { viewRefund } from '../decide/refunds.ts'
import { viewSession } from '../decide/sessions.ts'
import type { EscrowTables } from '../tables.ts'
import { merchantOf, productOf, refundOf, sessionOf } from '../world/rows.ts'

type Db = Kysely<EscrowTables>

/** Sessions of a contract, newest first, after a (occurredAt, sessionId) pair. */
export async function listSessions(
  db: Db,
  contractId: string,
  after: readonly string[] | undefined,
  limit: number,
): Promise<SessionView[]> {
  let rows = db
    .selectFrom('session')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('occurred_at', 'desc')
    .orderBy('session_id', 'desc')
    .limit(limit)
  if (after) {
    rows = rows.where(
      sql<boolean>`(occurred_at, session_id) < (${after[0]}::timestamptz, ${after[1]})`,
    )
  }
  return (await rows.execute()).map((row) => viewSession(sessionOf(row)))
}

/** Refunds that the caller may see, newest id first. */
export async function listRefunds(
  db: Db,
  caller: Caller,
  query: { before?: string; limit: number; status?: string; contractId?: string },
): Promise<RefundView[]> {
  let rows = db.selectFrom('refund').selectAll().orderBy('refund_id', 'desc').limit(query.limit)
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', caller.party ?? '')
  if (caller.role === 'consumer') rows = rows.where('consumer_id', '=', caller.party ?? '')
  if (query.status) rows = rows.where('status', '=', query.status)
  if (query.contractId) rows = rows.where('contract_id', '=', query.contractId)
  if (query.before) rows = rows.where('refund_id', '<', query.before)
  return (await rows.execute()).map((row) => viewRefund(refundOf(row)))
}

/** Merchants that the caller may see: a merchant itself, a consumer those of her contracts. */
export async function listMerchants(db: Db, caller: Caller) {
  let rows = db.selectFrom('merchant').selectAll().orderBy('merchant_id')
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', caller.party ?? '')
  return (await rows.execute()).map((row) => {
    const { bankNumber, bankName, enrolledAt: _, ...merchant } = merchantOf(row)
    // A member needs the name, not the bank account.
    const number = caller.role === 'consumer' ? '****' : bankNumber
    return { ...merchant, bookId: row.book_id, bankAccount: { number, name: bankName } }
  })
}

/** Products on sale, of one merchant or of all. */
export async function listProducts(db: Db, merchantId: string | undefined) {
  let rows = db.selectFrom('product').selectAll().orderBy('product_id')
  if (merchantId) rows = rows.where('merchant_id', '=', merchantId)
  return (await rows.execute()).map((row) => {
    const { listedAt: _, ...product } = productOf(row)
    return product
  })
}

/**
 * A merchant's money in fen: held for its members, awaiting confirmation, payable, under way, paid.
 */
export async function merchantSummary(db: Db, bookId: string, merchantId: string) {
  const lots = await sql<EscrowTables['lot'] & Pick<EscrowTables['contract'], 'terms'>>`
    SELECT l.*, c.terms FROM contract c
    JOIN lot l ON l.book_id = c.book_id AND l.contract_id = c.contract_id
    WHERE c.merchant_id = ${merchantId} AND l.status <> 'UNFUNDED'`.execute(db)
  const sum = (states: Parameters<typeof fenIn>[2]) =>
    lots.rows
      .map((row) => ({ schedule: scheduleOf(row.terms, row.price), states: row.slot_states }))
      .reduce((total, lot) => total + fenIn(lot.schedule, lot.states, states), 0n)
  const payouts = await db
    .selectFrom('payout')
    .select(['status', sql<string>`sum(amount)::text`.as('fen')])
    .where('merchant_id', '=', merchantId)
    .groupBy('status')
    .execute()
  const paidOf = (status: string) => payouts.find((row) => row.status === status)?.fen ?? '0'
  return {
    merchantId,
    contracts: lots.rows.length,
    heldFen: sum(['F', 'S', 'R']).toString(),
    awaitingFen: sum(['S']).toString(),
    payableFen: (await balance(db, bookId, account('2003', merchantId))).toString(),
    inTransitFen: paidOf('DUE'),
    paidFen: paidOf('PAID'),
  }
}
