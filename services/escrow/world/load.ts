// Reads what a batch needs into a world: one statement per noun, none for what is there already.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import { loadGuardianships } from './guardianship.ts'
import { loadHolds } from './holds.ts'
import { loadBalances } from './load-balances.ts'
import { loadCases, loadUnfunded, needMerchants } from './load-cases.ts'
import { noteMet, noteTold, noteUnconfirmed } from './note-sessions.ts'
import { loadChargebacks } from './load-chargebacks.ts'
import { loadEarnings } from './load-earnings.ts'
import { missing } from './missing.ts'
import type { Needs } from './needs.ts'
import { loadMassItems, loadMassRefunds } from './load-mass-refunds.ts'
import { loadReserves } from './load-reserve.ts'
import { loadOpenMoney } from './load-merchant-money.ts'
import { loadInterest } from './load-interest.ts'
import { loadMovable } from './load-movable.ts'
import { loadOffers } from './offer.ts'
import { calendarId, loadProposals } from './proposal.ts'
import { loadCalendar, loadDue, needLapsing } from './load-time.ts'
import * as row from './rows.ts'
import { loadTaken } from './taken.ts'
import { customerKey, keepSession, type World } from './world.ts'

type Db = Kysely<EscrowTables>

/**
 * Loads what the needs name and the world lacks. What was read is true as long as the chain head's
 * version is the one that the world belongs to; the caller sees to that.
 */
export async function loadMissing(db: Db, world: World, needs: Needs): Promise<void> {
  if (!world.book) await loadBook(db, world, needs)
  await loadTaken(db, world, needs.names)
  await loadDue(db, world, needs)
  await loadMovable(db, world, needs)
  await loadMassRefunds(db, world, needs)
  await loadMassItems(db, world, needs)
  await loadUnfunded(db, world, needs)
  await noteUnconfirmed(db, world, needs)
  await noteMet(db, world, needs)
  await noteTold(db, world, needs)
  await loadSessions(db, world, needs)
  await loadCases(db, world, needs)
  await loadChargebacks(db, world, needs)
  await loadRefunds(db, world, needs)
  await loadPayouts(db, world, needs)
  await loadInterest(db, world, needs)
  await loadOffers(db, world, needs)
  await loadProducts(db, world, needs)
  await loadCustomers(db, world, needs)
  await loadTakenLots(db, world, needs)
  await loadContracts(db, world, needs)
  needLapsing(world, needs)
  await loadSuspense(db, world, needs)
  await loadProposals(db, world, proposedAbout(needs))
  await loadGuardianships(db, world, needs)
  needMerchants(world, needs)
  await loadMerchants(db, world, needs)
  await loadBalances(db, world, needs)
  await loadOpenMoney(db, world, needs.openMoney)
  await loadReserves(db, world, needs.reserves)
  await loadEarnings(db, world, needs)
}

function proposedAbout({ suspense, interest, notices }: Needs): Set<string> {
  const years = notices.map(({ year }) => calendarId(year))
  return new Set([...suspense, ...interest.map(({ interestId }) => interestId), ...years])
}

/** The book, its policies and its holds: few, and any decision may ask for one. */
async function loadBook(db: Db, world: World, needs: Needs): Promise<void> {
  const found = await sql<EscrowTables['book']>`
    SELECT * FROM book WHERE book_id = ${world.bookId}`.execute(db)
  if (!found.rows[0]) return
  world.book = row.bookOf(found.rows[0])
  const policies = await sql<EscrowTables['policy']>`
    SELECT * FROM policy WHERE book_id = ${world.bookId}`.execute(db)
  for (const each of policies.rows) world.policies.set(each.policy_id, row.policyOf(each))
  await loadCalendar(db, world)
  await loadHolds(db, world, needs.holds)
}

async function loadSessions(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.sessions, needs.sessions)
  if (ids) {
    const found = await sql<EscrowTables['session']>`
      SELECT * FROM session
      WHERE book_id = ${world.bookId} AND session_id = ANY(${ids}::text[])`.execute(db)
    for (const each of found.rows) keepSession(world, row.sessionOf(each))
  }
  for (const id of needs.sessions) addContract(needs, world.sessions.get(id))
}

async function loadRefunds(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.refunds, needs.refunds)
  if (ids) {
    const found = await sql<EscrowTables['refund']>`
      SELECT * FROM refund
      WHERE book_id = ${world.bookId} AND refund_id = ANY(${ids}::text[])`.execute(db)
    for (const each of found.rows) world.refunds.set(each.refund_id, row.refundOf(each))
  }
  for (const id of needs.refunds) addContract(needs, world.refunds.get(id))
}

function addContract(needs: Needs, owned: { contractId: string } | undefined): void {
  if (owned) needs.contracts.add(owned.contractId)
}

async function loadPayouts(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.payouts, needs.payouts)
  if (!ids) return
  const found = await sql<EscrowTables['payout']>`
    SELECT * FROM payout
    WHERE book_id = ${world.bookId} AND payout_id = ANY(${ids}::text[])`.execute(db)
  for (const each of found.rows) world.payouts.set(each.payout_id, row.payoutOf(each))
}

