// Writes cases of sessions: the newest of each.
import { sql, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { SessionCase } from './nouns.ts'

type Trx = Transaction<EscrowTables>

/** Saves them, each in the place of the session's case before. */
export async function saveCases(
  trx: Trx,
  bookId: string,
  all: readonly SessionCase[],
): Promise<void> {
  await sql`
    INSERT INTO session_case (book_id, session_id, contract_id, merchant_id, consumer_id, kind,
      opened_at, reason, answer, answer_sha256, by_code, amount,
      taken_payable, taken_reserve, taken_receivable, closed_at,
      outcome, merchant_part, evidence_sha256)
    SELECT ${bookId}, * FROM unnest(
      ${column(all.map((each) => each.sessionId))}::text[],
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.merchantId))}::text[],
      ${column(all.map((each) => each.consumerId))}::text[],
      ${column(all.map((each) => each.kind))}::text[],
      ${column(all.map((each) => each.openedAt))}::timestamptz[],
      ${column(all.map((each) => each.reason ?? null))}::text[],
      ${column(all.map((each) => each.answer ?? null))}::text[],
      ${column(all.map((each) => each.answerSha256 ?? null))}::text[],
      ${column(all.map((each) => String(each.byCode)))}::boolean[],
      ${column(all.map((each) => each.amountFen))}::bigint[],
      ${column(all.map((each) => each.taken?.payableFen ?? null))}::bigint[],
      ${column(all.map((each) => each.taken?.reserveFen ?? null))}::bigint[],
      ${column(all.map((each) => each.taken?.receivableFen ?? null))}::bigint[],
      ${column(all.map((each) => each.closedAt ?? null))}::timestamptz[],
      ${column(all.map((each) => each.outcome ?? null))}::text[],
      ${column(all.map((each) => each.merchantFen))}::bigint[],
      ${column(all.map((each) => each.evidenceSha256 ?? null))}::text[])
    ON CONFLICT (book_id, session_id) DO UPDATE SET kind = excluded.kind,
      opened_at = excluded.opened_at, reason = excluded.reason, answer = excluded.answer,
      answer_sha256 = excluded.answer_sha256, by_code = excluded.by_code,
      amount = excluded.amount, taken_payable = excluded.taken_payable,
      taken_reserve = excluded.taken_reserve, taken_receivable = excluded.taken_receivable,
      closed_at = excluded.closed_at, outcome = excluded.outcome,
      merchant_part = excluded.merchant_part,
      evidence_sha256 = excluded.evidence_sha256`.execute(trx)
}
