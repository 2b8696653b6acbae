// Reads what a payout run has to know: what may still be disputed, what is, and who was paid when.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import { finalBefore } from '@ticun/rules'
import { disputeWindows } from '../decide/dispute-windows.ts'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import type { Merchant } from './nouns.ts'
import { lotOf } from './rows.ts'
import { moneyOf, type World } from './world.ts'

type Db = Kysely<EscrowTables>

/** By merchant id; a merchant that is absent has none. */
export type Earnings = {
  /** Fen of confirmed sessions that may still be disputed. */
  inWindowFen: Map<string, bigint>
  /** Fen frozen by open disputes. */
  disputedFen: Map<string, bigint>
  /** When it was last reckoned with (UTC). */
  lastAt: Map<string, string>
}

/** The first instant whose confirmations may still be disputed, of each merchant. */
export function bordersOf(
  world: Pick<World, 'policies' | 'calendar'>,
  merchants: Iterable<Merchant>,
  now: string,
): Map<string, string> {
  const windows = disputeWindows(world.policies.values())
  const known = new Map<string, string>()
  const borders = new Map<string, string>()
  for (const { merchantId, industry, district } of merchants) {
    const place = `${industry}\n${district}`
    const border =
      known.get(place) ??
      finalBefore(
        world.calendar,
        (day) => windows.daysOn({ industry, district, day }),
        windows.daysMax,
        now,
      )
    known.set(place, border)
    borders.set(merchantId, border)
  }
  return borders
}

type Sum = { merchant_id: string; fen: bigint }

/**
 * Σ fen of confirmed sessions that may still be disputed, by merchant: those confirmed since its
 * border, without those whose dispute is settled.
 */
export async function inWindow(
  db: Db,
  bookId: string,
  borders: ReadonlyMap<string, string>,
): Promise<Map<string, bigint>> {
  if (borders.size === 0) return new Map()
  const earliest = [...borders.values()].toSorted()[0]!
  const found = await sql<Sum>`
    SELECT s.merchant_id, sum(s.amount)::bigint AS fen FROM session s
    JOIN unnest(
      ${column([...borders.keys()])}::text[],
      ${column([...borders.values()])}::timestamptz[]) AS w (merchant_id, since)
      ON w.merchant_id = s.merchant_id AND s.confirmed_at >= w.since
    WHERE s.book_id = ${bookId} AND s.status = 'CONFIRMED'
      AND s.confirmed_at >= ${earliest}::timestamptz
      AND NOT EXISTS (SELECT FROM session_case c
        WHERE c.book_id = s.book_id AND c.session_id = s.session_id
          AND c.kind = 'DISPUTE' AND c.closed_at IS NOT NULL)
    GROUP BY s.merchant_id`.execute(db)
  return sums(found.rows)
}

/** Σ fen of open disputes, by merchant. */
export async function disputed(db: Db, bookId: string): Promise<Map<string, bigint>> {
  const found = await sql<Sum>`
    SELECT merchant_id, sum(amount)::bigint AS fen FROM session_case
    WHERE book_id = ${bookId} AND kind = 'DISPUTE' AND closed_at IS NULL
    GROUP BY merchant_id`.execute(db)
  return sums(found.rows)
}

function sums(rows: readonly Sum[]): Map<string, bigint> {
  return new Map(rows.map((row) => [row.merchant_id, row.fen]))
}

/** When merchants were last reckoned with. */
export async function lastReckoned(db: Db, bookId: string): Promise<Map<string, string>> {
  const found = await sql<{ merchant_id: string; at: string }>`
    SELECT merchant_id, max(reckoned_at) AS at FROM reckoning
    WHERE book_id = ${bookId} GROUP BY merchant_id`.execute(db)
  return new Map(found.rows.map((row) => [row.merchant_id, row.at]))
}

/** Loads it for a payout run; merchants, policies and balances have to be there. */
export async function loadEarnings(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.payoutsAt === undefined) return
  const borders = bordersOf(world, world.merchants.values(), needs.payoutsAt)
  const { bookId } = world
  world.earnings = {
    inWindowFen: await inWindow(db, bookId, borders),
    disputedFen: await disputed(db, bookId),
    lastAt: await lastReckoned(db, bookId),
  }
  await loadOwedLots(db, world)
}

/** The lots that merchants owe to: their debts are netted off. */
async function loadOwedLots(db: Db, world: World): Promise<void> {
  const debtors = [...world.merchants.keys()].filter(
    (merchantId) => moneyOf(world, merchantId).receivableFen > 0n,
  )
  if (debtors.length === 0) return
  const found = await sql<EscrowTables['whole_lot']>`
    SELECT * FROM whole_lot WHERE book_id = ${world.bookId}
      AND merchant_id = ANY(${column(debtors)}::text[])
      AND (figures ->> 'owedFen' IS NOT NULL
        OR figures ->> 'chargebackOwedFen' IS NOT NULL)`.execute(db)
  for (const each of found.rows) world.lots.set(each.lot_id, lotOf(each))
}
