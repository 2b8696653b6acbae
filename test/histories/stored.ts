// Everything that Postgres holds of a book, and what the facts alone lead to, as lists to compare.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import type { EscrowTables } from '@ticun/escrow/in-process'
import { chargebackOf } from '../../services/escrow/world/chargeback.ts'
import { guardianshipOf } from '../../services/escrow/world/guardianship.ts'
import { massItemOf, massRefundOf } from '../../services/escrow/world/load-mass-refunds.ts'
import { offerOf } from '../../services/escrow/world/offer.ts'
import { reckoningKey, type Reckoning } from '../../services/escrow/world/nouns.ts'
import * as row from '../../services/escrow/world/rows.ts'
import { timerKey, type TimerKind } from '../../services/escrow/world/timer.ts'
import type { World } from '../../services/escrow/world/world.ts'

type Nouns = Record<string, unknown[]>

/** Codes are spent by commands and said by no fact; absent and undefined are one. */
function plain(value: object): unknown {
  const known = Object.entries(value).filter(
    ([name, each]) => each !== undefined && name !== 'codeWindow' && name !== 'bookId',
  )
  return JSON.parse(
    JSON.stringify(Object.fromEntries(known), (_key, each: unknown) =>
      typeof each === 'bigint' ? `${each}n` : each,
    ),
  )
}

function sorted(values: Iterable<object>, key: (value: never) => string): unknown[] {
  return [...values].toSorted((a, b) => (key(a as never) < key(b as never) ? -1 : 1)).map(plain)
}

/** What Postgres holds of a book, noun by noun, by id. */
export async function storedNouns(db: Database<EscrowTables>, bookId: string): Promise<Nouns> {
  const all = async <T extends keyof EscrowTables>(table: T) => {
    const found = await sql<EscrowTables[T]>`
      SELECT * FROM ${sql.table(table)} WHERE book_id = ${bookId}`.execute(db)
    return found.rows
  }
  const merchants = await all('merchant')
  const names = new Map(merchants.map((each) => [each.merchant_id, each.name]))
  const contracts = await all('contract')
  const holds = await all('hold')
  const timers = await all('timer')
  const years = await all('calendar_year')
  return {
    merchants: sorted(
      merchants.map(row.merchantOf),
      (each: { merchantId: string }) => each.merchantId,
    ),
    products: sorted((await all('product')).map(row.productOf), byProduct),
    contracts: sorted(
      contracts.map((each) => row.contractOf(each, names.get(each.merchant_id)!)),
      byContract,
    ),
    lots: sorted((await all('whole_lot')).map(row.lotOf), byLot),
    sessions: sorted((await all('session')).map(row.sessionOf), bySession),
    cases: sorted((await all('session_case')).map(row.sessionCaseOf), bySession),
    refunds: sorted((await all('refund')).map(row.refundOf), byRefund),
    chargebacks: sorted((await all('chargeback')).map(chargebackOf), byChargeback),
    suspense: sorted((await all('suspense')).map(row.suspenseOf), bySuspense),
    payouts: sorted((await all('payout')).map(row.payoutOf), byPayout),
    policies: sorted((await all('policy')).map(row.policyOf), byPolicy),
    reckonings: sorted((await all('reckoning')).map(reckoningOf), reckoningKey),
    massRefunds: sorted((await all('mass_refund')).map(massRefundOf), byMass),
    massItems: sorted((await all('mass_refund_item')).map(massItemOf), byItem),
    holds: sorted(holds.map(holdOf), byHold),
    offers: sorted((await all('offer')).map(offerOf), byOffer),
    guardianships: sorted((await all('guardianship')).map(guardianshipOf), byGuardianship),
    timers: sorted(timers.map(timerIn), timerKey),
    years: sorted(years.map(yearOf), byYear),
  }
}

/** The same of a world that was folded out of facts. */
export function foldedNouns(world: World): Nouns {
  return {
    merchants: sorted(world.merchants.values(), (each: { merchantId: string }) => each.merchantId),
    products: sorted(world.products.values(), byProduct),
    contracts: sorted(world.contracts.values(), byContract),
    lots: sorted(world.lots.values(), byLot),
    sessions: sorted(world.sessions.values(), bySession),
    cases: sorted(world.cases.values(), bySession),
    refunds: sorted(world.refunds.values(), byRefund),
    chargebacks: sorted(world.chargebacks.values(), byChargeback),
    suspense: sorted(world.suspense.values(), bySuspense),
    payouts: sorted(world.payouts.values(), byPayout),
    policies: sorted(world.policies.values(), byPolicy),
    reckonings: sorted(world.reckonings.values(), reckoningKey),
    massRefunds: sorted(world.massRefunds.values(), byMass),
    massItems: sorted(world.massItems.values(), byItem),
    holds: sorted(world.holds.values(), byHold),
    offers: sorted(world.offers.values(), byOffer),
    guardianships: sorted(world.guardianships.values(), byGuardianship),
    timers: sorted(world.timers.values(), timerKey),
    years: sorted(world.calendarYears.values(), byYear),
  }
}

const byProduct = (each: { productId: string }) => each.productId
const byContract = (each: { contractId: string }) => each.contractId
const byLot = (each: { lotId: string }) => each.lotId
const bySession = (each: { sessionId: string }) => each.sessionId
const byRefund = (each: { refundId: string }) => each.refundId
const byChargeback = (each: { chargebackId: string }) => each.chargebackId
const bySuspense = (each: { suspenseId: string }) => each.suspenseId
const byPayout = (each: { payoutId: string }) => each.payoutId
const byPolicy = (each: { policyId: string }) => each.policyId
const byMass = (each: { massRefundId: string }) => each.massRefundId
const byItem = (each: { massRefundId: string; lotId: string }) => each.massRefundId + each.lotId
const byYear = ({ year }: { year: number }) => String(year)
const byOffer = (each: { offerId: string }) => each.offerId
const byGuardianship = (each: { guardianshipId: string }) => each.guardianshipId
const byHold = (each: { holdId: string }) => each.holdId

function reckoningOf(each: EscrowTables['reckoning']): Reckoning {
  return {
    runId: each.run_id,
    merchantId: each.merchant_id,
    reckonedAt: each.reckoned_at,
    payableFen: each.payable,
    nettedFen: each.netted,
    withheldFen: each.withheld,
    paidFen: each.paid,
    inWindowFen: each.in_window,
    heldFen: each.held,
  }
}

function yearOf(row: EscrowTables['calendar_year']) {
  const { year, holidays, workdays, source } = row
  return { year, holidays, workdays, source, suppliedAt: row.supplied_at ?? undefined }
}

function holdOf(each: EscrowTables['hold']) {
  return {
    holdId: each.hold_id,
    scope: each.scope,
    subjectId: each.subject_id,
    amountFen: each.amount ?? undefined,
    placedAt: each.placed_at,
    liftedAt: each.lifted_at ?? undefined,
  }
}

function timerIn(each: EscrowTables['timer']) {
  const { kind, subject, due_at: dueAt, contract_id: contract, merchant_id: merchant } = each
  const whose = { contractId: contract ?? undefined, merchantId: merchant ?? undefined }
  return { kind: kind as TimerKind, subject, dueAt, ...whose }
}

/** Without the book's own clock: what was recorded when depends on how it was batched. */
export function untimed(nouns: Nouns): unknown {
  return JSON.parse(
    JSON.stringify(nouns, (key, each: unknown) => (key === 'recordedAt' ? undefined : each)),
  )
}
