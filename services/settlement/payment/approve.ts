// Approves payments: somebody other than their author lets the money go.
import { sql, type Kysely } from 'kysely'
import { transact, type Transaction } from '@ticun/db'
import type { Idempotency } from '@ticun/http'
import { isRefusal, payment, refuse, type PaymentView, type Refusal } from '@ticun/protocol'
import { answerOnce } from '../command/once.ts'
import { creditorOf, shownStatus, viewPayment } from '../read/views.ts'
import type { Answer, PaymentRow, PaymentTable, SettlementTables } from '../tables.ts'
import { FREEZES_OF_P } from './frozen.ts'

type Db = Kysely<SettlementTables>
type Trx = Transaction<SettlementTables>

type Shared = {
  kind: 'PAYOUT' | 'REFUND'
  /** Who approves: the caller's id. */
  officer: string
  idempotency: Idempotency
  /** When (UTC). */
  now: string
  /** When the bank shall book it (UTC), where that may be stated. */
  valueAt?: string
}
export type Approval = Shared & { paymentId: string }
export type Approvals = Shared & { paymentIds: readonly string[] }

/** What became of one of many: it is approved, or why not. */
export type Approved = { paymentId: string; refusal?: { code: string; detail?: string } }

/**
 * DUE → APPROVED. Refused: unknown_payment, same_person (neither its author nor who recorded the
 * account lets it go), payment_not_due, payment_frozen, payee_unknown. `replayed` when the key was
 * answered before.
 */
export async function approve(
  db: Db,
  approval: Approval,
): Promise<{ body: PaymentView; replayed: boolean } | Refusal> {
  return transact(db, async (trx) => {
    const { paymentId, kind, idempotency } = approval
    const [found] = await findPayments(trx, kind, [paymentId])
    if (!found) return refuse('unknown_payment', paymentId)
    const wish = { idempotency, bookId: found.book_id }
    const { answer, replayed } = await answerOnce(trx, wish, () => approveOne(trx, approval))
    if ('refused' in answer) return answer
    // Read again: the account may have come between the look and the lock.
    const [row] = await findPayments(trx, kind, [paymentId])
    return { body: complete(answer.body, row ?? found), replayed }
  })
}

/**
 * Approves many in one transaction, each by itself: what one is refused for (as `approve`) keeps no
 * other back. Results are in the order asked. Refused as a whole: unknown_payment, when there is
 * none of them.
 */
export async function approveMany(
  db: Db,
  approvals: Approvals,
): Promise<{ body: { items: Approved[] }; replayed: boolean } | Refusal> {
  return transact(db, async (trx) => {
    const { paymentIds, kind, idempotency } = approvals
    const [found] = await findPayments(trx, kind, paymentIds)
    if (!found) return refuse('unknown_payment')
    const wish = { idempotency, bookId: found.book_id }
    const { answer, replayed } = await answerOnce(trx, wish, async () => {
      const results = await letGo(trx, approvals)
      return { body: { items: paymentIds.map((id) => resultOf(id, results.get(id)!)) } }
    })
    if ('refused' in answer) return answer
    return { body: answer.body as { items: Approved[] }, replayed }
  })
}

async function findPayments(
  trx: Trx,
  kind: Shared['kind'],
  paymentIds: readonly string[],
): Promise<PaymentTable[]> {
  const { rows } = await sql<PaymentTable>`
    SELECT * FROM payment
    WHERE payment_id = ANY (${[...paymentIds]}::text[]) AND kind = ${kind}
    ORDER BY payment_id`.execute(trx)
  return rows
}

/** What is kept of a reply. */
const keptView = payment.omit({ creditor: true })

/** The creditor's name must not live on in stored replies; it is added each time. */
function complete(body: unknown, row: PaymentTable): PaymentView {
  return { ...keptView.parse(body), ...creditorOf(row) }
}

async function approveOne(trx: Trx, approval: Approval): Promise<Answer> {
  const { paymentId } = approval
  const results = await letGo(trx, { ...approval, paymentIds: [paymentId] })
  const result = results.get(paymentId)!
  if (isRefusal(result)) return result
  const { creditor: _, ...kept } = viewPayment({ ...result, frozen_by: [] })
  return { body: kept }
}

function resultOf(paymentId: string, result: PaymentTable | Refusal): Approved {
  if (!isRefusal(result)) return { paymentId }
  const { refused: code, detail } = result
  return { paymentId, refusal: detail === undefined ? { code } : { code, detail } }
}

/** Locks them, asks of each whether it may go, and approves those that may. */
async function letGo(
  trx: Trx,
  { paymentIds, kind, officer, now, valueAt }: Omit<Approvals, 'idempotency'>,
): Promise<Map<string, PaymentTable | Refusal>> {
  const { rows } = await sql<PaymentRow>`
    SELECT p.*, ${FREEZES_OF_P} AS frozen_by
    FROM payment p WHERE payment_id = ANY (${[...paymentIds]}::text[]) AND kind = ${kind}
    ORDER BY payment_id
    FOR UPDATE`.execute(trx)
  const held = new Map(rows.map((row) => [row.payment_id, row]))
  const results = new Map<string, PaymentTable | Refusal>()
  for (const id of paymentIds) {
    const row = held.get(id)
    const bar = row ? barOf(row, officer) : refuse('unknown_payment', id)
    if (bar) results.set(id, bar)
  }
  const free = rows.filter(({ payment_id: id }) => !results.has(id)).map((row) => row.payment_id)
  const approved = await sql<PaymentTable>`
    UPDATE payment SET status = 'APPROVED', approved_by = ${officer},
      approved_at = ${now}::timestamptz, value_at = ${valueAt ?? null}::timestamptz
    WHERE payment_id = ANY (${free}::text[])
    RETURNING *`.execute(trx)
  for (const row of approved.rows) results.set(row.payment_id, row)
  return results
}

/** Why this officer may not let it go now. */
function barOf(held: PaymentRow, officer: string): Refusal | undefined {
  if (held.author === officer) return refuse('same_person', 'somebody else has to approve')
  if (held.payee_recorded_by === officer) {
    return refuse('same_person', 'who recorded the account does not approve')
  }
  if (held.status !== 'DUE') return refuse('payment_not_due', `it is ${shownStatus(held.status)}`)
  if (held.frozen_by.length > 0) return refuse('payment_frozen', `by ${held.frozen_by.join(', ')}`)
  if (held.payee === 'MISSING') {
    return refuse('payee_unknown', `${held.consumer_id} has registered no account`)
  }
  return undefined
}
