// Lists that callers page through: sessions, refunds, merchants, products, and a merchant's money.
import { sql, type Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import type { RefundView, SessionView } from '@ticun/protocol'
import { provisionalNote, type PolicyRow } from '@ticun/rules'
import { capsNote, policyRows } from '../decide/policy-of.ts'
import { viewProduct } from '../decide/products.ts'
import { viewMerchant } from '../decide/merchants/view.ts'
import { viewRefund } from '../decide/refunds/view.ts'
import { viewSession } from '../decide/sessions.ts'
import type { EscrowTables } from '../tables.ts'
import { merchantOf, productOf, refundOf, sessionOf } from '../world/rows.ts'
import { calendarsOf } from './calendars.ts'
import { guardsConsumerOf } from './guardianships.ts'
import { policiesOf } from './policies.ts'

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
  query: { now: string; before?: string; limit: number; status?: string; contractId?: string },
): Promise<RefundView[]> {
  let rows = db.selectFrom('refund').selectAll().orderBy('refund_id', 'desc').limit(query.limit)
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', caller.party ?? '')
  if (caller.role === 'consumer') {
    const guarded = guardsConsumerOf('refund', caller, query.now)
    rows = rows.where((or) => or.or([or('consumer_id', '=', caller.party ?? ''), guarded]))
  }
  if (query.status) rows = rows.where('status', '=', query.status)
  if (query.contractId) rows = rows.where('contract_id', '=', query.contractId)
  if (query.before) rows = rows.where('refund_id', '<', query.before)
  const found = await rows.execute()
  const calendars = await calendarsOf(
    db,
    found.map((row) => row.book_id),
  )
  return found.map((row) => {
    const view = viewRefund(refundOf(row))
    const { reviewUntil, payBy } = view
    return { ...view, ...provisionalNote(calendars.get(row.book_id)!, reviewUntil, payBy) }
  })
}

/**
 * Merchants that the caller may see at an instant (UTC): a merchant itself, a consumer all, and
 * officers also what waits for one of them and where no cap holds.
 */
export async function listMerchants(db: Db, caller: Caller, now: string) {
  let rows = db.selectFrom('merchant').selectAll().orderBy('merchant_id')
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', caller.party ?? '')
  const found = await rows.execute()
  const oversees = caller.role === 'officer' || caller.role === 'regulator'
  const noteOf = oversees ? await capsNotes(db, found, now) : () => ({})
  return found.map((row) => {
    const { pending, pendingRelease, ...merchant } = viewMerchant(merchantOf(row), row.book_id)
    const shown = {
      ...merchant,
      ...noteOf(row),
      ...(oversees && pending ? { pending } : {}),
      ...(oversees && pendingRelease ? { pendingRelease } : {}),
    }
    // A member needs the name, not the bank account.
    const { name } = shown.bankAccount
    return caller.role === 'consumer' ? { ...shown, bankAccount: { number: '****', name } } : shown
  })
}

/** Says of a merchant's row whether policies cap it, each book's being read once. */
async function capsNotes(db: Db, found: readonly EscrowTables['merchant'][], now: string) {
  const rowsOf = new Map<string, PolicyRow[]>()
  for (const { book_id: bookId } of found) {
    if (rowsOf.has(bookId)) continue
    rowsOf.set(bookId, policyRows(await policiesOf(db, bookId)))
  }
  return (row: EscrowTables['merchant']) => capsNote(rowsOf.get(row.book_id)!, row, now)
}

/** Products on sale, of one merchant or of all. */
export async function listProducts(db: Db, merchantId: string | undefined) {
  let rows = db
    .selectFrom('product')
    .selectAll()
    .where('withdrawn_at', 'is', null)
    .orderBy('product_id')
  if (merchantId) rows = rows.where('merchant_id', '=', merchantId)
  return (await rows.execute()).map((row) => {
    return viewProduct(productOf(row))
  })
}
