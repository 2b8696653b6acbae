// A merchant's money: held for its members, earned, still disputable, owed, paid, and what is next.
import { sql, type Kysely } from 'kysely'
import { balance } from '@ticun/ledger'
import { sumFen } from '@ticun/money'
import { refuse } from '@ticun/protocol'
import { account, fenIn, lotBalance, lotSchedule, nextPayoutOn } from '@ticun/rules'
import { policyValue } from '../decide/policy-of.ts'
import type { EscrowTables } from '../tables.ts'
import { bordersOf, disputed, inWindow } from '../world/load-earnings.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import type { Lot } from '../world/nouns.ts'
import { lotOf } from '../world/rows.ts'
import { emptyWorld } from '../world/world.ts'

type Db = Kysely<EscrowTables>

/** All of it in fen, at an instant (UTC). Refused: unknown_merchant. */
export async function merchantSummary(db: Db, bookId: string, merchantId: string, now: string) {
  const world = emptyWorld(bookId)
  const needs = needsOf([], false)
  needs.merchants.add(merchantId)
  await loadMissing(db, world, needs)
  const merchant = world.merchants.get(merchantId)
  if (!merchant) return refuse('unknown_merchant', merchantId)
  const borders = bordersOf(world, [merchant], now)
  const fen = async (code: '1101' | '2003' | '2008') =>
    (await balance(db, bookId, account(code, merchantId))).toString()
  const cycle = policyValue(world, 'payout_cycle', merchantId, now)
  return {
    merchantId,
    ...(await lotFigures(db, bookId, merchantId)),
    payableFen: await fen('2003'),
    inWindowFen: ((await inWindow(db, bookId, borders)).get(merchantId) ?? 0n).toString(),
    disputedFen: ((await disputed(db, bookId)).get(merchantId) ?? 0n).toString(),
    reserveFen: await fen('2008'),
    receivableFen: await fen('1101'),
    nextPayoutOn: nextPayoutOn(cycle, now, await lastReckonedAt(db, merchantId)),
    ...(await payoutFigures(db, merchantId)),
  }
}

async function lastReckonedAt(db: Db, merchantId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('reckoning')
    .select('reckoned_at')
    .where('merchant_id', '=', merchantId)
    .orderBy('reckoned_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reckoned_at
}

async function lotFigures(db: Db, bookId: string, merchantId: string) {
  const found = await sql<EscrowTables['whole_lot']>`
    SELECT * FROM whole_lot
    WHERE book_id = ${bookId} AND merchant_id = ${merchantId} AND paid_at IS NOT NULL`.execute(db)
  const lots = found.rows.map(lotOf)
  const awaitingFen = (lot: Lot) => fenIn(lotSchedule(lot), lot.slotStates, ['S'])
  const money = lots.map((lot) => lotBalance(lot))
  const earned = money.map(({ earnedFen, adjustedFen }) => earnedFen + adjustedFen)
  return {
    contracts: new Set(lots.map(({ contractId }) => contractId)).size,
    heldFen: sumFen(money.map(({ heldFen }) => heldFen)).toString(),
    awaitingFen: sumFen(lots.map(awaitingFen)).toString(),
    earnedFen: sumFen(earned).toString(),
  }
}

async function payoutFigures(db: Db, merchantId: string) {
  const payouts = await db
    .selectFrom('payout')
    .select(['status', sql<string>`sum(amount)::text`.as('fen')])
    .where('merchant_id', '=', merchantId)
    .groupBy('status')
    .execute()
  const paidOf = (status: string) => payouts.find((row) => row.status === status)?.fen ?? '0'
  return { inTransitFen: paidOf('DUE'), paidFen: paidOf('PAID') }
}
