// What a policy would touch if it held: read from the book, nothing changes.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import {
  ANYWHERE,
  newId,
  type LotKind,
  type PolicyDraft,
  type PolicyKey,
  type PolicyPreview,
} from '@ticun/protocol'
import {
  capBreaches,
  capsOf,
  NOTHING_OUTSTANDING,
  NOTHING_PREPAID,
  prepaidBy,
  shanghaiDate,
  type Outstanding,
  type PolicyRow,
  type Prepaid,
} from '@ticun/rules'
import { outstandingOf, prepaidOn } from '../decide/caps.ts'
import { placeOf, policyRows } from '../decide/policy-of.ts'
import type { EscrowTables } from '../tables.ts'
import type { Lot } from '../world/nouns.ts'
import { lotOf, productOf } from '../world/rows.ts'
import { policiesOf } from './policies.ts'

type Db = Kysely<EscrowTables>
type Place = { industry: string; district: string }

const FIRST_SHOWN_MAX = 10

/** Timers that follow from a key; they run on with the date that they were set to. */
const TIMERS: Partial<Record<PolicyKey, readonly string[]>> = {
  deemed_confirm_working_days: ['CONFIRM_SESSION'],
  unconfirmed_days: ['LAPSE_SESSION'],
  refund_review_working_days: ['AGREE_REFUND'],
  part_payment_days: ['LAPSE_PART_PAYMENT', 'LAPSE_UPGRADE'],
  notice_days: ['END_NOTICE'],
}

/** Holds the book against the rows with and without the draft, on its first day or today. */
export async function previewPolicy(
  db: Db,
  bookId: string,
  draft: PolicyDraft,
  now: string,
): Promise<PolicyPreview> {
  const rows = policyRows(await policiesOf(db, bookId))
  // A fresh id sorts last, so the draft beats an equal row as it would once it is set.
  const candidate: PolicyRow = { ...draft, policyId: newId('pol'), setBy: 'preview' }
  const today = shanghaiDate(now)
  const day = draft.from > today ? draft.from : today
  const isNew = breachesOnlyWith(rows, candidate, `${day}T04:00:00.000Z`)
  const [products, customers] = await Promise.all([
    productsIn(db, bookId, draft),
    customersIn(db, bookId, draft),
  ])
  const refused = products.filter(({ terms, place }) =>
    isNew(place, terms.kind, prepaidBy(terms, BigInt(terms.priceFen)), NOTHING_OUTSTANDING),
  )
  const over = customers.map(({ consumerId, lots, place }) => ({
    consumerId,
    lots: lots.filter((lot) => {
      const { kind } = lot.terms
      const isOpen = prepaidOn(lot).fen > 0n
      return isOpen && isNew(place, kind, NOTHING_PREPAID, outstandingOf(lots, kind))
    }),
  }))
  const overCap = over.filter(({ lots }) => lots.length > 0)
  return {
    productsRefused: touched(refused.map(({ productId }) => productId)),
    consumersOverCap: touched([...new Set(overCap.map(({ consumerId }) => consumerId))]),
    lotsOverCap: touched(overCap.flatMap(({ lots }) => lots.map(({ lotId }) => lotId))),
    timersKept: touched(await timersIn(db, bookId, draft)),
    contractsKept: await contractsIn(db, bookId, draft),
  }
}

function touched(ids: readonly string[]) {
  return { count: ids.length, first: ids.slice(0, FIRST_SHOWN_MAX) }
}

/** Whether something breaks a cap with the candidate that it keeps without it. */
function breachesOnlyWith(rows: readonly PolicyRow[], candidate: PolicyRow, at: string) {
  const breaks = (all: readonly PolicyRow[], place: Place, kind: LotKind, ...what: Held) =>
    capBreaches(capsOf(all, { ...placeOf(place, at), kind }), ...what).length > 0
  return (place: Place, kind: LotKind, ...what: Held) =>
    breaks([...rows, candidate], place, kind, ...what) && !breaks(rows, place, kind, ...what)
}

type Held = [offer: Prepaid, had: Outstanding]

/** The merchants that a policy is about. */
function merchantsIn({ industry, district }: PolicyDraft) {
  return sql<boolean>`(${industry} = ${ANYWHERE} OR m.industry = ${industry})
    AND (${district} = ${ANYWHERE} OR m.district = ${district})`
}

async function productsIn(db: Db, bookId: string, draft: PolicyDraft) {
  const found = await sql<EscrowTables['product'] & Place>`
    SELECT p.*, m.industry, m.district FROM product p
    JOIN merchant m ON m.book_id = p.book_id AND m.merchant_id = p.merchant_id
    WHERE p.book_id = ${bookId} AND p.withdrawn_at IS NULL AND ${merchantsIn(draft)}
    ORDER BY p.product_id`.execute(db)
  return found.rows.map((row) => ({ ...productOf(row), place: row }))
}

/** Consumers at merchants, each with all her lots there. */
async function customersIn(db: Db, bookId: string, draft: PolicyDraft) {
  const found = await sql<EscrowTables['whole_lot'] & Place & { consumer_id: string }>`
    SELECT l.*, c.consumer_id, m.industry, m.district FROM whole_lot l
    JOIN contract c ON c.book_id = l.book_id AND c.contract_id = l.contract_id
    JOIN merchant m ON m.book_id = l.book_id AND m.merchant_id = l.merchant_id
    WHERE l.book_id = ${bookId} AND ${merchantsIn(draft)}
    ORDER BY c.consumer_id, l.lot_id`.execute(db)
  const customers = new Map<string, { consumerId: string; lots: Lot[]; place: Place }>()
  for (const row of found.rows) {
    const key = `${row.merchant_id}/${row.consumer_id}`
    const known = customers.get(key) ?? { consumerId: row.consumer_id, lots: [], place: row }
    known.lots.push(lotOf(row))
    customers.set(key, known)
  }
  return [...customers.values()]
}

async function timersIn(db: Db, bookId: string, draft: PolicyDraft): Promise<string[]> {
  const kinds = TIMERS[draft.key]
  if (!kinds) return []
  const found = await sql<{ subject: string }>`
    SELECT t.subject FROM timer t
    LEFT JOIN session s ON s.book_id = t.book_id AND s.session_id = t.subject
    LEFT JOIN refund r ON r.book_id = t.book_id AND r.refund_id = t.subject
    LEFT JOIN lot l ON l.book_id = t.book_id AND l.lot_id = t.subject
    JOIN merchant m ON m.book_id = t.book_id
      AND m.merchant_id = coalesce(s.merchant_id, r.merchant_id, l.merchant_id, t.subject)
    WHERE t.book_id = ${bookId} AND t.kind = ANY(${column(kinds)}::text[])
      AND ${merchantsIn(draft)}
    ORDER BY t.due_at, t.subject`.execute(db)
  return found.rows.map((row) => row.subject)
}

async function contractsIn(db: Db, bookId: string, draft: PolicyDraft): Promise<number> {
  const found = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM contract c
    JOIN merchant m ON m.book_id = c.book_id AND m.merchant_id = c.merchant_id
    WHERE c.book_id = ${bookId} AND ${merchantsIn(draft)}`.execute(db)
  return found.rows[0]!.count
}
