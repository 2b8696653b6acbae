// The steps of a payment between its approval and the bank's word, each one short transaction.
import { sql, type Kysely } from 'kysely'
import { transact } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import { systemNow } from '@ticun/http'
import { cleanText, TOPICS, type SettlementFact } from '@ticun/protocol'
import { TRANSFERS_MAX } from '../bank/pain001.ts'
import { lockBook } from '../command/locks.ts'
import { namedAfter } from '../naming.ts'
import type { PaymentTable, SettlementTables } from '../tables.ts'
import { P_IS_FROZEN } from './frozen.ts'

type Db = Kysely<SettlementTables>

const REASON_LENGTH_MAX = 200
/** Of unfinished sendings that are asked about in one round. */
const UNSURE_MAX = 1000

/** A payment that is on its way to the bank, with the account that it leaves. */
export type Sending = PaymentTable & {
  attempts: number
  debtor_number: string
  debtor_name: string
}

/**
 * Takes approved payments of one book and one value date, and writes down that they are about to be
 * sent. Frozen ones stay where they are. When this returns it is committed, so a crash from here
 * on leaves a trace.
 */
export async function takeApproved(db: Db): Promise<Sending[]> {
  const { rows } = await sql<Sending>`
    WITH next AS (
      SELECT p.book_id, p.value_at FROM payment p
      WHERE p.status = 'APPROVED' AND NOT ${P_IS_FROZEN}
      ORDER BY p.approved_at, p.payment_id LIMIT 1),
    taken AS (
      SELECT p.book_id, p.payment_id FROM payment p
      JOIN next ON next.book_id = p.book_id AND next.value_at IS NOT DISTINCT FROM p.value_at
      WHERE p.status = 'APPROVED' AND NOT ${P_IS_FROZEN}
      ORDER BY p.approved_at, p.payment_id
      LIMIT ${TRANSFERS_MAX}::int
      FOR UPDATE OF p SKIP LOCKED)
    UPDATE payment p SET status = 'SENDING', attempts = p.attempts + 1
    FROM taken JOIN book b ON b.book_id = taken.book_id
    WHERE p.book_id = taken.book_id AND p.payment_id = taken.payment_id
    RETURNING p.*, b.bank_number AS debtor_number, b.bank_name AS debtor_name`.execute(db)
  return rows.toSorted((a, b) => (a.payment_id < b.payment_id ? -1 : 1))
}

/** Payments that may or may not have reached the bank. */
export async function listUnsure(db: Db): Promise<Sending[]> {
  const { rows } = await sql<Sending>`
    SELECT p.*, b.bank_number AS debtor_number, b.bank_name AS debtor_name
    FROM payment p JOIN book b ON b.book_id = p.book_id
    WHERE p.status = 'SENDING'
    ORDER BY p.approved_at, p.payment_id LIMIT ${UNSURE_MAX}::int`.execute(db)
  return rows
}

/** SENDING → SENT: the bank has them. A statement may have been faster; then nothing changes. */
export async function markSent(
  db: Db,
  sent: readonly { paymentId: string; bankSerial?: string | undefined }[],
): Promise<void> {
  if (sent.length === 0) return
  await sql`
    UPDATE payment p SET status = 'SENT', bank_serial = coalesce(p.bank_serial, sent.serial)
    FROM unnest(
      ${sent.map((each) => each.paymentId)}::text[],
      ${sent.map((each) => each.bankSerial ?? null)}::text[]) AS sent (payment_id, serial)
    WHERE p.payment_id = sent.payment_id AND p.status = 'SENDING'`.execute(db)
}

/** SENDING → APPROVED: the bank says that it never heard of them, so they may be sent again. */
export async function markUnsent(db: Db, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length === 0) return
  await sql`
    UPDATE payment SET status = 'APPROVED'
    WHERE payment_id = ANY (${paymentIds}::text[]) AND status = 'SENDING'`.execute(db)
}

/** SENDING → APPROVED for what was frozen since it was taken, so that it does not leave. */
export async function holdFrozen(db: Db, paymentIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ payment_id: string }>`
    UPDATE payment p SET status = 'APPROVED'
    WHERE p.payment_id = ANY (${paymentIds}::text[]) AND p.status = 'SENDING' AND ${P_IS_FROZEN}
    RETURNING p.payment_id`.execute(db)
  return new Set(rows.map((row) => row.payment_id))
}

/** SENDING → REJECTED; the book is told to take the money back. True when facts were written. */
export async function markRejected(
  db: Db,
  bookId: string,
  rejected: readonly { paymentId: string; reason: string }[],
): Promise<boolean> {
  if (rejected.length === 0) return false
  const reasons = rejected.map(({ reason }) => cleanText(reason, REASON_LENGTH_MAX) || 'REJECTED')
  return transact(db, async (trx) => {
    await lockBook(trx, bookId)
    const { rows } = await sql<PaymentTable>`
      UPDATE payment p SET status = 'REJECTED', reason = rejected.reason
      FROM unnest(
        ${rejected.map((each) => each.paymentId)}::text[],
        ${reasons}::text[])
        AS rejected (payment_id, reason)
      WHERE p.book_id = ${bookId} AND p.payment_id = rejected.payment_id AND p.status = 'SENDING'
      RETURNING p.*`.execute(trx)
    const now = systemNow()
    const facts = rows.map((row) => rejectionFact(row, now))
    await appendFacts(
      trx,
      facts.map((fact) => ({ topic: TOPICS.settlement, fact })),
    )
    return facts.length > 0
  })
}

function rejectionFact(row: PaymentTable, now: string): SettlementFact {
  const told = { reason: row.reason ?? 'REJECTED', amountFen: row.amount.toString() }
  const envelope = {
    id: namedAfter('fct', 'rejected', row.payment_id),
    source: 'settlement' as const,
    subject: row.payment_id,
    recordedAt: now,
    occurredAt: row.value_at ?? now,
    bookId: row.book_id,
    correlationId: row.correlation_id,
    causationId: row.due_fact_id,
    actor: { role: 'system' as const, id: 'settlement' },
  }
  return row.kind === 'PAYOUT'
    ? { ...envelope, type: 'payout.returned', data: { payoutId: row.payment_id, ...told } }
    : { ...envelope, type: 'refund.returned', data: { refundId: row.payment_id, ...told } }
}
