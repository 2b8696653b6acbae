// Offers as those may see them who made them, or whom they were made to.
import { sql, type Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import { sumFen } from '@ticun/money'
import type { ContractView, OfferView } from '@ticun/protocol'
import { unfundedLot } from '../decide/evolve/lots.ts'
import { mayBeCalled, namesOf, shownName, type Names } from '../person/person.ts'
import type { EscrowTables } from '../tables.ts'
import { offerOf, type TransferWish } from '../world/offer.ts'
import { isSought, SEARCHED_MAX, viewContract } from './contracts.ts'
import { guardsConsumerOf } from './guardianships.ts'

type Db = Kysely<EscrowTables>
type Row = EscrowTables['offer'] & { merchant_name: string; product_name: string }

export type OfferQuery = {
  /** Offer ids come newest first; only those before this one. */
  before?: string | undefined
  limit: number
  status?: string | undefined
  /** Of the question (UTC): whom the caller guards then. */
  now: string
}

function selected(db: Db) {
  return db
    .selectFrom('offer as o')
    .innerJoin('merchant as m', (join) =>
      join.onRef('m.book_id', '=', 'o.book_id').onRef('m.merchant_id', '=', 'o.merchant_id'),
    )
    .innerJoin('product as p', (join) =>
      join.onRef('p.book_id', '=', 'o.book_id').onRef('p.product_id', '=', 'o.product_id'),
    )
    .selectAll('o')
    .select(['m.name as merchant_name', 'p.name as product_name'])
}

/** What may be accepted by the caller, or was made by a merchant who asks. */
function mine(db: Db, caller: Caller, now: string) {
  const rows = selected(db)
  const party = caller.party ?? ''
  if (caller.role === 'merchant') return rows.where('o.merchant_id', '=', party)
  if (caller.role !== 'consumer') return rows
  return rows.where((or) =>
    or.or([or('o.consumer_id', '=', party), guardsConsumerOf('o', caller, now)]),
  )
}

/** With what the caller would give: of that she sees the offer, and never its contract or code. */
function mineOrGiven(db: Db, caller: Caller, now: string) {
  if (caller.role !== 'consumer') return mine(db, caller, now)
  const party = caller.party ?? ''
  return selected(db).where((or) =>
    or.or([
      or('o.consumer_id', '=', party),
      or('o.from_consumer_id', '=', party),
      guardsConsumerOf('o', caller, now),
    ]),
  )
}

/** A page of offers, newest first. */
export async function listOffers(db: Db, caller: Caller, query: OfferQuery): Promise<OfferView[]> {
  let rows = mineOrGiven(db, caller, query.now).orderBy('o.offer_id', 'desc')
  if (query.status) rows = rows.where('o.status', '=', query.status)
  if (query.before) rows = rows.where('o.offer_id', '<', query.before)
  return viewAll(db, caller, await rows.limit(query.limit).execute())
}

/** One offer that the caller may see. */
export async function findOffer(
  db: Db,
  caller: Caller,
  offerId: string,
  now: string,
): Promise<OfferView | undefined> {
  const rows = mineOrGiven(db, caller, now).where('o.offer_id', '=', offerId)
  return (await viewAll(db, caller, await rows.execute()))[0]
}

async function viewAll(db: Db, caller: Caller, rows: readonly Row[]): Promise<OfferView[]> {
  const names = await namesOf(db, rows.map(customerOf))
  return rows.map((row) => viewOffer(row, caller, names(customerOf(row))))
}

function customerOf(row: Row) {
  return { consumerId: row.consumer_id, merchantId: row.merchant_id }
}

function viewOffer(row: Row, caller: Caller, names: Names): OfferView {
  const { fromLotId, productVersion: _, transfer, ...offer } = offerOf(row)
  const further = fromLotId === undefined ? 'RENEWAL' : 'UPGRADE'
  const own = offer.offerId === offer.contractId ? 'CONTRACT' : further
  return {
    ...offer,
    kind: transfer ? 'TRANSFER' : own,
    merchantName: row.merchant_name,
    productName: row.product_name,
    consumerName: shownName(names, caller, offer.consumerId),
    ...(fromLotId === undefined ? {} : { upgradedLotId: fromLotId }),
    ...(transfer ? { given: givenBy(transfer, caller) } : {}),
  }
}

function givenBy(
  { lots, fromConsumerId }: TransferWish,
  { party }: Caller,
): NonNullable<OfferView['given']> {
  const amountFen = sumFen(lots.map((lot) => BigInt(lot.amountFen))).toString()
  const sessions = lots.reduce((sum, { count }) => sum + count, 0)
  return { amountFen, sessions, byCaller: party === fromConsumerId }
}

/** Offers of contracts that wait, as the contracts that they would be; newest first. */
export async function offeredContracts(
  db: Db,
  caller: Caller,
  query: Omit<OfferQuery, 'status'> & { contractId?: string; search?: string | undefined },
): Promise<ContractView[]> {
  let rows = mine(db, caller, query.now)
    .where('o.status', '=', 'OPEN')
    .where('o.offer_id', '=', sql<string>`o.contract_id`)
    .orderBy('o.offer_id', 'desc')
  if (query.before) rows = rows.where('o.offer_id', '<', query.before)
  if (query.contractId) rows = rows.where('o.offer_id', '=', query.contractId)
  const { search, limit } = query
  const found = await rows.limit(search ? SEARCHED_MAX : limit).execute()
  const names = await namesOf(db, found.map(customerOf))
  const wanted = search?.toLowerCase()
  const hits = found.filter((row) => {
    if (!wanted || isSought(row, wanted)) return true
    return mayBeCalled(names(customerOf(row)), caller, row.consumer_id, wanted)
  })
  return hits.slice(0, limit).map((row) => asContract(row, caller, names(customerOf(row))))
}

function asContract(row: Row, caller: Caller, names: Names): ContractView {
  const offer = offerOf(row)
  const { contractId, merchantId, consumerId, productId, reference, terms, termsSha256 } = offer
  const ids = { contractId, merchantId, consumerId, productId }
  const shown = { merchantName: row.merchant_name, productName: row.product_name }
  const agreed = { reference, terms, termsSha256, signedAt: offer.offeredAt }
  const lot = unfundedLot({ type: 'contract.signed', occurredAt: offer.offeredAt, data: offer })
  const view = viewContract({ ...ids, ...shown, ...agreed }, [lot], caller, names)
  const lots = view.lots.map((each) => ({ ...each, status: 'OFFERED' as const }))
  return { ...view, status: 'OFFERED', lots }
}

/** The book of an offer. */
export async function placeOfOffer(
  db: Db,
  offerId: string,
): Promise<{ bookId: string } | undefined> {
  const row = await db
    .selectFrom('offer')
    .select('book_id')
    .where('offer_id', '=', offerId)
    .where('book_id', 'in', db.selectFrom('book').select('book_id'))
    .executeTakeFirst()
  return row && { bookId: row.book_id }
}
