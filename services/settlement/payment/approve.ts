// Approves a payment: somebody other than its author lets the money go.
import { sql, type Kysely } from 'kysely'
import { transact, type Transaction } from '@ticun/db'
import type { Idempotency } from '@ticun/http'
import { payment, refuse, type PaymentView, type Refusal } from '@ticun/protocol'
import { answerOnce } from '../command/once.ts'
import { shownStatus, viewPayment } from '../read/views.ts'
import type { Answer, PaymentRow, PaymentTable, SettlementTables } from '../tables.ts'
import { FREEZES_OF_P } from './frozen.ts'

export type Approval = {
  paymentId: string
  kind: 'PAYOUT' | 'REFUND'
  /** Who approves: the caller's id. */
  officer: string
  idempotency: Idempotency
  /** When (UTC). */
  now: string
  /** When the bank shall book it (UTC), where that may be stated. */
  valueAt?: string
}

/**
 * DUE → APPROVED. Refused: unknown_payment, same_person (the author approves nothing of her own),
 * payment_not_due, payment_frozen. `replayed` when the key was answered before.
 */
export async function approve(
  db: Kysely<SettlementTables>,
  approval: Approval,
): Promise<{ body: PaymentView; replayed: boolean } | Refusal> {
  return transact(db, async (trx) => {
    const found = await findPayment(trx, approval)
    if (!found) return refuse('unknown_payment', approval.paymentId)
    const wish = { idempotency: approval.idempotency, bookId: found.book_id }
    const { answer, replayed } = await answerOnce(trx, wish, () => decide(trx, approval))
    if ('refused' in answer) return answer
    return { body: complete(answer.body, found), replayed }
  })
}

async function findPayment(
  trx: Transaction<SettlementTables>,
  { paymentId, kind }: Approval,
): Promise<PaymentTable | undefined> {
  const { rows } = await sql<PaymentTable>`
    SELECT * FROM payment WHERE payment_id = ${paymentId} AND kind = ${kind}`.execute(trx)
  return rows[0]
}

/** What is kept of a reply. */
const keptView = payment.omit({ creditor: true })

/** The creditor's name must not live on in stored replies; it is added each time. */
function complete(body: unknown, { creditor_number, creditor_name }: PaymentTable): PaymentView {
  return { ...keptView.parse(body), creditor: { number: creditor_number, name: creditor_name } }
}

async function decide(
  trx: Transaction<SettlementTables>,
  { paymentId, officer, now, valueAt }: Approval,
): Promise<Answer> {
  const { rows } = await sql<PaymentRow>`
    SELECT p.*, ${FREEZES_OF_P} AS frozen_by
    FROM payment p WHERE payment_id = ${paymentId} FOR UPDATE`.execute(trx)
  const held = rows[0]!
  if (held.author === officer) return refuse('same_person', 'somebody else has to approve')
  if (held.status !== 'DUE') return refuse('payment_not_due', `it is ${shownStatus(held.status)}`)
  if (held.frozen_by.length > 0) {
    return refuse('payment_frozen', `by ${held.frozen_by.join(', ')}`)
  }
  const approved = await sql<PaymentTable>`
    UPDATE payment SET status = 'APPROVED', approved_by = ${officer},
      approved_at = ${now}::timestamptz, value_at = ${valueAt ?? null}::timestamptz
    WHERE book_id = ${held.book_id} AND payment_id = ${paymentId}
    RETURNING *`.execute(trx)
  const { creditor: _, ...kept } = viewPayment({ ...approved.rows[0]!, frozen_by: [] })
  return { body: kept }
}
