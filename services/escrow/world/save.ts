// Writes what a batch changed: one set-based statement per noun, and none for an untouched noun.
import { sql, type Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { ChangedNoun, World } from './world.ts'

type Trx = Transaction<EscrowTables>
type ValueOf<K extends ChangedNoun> = World[K] extends Map<string, infer V> ? V : never

function changed<K extends ChangedNoun>(world: World, noun: K): ValueOf<K>[] {
  const map = world[noun] as unknown as Map<string, ValueOf<K>>
  return [...world.changed[noun]].map((id) => map.get(id)!)
}

/** Saves the changed nouns of a world; `bookOpened` when the batch opened the book. */
export async function saveWorld(trx: Trx, world: World, bookOpened: boolean): Promise<void> {
  if (bookOpened) await saveBook(trx, world)
  await saveMerchants(trx, world)
  await saveProducts(trx, world)
  await saveContracts(trx, world)
  await saveLots(trx, world)
  await saveSessions(trx, world)
  await saveRefunds(trx, world)
  await savePayouts(trx, world)
}

async function saveBook(trx: Trx, world: World): Promise<void> {
  const { bookId, bankNumber, bankName, openedAt } = world.book!
  const row = { book_id: bookId, currency: 'CNY', bank_number: bankNumber, bank_name: bankName }
  await trx
    .insertInto('book')
    .values({ ...row, opened_at: openedAt })
    .execute()
}

async function saveMerchants(trx: Trx, world: World): Promise<void> {
  const rows = changed(world, 'merchants').map((merchant) => ({
    book_id: world.bookId,
    merchant_id: merchant.merchantId,
    name: merchant.name,
    industry: merchant.industry,
    district: merchant.district,
    bank_number: merchant.bankNumber,
    bank_name: merchant.bankName,
    enrolled_at: merchant.enrolledAt,
  }))
  if (rows.length > 0) await trx.insertInto('merchant').values(rows).execute()
}

async function saveProducts(trx: Trx, world: World): Promise<void> {
  const rows = changed(world, 'products').map((product) => ({
    book_id: world.bookId,
    product_id: product.productId,
    merchant_id: product.merchantId,
    name: product.name,
    terms: product.terms,
    listed_at: product.listedAt,
  }))
  if (rows.length > 0) await trx.insertInto('product').values(rows).execute()
}

async function saveContracts(trx: Trx, world: World): Promise<void> {
  const all = changed(world, 'contracts')
  if (all.length === 0) return
  await sql`
    INSERT INTO contract (book_id, contract_id, merchant_id, consumer_id, product_id, product_name,
      reference, terms, terms_sha256, signed_at)
    SELECT ${world.bookId}, * FROM unnest(
      ${all.map((each) => each.contractId)}::text[],
      ${all.map((each) => each.merchantId)}::text[],
      ${all.map((each) => each.consumerId)}::text[],
      ${all.map((each) => each.productId)}::text[],
      ${all.map((each) => each.productName)}::text[],
      ${all.map((each) => each.reference)}::text[],
      ${all.map((each) => JSON.stringify(each.terms))}::json[],
      ${all.map((each) => each.termsSha256)}::text[],
      ${all.map((each) => each.signedAt)}::timestamptz[])`.execute(trx)
}

async function saveLots(trx: Trx, world: World): Promise<void> {
  const all = changed(world, 'lots')
  if (all.length === 0) return
  await sql`
    INSERT INTO lot (book_id, lot_id, contract_id, status, price, slot_states, paid_at, deposit_id,
      code_window)
    SELECT ${world.bookId}, * FROM unnest(
      ${all.map((each) => each.lotId)}::text[],
      ${all.map((each) => each.contractId)}::text[],
      ${all.map((each) => each.status)}::text[],
      ${all.map((each) => each.priceFen)}::bigint[],
      ${all.map((each) => each.slotStates)}::text[],
      ${all.map((each) => each.paidAt ?? null)}::timestamptz[],
      ${all.map((each) => each.depositId ?? null)}::text[],
      ${all.map((each) => each.codeWindow)}::bigint[])
    ON CONFLICT (book_id, contract_id, lot_id) DO UPDATE SET
      status = excluded.status, slot_states = excluded.slot_states, paid_at = excluded.paid_at,
      deposit_id = excluded.deposit_id, code_window = excluded.code_window`.execute(trx)
}

async function saveSessions(trx: Trx, world: World): Promise<void> {
  const all = changed(world, 'sessions')
  if (all.length === 0) return
  await sql`
    INSERT INTO session (book_id, session_id, contract_id, lot_id, merchant_id, slot, amount, status,
      coach, occurred_at, recorded_at, confirmed_at, confirmed_by)
    SELECT ${world.bookId}, * FROM unnest(
      ${all.map((each) => each.sessionId)}::text[],
      ${all.map((each) => each.contractId)}::text[],
      ${all.map((each) => each.lotId)}::text[],
      ${all.map((each) => each.merchantId)}::text[],
      ${all.map((each) => each.slot)}::int[],
      ${all.map((each) => each.amountFen)}::bigint[],
      ${all.map((each) => each.status)}::text[],
      ${all.map((each) => each.coach ?? null)}::text[],
      ${all.map((each) => each.occurredAt)}::timestamptz[],
      ${all.map((each) => each.recordedAt)}::timestamptz[],
      ${all.map((each) => each.confirmedAt ?? null)}::timestamptz[],
      ${all.map((each) => each.confirmedBy ?? null)}::text[])
    ON CONFLICT (book_id, session_id) DO UPDATE SET
      status = excluded.status, confirmed_at = excluded.confirmed_at,
      confirmed_by = excluded.confirmed_by`.execute(trx)
}

async function saveRefunds(trx: Trx, world: World): Promise<void> {
  for (const refund of changed(world, 'refunds')) {
    const state = { status: refund.status, basis: refund.basis ?? null }
    const row = {
      book_id: world.bookId,
      refund_id: refund.refundId,
      contract_id: refund.contractId,
      lot_id: refund.lotId,
      merchant_id: refund.merchantId,
      consumer_id: refund.consumerId,
      amount: refund.amountFen,
      formula: refund.formula,
      reason: refund.reason,
      slots: [...refund.slots],
      requested_at: refund.requestedAt,
      ...state,
    }
    await trx
      .insertInto('refund')
      .values(row)
      .onConflict((conflict) => conflict.columns(['book_id', 'refund_id']).doUpdateSet(state))
      .execute()
  }
}

async function savePayouts(trx: Trx, world: World): Promise<void> {
  for (const payout of changed(world, 'payouts')) {
    const row = {
      book_id: world.bookId,
      payout_id: payout.payoutId,
      run_id: payout.runId,
      merchant_id: payout.merchantId,
      amount: payout.amountFen,
      status: payout.status,
      due_at: payout.dueAt,
    }
    await trx
      .insertInto('payout')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['book_id', 'payout_id']).doUpdateSet({ status: payout.status }),
      )
      .execute()
  }
}
