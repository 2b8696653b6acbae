// Reads the world of a batch: one statement per noun, and none for a noun that nobody needs.
import { sql, type Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import * as row from './rows.ts'
import { emptyWorld, type World } from './world.ts'

type Trx = Transaction<EscrowTables>

/** Loads what the needs name. The book's chain must be locked: then nothing read here can change. */
export async function loadWorld(trx: Trx, bookId: string, needs: Needs): Promise<World> {
  const world = emptyWorld(bookId)
  const book = await trx
    .selectFrom('book')
    .selectAll()
    .where('book_id', '=', bookId)
    .executeTakeFirst()
  if (book) world.book = row.bookOf(book)
  await loadSessions(trx, world, needs)
  await loadRefunds(trx, world, needs)
  await loadPayouts(trx, world, needs)
  await loadProducts(trx, world, needs)
  await loadContracts(trx, world, needs)
  await loadMerchants(trx, world, needs)
  if (needs.payable) await loadPayable(trx, world)
  return world
}

async function loadSessions(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.sessions.size === 0) return
  const found = await sql<EscrowTables['session']>`
    SELECT * FROM session WHERE book_id = ${world.bookId}
      AND session_id = ANY(${[...needs.sessions]}::text[])`.execute(trx)
  for (const each of found.rows) {
    world.sessions.set(each.session_id, row.sessionOf(each))
    needs.contracts.add(each.contract_id)
  }
}

async function loadRefunds(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.refunds.size === 0) return
  const found = await sql<EscrowTables['refund']>`
    SELECT * FROM refund WHERE book_id = ${world.bookId}
      AND refund_id = ANY(${[...needs.refunds]}::text[])`.execute(trx)
  for (const each of found.rows) {
    world.refunds.set(each.refund_id, row.refundOf(each))
    needs.contracts.add(each.contract_id)
  }
}

async function loadPayouts(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.payouts.size === 0) return
  const found = await sql<EscrowTables['payout']>`
    SELECT * FROM payout WHERE book_id = ${world.bookId}
      AND payout_id = ANY(${[...needs.payouts]}::text[])`.execute(trx)
  for (const each of found.rows) world.payouts.set(each.payout_id, row.payoutOf(each))
}

async function loadProducts(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.products.size === 0) return
  const found = await sql<EscrowTables['product']>`
    SELECT * FROM product WHERE book_id = ${world.bookId}
      AND product_id = ANY(${[...needs.products]}::text[])`.execute(trx)
  for (const each of found.rows) {
    world.products.set(each.product_id, row.productOf(each))
    needs.merchants.add(each.merchant_id)
  }
}

async function loadContracts(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.contracts.size === 0) return
  const found = await sql<
    EscrowTables['contract'] & EscrowTables['lot'] & { merchant_name: string }
  >`
    SELECT c.*, l.*, m.name AS merchant_name FROM contract c
    JOIN lot l ON l.book_id = c.book_id AND l.contract_id = c.contract_id
    JOIN merchant m ON m.book_id = c.book_id AND m.merchant_id = c.merchant_id
    WHERE c.book_id = ${world.bookId} AND c.contract_id = ANY(${[...needs.contracts]}::text[])`.execute(
    trx,
  )
  for (const each of found.rows) {
    world.contracts.set(each.contract_id, row.contractOf(each, each.merchant_name))
    world.lots.set(each.contract_id, row.lotOf(each))
  }
}

async function loadMerchants(trx: Trx, world: World, needs: Needs): Promise<void> {
  if (needs.merchants.size === 0 && !needs.payable) return
  const found = await sql<EscrowTables['merchant']>`
    SELECT * FROM merchant WHERE book_id = ${world.bookId}
      AND (${needs.payable} OR merchant_id = ANY(${[...needs.merchants]}::text[]))`.execute(trx)
  for (const each of found.rows) world.merchants.set(each.merchant_id, row.merchantOf(each))
}

async function loadPayable(trx: Trx, world: World): Promise<void> {
  const found = await sql<{ account: string; balance: bigint }>`
    SELECT account, balance FROM account_head
    WHERE book_id = ${world.bookId} AND account >= '2003/' AND account < '20030'`.execute(trx)
  for (const each of found.rows) {
    world.payable.set(each.account.slice('2003/'.length), -each.balance)
  }
}
