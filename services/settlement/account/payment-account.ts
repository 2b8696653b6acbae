// Accounts for money whose payer gave none: an officer records one, another one lets it go.
import { sql, type Kysely } from 'kysely'
import { transact, type Transaction } from '@ticun/db'
import type { Idempotency } from '@ticun/http'
import { refuse, type PaymentView, type Refusal } from '@ticun/protocol'
import { answerOnce } from '../command/once.ts'
import { FREEZES_OF_P } from '../payment/frozen.ts'
import { viewPayment } from '../read/views.ts'
import { seal } from '../sealed/text.ts'
import type { Answer, PaymentRow, SettlementTables } from '../tables.ts'

type Trx = Transaction<SettlementTables>

export type Recording = {
  paymentId: string
  account: { number: string; name: string }
  recordedBy: string
  /** Of the payer's written word. */
  evidenceSha256: string
  idempotency: Idempotency
  /** UTC. */
  now: string
}

/**
 * Records to which account a payment goes that is nobody's refund and has no payer's account; the
 * newest one holds until it is approved, by somebody else. Refused: unknown_payment, payee_fixed
 * (it has a payee, or a consumer, whose own account it waits for).
 */
export async function recordPaymentAccount(
  db: Kysely<SettlementTables>,
  recording: Recording,
): Promise<{ body: PaymentView; replayed: boolean } | Refusal> {
  return transact(db, async (trx) => {
    const found = await findPayment(trx, recording.paymentId)
    if (!found) return refuse('unknown_payment', recording.paymentId)
    const wish = { idempotency: recording.idempotency, bookId: found.book_id }
    const { answer, replayed } = await answerOnce(trx, wish, () => record(trx, recording))
    if ('refused' in answer) return answer
    // No name of a payee is kept in the stored reply.
    const row = await findPayment(trx, recording.paymentId)
    return { body: viewPayment(row ?? found), replayed }
  })
}

async function findPayment(trx: Trx, paymentId: string): Promise<PaymentRow | undefined> {
  const { rows } = await sql<PaymentRow>`
    SELECT p.*, ${FREEZES_OF_P} AS frozen_by FROM payment p
    WHERE p.payment_id = ${paymentId} AND p.kind = 'REFUND' FOR UPDATE OF p`.execute(trx)
  return rows[0]
}

async function record(
  trx: Trx,
  { paymentId, account, recordedBy, evidenceSha256, now }: Recording,
): Promise<Answer> {
  const payment = (await findPayment(trx, paymentId))!
  if (!takesAccount(payment)) return refuse('payee_fixed', `${payment.payee}, ${payment.status}`)
  // As people copy it from a card.
  const number = seal(account.number.replaceAll(/\s/g, ''))
  const name = seal(account.name)
  const said = { number, name, recorded_by: recordedBy }
  const row = { ...said, evidence_sha256: evidenceSha256, recorded_at: now }
  await trx
    .insertInto('payment_account')
    .values({ book_id: payment.book_id, payment_id: paymentId, ...row })
    .execute()
  await sql`
    UPDATE payment SET payee = 'REGISTERED', creditor_number = ${number},
      creditor_name = ${name}, payee_recorded_by = ${recordedBy}
    WHERE book_id = ${payment.book_id} AND payment_id = ${paymentId}`.execute(trx)
  return { body: { paymentId } }
}

/** A consumer's refund waits for her own account; what has a payer goes back to that. */
function takesAccount({ status, consumer_id: consumer, payee }: PaymentRow): boolean {
  return status === 'DUE' && consumer === null && (payee === 'MISSING' || payee === 'REGISTERED')
}
