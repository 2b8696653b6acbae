// Writes lots: new ones, changed ones, and (cheaply) those that only a session changed.
import { sql, type Transaction } from 'kysely'
import { bigints, column, send, texts } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Lot } from './nouns.ts'
import { figuresText } from './rows.ts'

type Trx = Transaction<EscrowTables>

/** Adds lots. Throws a unique violation when an id is taken. */
export async function insertLots(trx: Trx, bookId: string, all: readonly Lot[]): Promise<void> {
  await sql`
    INSERT INTO lot (book_id, lot_id, contract_id, merchant_id, product_id, product_version,
      origin, from_lot_id, reference, terms, terms_sha256, price, figures, expected, received,
      deposits, added_at, paid_at, starts_on, valid_until, suspended_from, suspended_until,
      suspended_days, chargeback_id)
    SELECT ${bookId}, * FROM unnest(
      ${column(all.map((each) => each.lotId))}::text[],
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.merchantId))}::text[],
      ${column(all.map((each) => each.productId))}::text[],
      ${column(all.map((each) => each.productVersion))}::int[],
      ${column(all.map((each) => each.origin))}::text[],
      ${column(all.map((each) => each.fromLotId ?? null))}::text[],
      ${column(all.map((each) => each.reference))}::text[],
      ${column(all.map((each) => JSON.stringify(each.terms)))}::json[],
      ${column(all.map((each) => each.termsSha256))}::text[],
      ${column(all.map((each) => each.priceFen))}::bigint[],
      ${column(all.map((each) => figuresText(each.figures)))}::json[],
      ${column(all.map((each) => each.expectedFen))}::bigint[],
      ${column(all.map((each) => each.receivedFen))}::bigint[],
      ${column(all.map(depositsText))}::json[],
      ${column(all.map((each) => each.addedAt))}::timestamptz[],
      ${column(all.map((each) => each.paidAt ?? null))}::timestamptz[],
      ${column(all.map((each) => each.startsOn ?? null))}::date[],
      ${column(all.map((each) => each.validUntil ?? null))}::timestamptz[],
      ${column(all.map((each) => each.suspendedFrom ?? null))}::date[],
      ${column(all.map((each) => each.suspendedUntil ?? null))}::date[],
      ${column(all.map((each) => each.suspendedDays))}::int[],
      ${column(all.map((each) => each.chargebackId ?? null))}::text[])`.execute(trx)
  await sql`
    INSERT INTO lot_use (book_id, contract_id, lot_id, status, slot_states, code_window)
    SELECT ${bookId}, * FROM unnest(
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.lotId))}::text[],
      ${column(all.map((each) => each.status))}::text[],
      ${column(all.map((each) => each.slotStates))}::text[],
      ${column(all.map((each) => each.codeWindow))}::bigint[])`.execute(trx)
}

/**
 * What a session changes of a lot. Each row is found by its key, one by one: a join would read all
 * lots of the book whenever that looks cheap.
 */
export async function updateLots(trx: Trx, bookId: string, all: readonly Lot[]): Promise<void> {
  const statement = sql`
    UPDATE lot_use
    SET status = n.status, slot_states = n.slot_states, code_window = n.code_window
    FROM (SELECT
        unnest(${texts(all.map((each) => each.contractId))}::text[]) AS contract_id,
        unnest(${texts(all.map((each) => each.lotId))}::text[]) AS lot_id,
        unnest(${texts(all.map((each) => each.status))}::text[]) AS status,
        unnest(${texts(all.map((each) => each.slotStates))}::text[]) AS slot_states,
        unnest(${bigints(all.map((each) => each.codeWindow))}::bigint[]) AS code_window
      OFFSET 0) n
    CROSS JOIN LATERAL (
      SELECT ctid FROM lot_use WHERE book_id = ${bookId} AND contract_id = n.contract_id
        AND lot_id = n.lot_id OFFSET 0
    ) found
    WHERE lot_use.ctid = found.ctid`
  await send(trx, statement)
}

/** Everything that can change of a lot. */
export async function updateWholeLots(
  trx: Trx,
  bookId: string,
  all: readonly Lot[],
): Promise<void> {
  await updateLots(trx, bookId, all)
  await sql`
    UPDATE lot SET price = n.price, figures = n.figures, expected = n.expected,
      received = n.received, deposits = n.deposits, paid_at = n.paid_at,
      starts_on = n.starts_on, valid_until = n.valid_until, suspended_from = n.suspended_from,
      suspended_until = n.suspended_until, suspended_days = n.suspended_days,
      chargeback_id = n.chargeback_id
    FROM unnest(
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.lotId))}::text[],
      ${column(all.map((each) => each.priceFen))}::bigint[],
      ${column(all.map((each) => figuresText(each.figures)))}::json[],
      ${column(all.map((each) => each.expectedFen))}::bigint[],
      ${column(all.map((each) => each.receivedFen))}::bigint[],
      ${column(all.map(depositsText))}::json[],
      ${column(all.map((each) => each.paidAt ?? null))}::timestamptz[],
      ${column(all.map((each) => each.startsOn ?? null))}::date[],
      ${column(all.map((each) => each.validUntil ?? null))}::timestamptz[],
      ${column(all.map((each) => each.suspendedFrom ?? null))}::date[],
      ${column(all.map((each) => each.suspendedUntil ?? null))}::date[],
      ${column(all.map((each) => each.suspendedDays))}::int[],
      ${column(all.map((each) => each.chargebackId ?? null))}::text[])
      AS n (contract_id, lot_id, price, figures, expected, received, deposits, paid_at,
        starts_on, valid_until, suspended_from, suspended_until, suspended_days,
        chargeback_id)
    WHERE lot.book_id = ${bookId} AND lot.contract_id = n.contract_id
      AND lot.lot_id = n.lot_id`.execute(trx)
}

function depositsText({ deposits }: Lot): string {
  const texts = deposits.map((each) => ({
    ...each,
    amountFen: each.amountFen.toString(),
    refundedFen: each.refundedFen.toString(),
    chargedBackFen: each.chargedBackFen.toString(),
  }))
  return JSON.stringify(texts)
}
