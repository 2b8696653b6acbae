// Writes sessions: new ones and changed ones.
import { sql, type Transaction } from 'kysely'
import { bigints, column, instants, send, texts } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Session } from './nouns.ts'

type Trx = Transaction<EscrowTables>

/** Adds sessions. Throws a unique violation when an id is taken. */
export async function insertSessions(
  trx: Trx,
  bookId: string,
  all: readonly Session[],
): Promise<void> {
  const statement = sql`
    INSERT INTO session (book_id, session_id, contract_id, lot_id, merchant_id, slot, face,
      amount, status, coach, occurred_at, recorded_at, deemed_until, confirmed_at, confirmed_by)
    SELECT ${bookId},
      unnest(${texts(all.map((each) => each.sessionId))}::text[]),
      unnest(${texts(all.map((each) => each.contractId))}::text[]),
      unnest(${texts(all.map((each) => each.lotId))}::text[]),
      unnest(${texts(all.map((each) => each.merchantId))}::text[]),
      unnest(${bigints(all.map(slotCell))}::bigint[]),
      unnest(${bigints(all.map((each) => each.faceFen ?? null))}::bigint[]),
      unnest(${bigints(all.map((each) => each.amountFen))}::bigint[]),
      unnest(${texts(all.map((each) => each.status))}::text[]),
      unnest(${texts(all.map((each) => each.coach ?? null))}::text[]),
      unnest(${instants(all.map((each) => each.occurredAt))}::timestamptz[]),
      unnest(${instants(all.map((each) => each.recordedAt))}::timestamptz[]),
      unnest(${instants(all.map((each) => each.deemedUntil ?? null))}::timestamptz[]),
      unnest(${instants(all.map((each) => each.confirmedAt ?? null))}::timestamptz[]),
      unnest(${texts(all.map((each) => each.confirmedBy ?? null))}::text[])`
  await send(trx, statement)
}

/** What can change of a session after it was recorded. */
export async function updateSessions(
  trx: Trx,
  bookId: string,
  all: readonly Session[],
): Promise<void> {
  await sql`
    UPDATE session SET lot_id = n.lot_id, slot = n.slot, amount = n.amount, status = n.status,
      deemed_until = n.deemed_until, confirmed_at = n.confirmed_at, confirmed_by = n.confirmed_by
    FROM unnest(
      ${column(all.map((each) => each.sessionId))}::text[],
      ${column(all.map((each) => each.lotId))}::text[],
      ${column(all.map((each) => each.slot ?? null))}::int[],
      ${column(all.map((each) => each.amountFen))}::bigint[],
      ${column(all.map((each) => each.status))}::text[],
      ${column(all.map((each) => each.deemedUntil ?? null))}::timestamptz[],
      ${column(all.map((each) => each.confirmedAt ?? null))}::timestamptz[],
      ${column(all.map((each) => each.confirmedBy ?? null))}::text[])
      AS n (session_id, lot_id, slot, amount, status, deemed_until, confirmed_at, confirmed_by)
    WHERE session.book_id = ${bookId} AND session.session_id = n.session_id`.execute(trx)
}

function slotCell({ slot }: Session): bigint | null {
  return slot === undefined ? null : BigInt(slot)
}