async function loadSuspense(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.suspense, needs.suspense)
  if (!ids) return
  const found = await sql<EscrowTables['suspense']>`
    SELECT * FROM suspense
    WHERE book_id = ${world.bookId} AND suspense_id = ANY(${ids}::text[])`.execute(db)
  for (const each of found.rows) world.suspense.set(each.suspense_id, row.suspenseOf(each))
}

async function loadProducts(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.products, needs.products)
  if (ids) {
    const found = await sql<EscrowTables['product']>`
      SELECT * FROM product
      WHERE book_id = ${world.bookId} AND product_id = ANY(${ids}::text[])`.execute(db)
    for (const each of found.rows) world.products.set(each.product_id, row.productOf(each))
  }
  for (const id of needs.products) {
    const product = world.products.get(id)
    if (product) needs.merchants.add(product.merchantId)
  }
}

/**
 * Which contracts the consumers have at the merchants of the products, of those too that are only
 * listed in this batch: caps are held to them. Each pair is asked for once, or a contract would
 * come back twice and count twice. They are found by the consumer (OFFSET forbids another way): a
 * merchant has many contracts, a consumer few.
 */
async function loadCustomers(db: Db, world: World, needs: Needs): Promise<void> {
  const pairs = [...needs.consumers].flatMap((consumerId) =>
    Array.from(needs.merchants, (merchantId) => ({ merchantId, consumerId })),
  )
  const unknown = pairs.filter((pair) => !world.contractsOf.has(keyOf(pair)))
  if (unknown.length > 0) {
    for (const pair of unknown) world.contractsOf.set(keyOf(pair), [])
    const found = await sql<{ merchantId: string; consumerId: string; contractId: string }>`
      SELECT merchant_id AS "merchantId", consumer_id AS "consumerId", contract_id AS "contractId"
      FROM unnest(
        ${column(unknown.map((pair) => pair.merchantId))}::text[],
        ${column(unknown.map((pair) => pair.consumerId))}::text[]) AS wanted (merchant, consumer)
      CROSS JOIN LATERAL (
        SELECT * FROM contract WHERE consumer_id = wanted.consumer OFFSET 0
      ) bought
      WHERE book_id = ${world.bookId} AND merchant_id = wanted.merchant
      ORDER BY contract_id`.execute(db)
    for (const each of found.rows) world.contractsOf.get(keyOf(each))!.push(each.contractId)
  }
  for (const pair of pairs) {
    for (const contractId of world.contractsOf.get(keyOf(pair))!) needs.contracts.add(contractId)
  }
}

function keyOf({ merchantId, consumerId }: { merchantId: string; consumerId: string }): string {
  return customerKey(merchantId, consumerId)
}

/** A lot whose id somebody wants to give again brings its contract along. */
async function loadTakenLots(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.lots, needs.lots)
  if (!ids) return
  const found = await sql<{ contract_id: string }>`
    SELECT contract_id FROM lot
    WHERE book_id = ${world.bookId} AND lot_id = ANY(${ids}::text[])`.execute(db)
  for (const each of found.rows) needs.contracts.add(each.contract_id)
}

type ContractRow = EscrowTables['contract'] & { merchant_name: string }

/** Each by its keys (LIMIT forbids a join): a plan made for few would else read the whole book. */
async function loadContracts(db: Db, world: World, needs: Needs): Promise<void> {
  const ids = missing(world.contracts, needs.contracts)
  if (!ids) return
  const found = await sql<ContractRow>`
    SELECT c.*, m.name AS merchant_name FROM unnest(${ids}::text[]) AS wanted (id)
    CROSS JOIN LATERAL (SELECT * FROM contract
      WHERE book_id = ${world.bookId} AND contract_id = wanted.id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT name FROM merchant
      WHERE book_id = c.book_id AND merchant_id = c.merchant_id LIMIT 1) m`.execute(db)
  for (const each of found.rows) {
    world.contracts.set(each.contract_id, row.contractOf(each, each.merchant_name))
    world.lotsOf.set(each.contract_id, [])
    needs.merchants.add(each.merchant_id)
  }
  await loadLots(db, world, ids)
}

/** All lots of these contracts, oldest first. */
async function loadLots(db: Db, world: World, contractIds: string): Promise<void> {
  const found = await sql<EscrowTables['whole_lot']>`
    SELECT l.* FROM unnest(${contractIds}::text[]) AS wanted (id)
    CROSS JOIN LATERAL (SELECT * FROM whole_lot
      WHERE book_id = ${world.bookId} AND contract_id = wanted.id
      ORDER BY added_at, lot_id OFFSET 0) l`.execute(db)
  for (const each of found.rows) {
    world.lots.set(each.lot_id, row.lotOf(each))
    world.lotsOf.get(each.contract_id)!.push(each.lot_id)
  }
}

async function loadMerchants(db: Db, world: World, needs: Needs): Promise<void> {
  const isForAll = needs.payoutsAt !== undefined
  const ids = isForAll ? '{}' : missing(world.merchants, needs.merchants)
  if (!ids) return
  const found = await sql<EscrowTables['merchant']>`
    SELECT * FROM merchant WHERE book_id = ${world.bookId}
      AND (${isForAll}::boolean OR merchant_id = ANY(${ids}::text[]))`.execute(db)
  for (const each of found.rows) world.merchants.set(each.merchant_id, row.merchantOf(each))
}
