// Offers in the world: by what they would become, a contract or a further lot of one.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { GivenLot, LotTerms, OfferStatus } from '@ticun/protocol'
import type { EscrowTables } from '../tables.ts'
import { missing } from './missing.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

/** Whose lots, of which contract, become lots of a new contract or of one there is. */
export type TransferWish = {
  fromContractId: string
  fromConsumerId: string
  isNewContract: boolean
  lots: readonly GivenLot[]
}

export type Offer = {
  /** `ctr_…` of a contract, `lot_…` of a further lot. */
  offerId: string
  contractId: string
  lotId: string
  merchantId: string
  consumerId: string
  productId: string
  productVersion: number
  reference: string
  terms: LotTerms
  termsSha256: string
  /** The lot whose value an upgrade would take up. */
  fromLotId: string | undefined
  /** What a consumer would give of her lots. */
  transfer: TransferWish | undefined
  status: OfferStatus
  offeredAt: string
  lapsesAt: string
}

/**
 * Loads offers, and for those that wait what accepting them is held against: her contracts there,
 * and whether the ids are taken.
 */
export async function loadOffers(
  db: Kysely<EscrowTables>,
  world: World,
  needs: Needs,
): Promise<void> {
  const ids = missing(world.offers, needs.offers)
  if (ids) {
    const found = await sql<EscrowTables['offer']>`
      SELECT * FROM offer
      WHERE book_id = ${world.bookId} AND offer_id = ANY(${ids}::text[])`.execute(db)
    for (const row of found.rows) world.offers.set(row.offer_id, offerOf(row))
  }
  for (const id of needs.offers) {
    const offer = world.offers.get(id)
    if (offer?.status !== 'OPEN') continue
    needs.consumers.add(offer.consumerId)
    needs.products.add(offer.productId)
    needs.contracts.add(offer.contractId)
    needs.lots.add(offer.lotId)
    if (!offer.transfer) continue
    needs.contracts.add(offer.transfer.fromContractId)
    for (const { lotId } of offer.transfer.lots) needs.lots.add(lotId)
  }
}

export function offerOf(row: EscrowTables['offer']): Offer {
  return {
    offerId: row.offer_id,
    contractId: row.contract_id,
    lotId: row.lot_id,
    merchantId: row.merchant_id,
    consumerId: row.consumer_id,
    productId: row.product_id,
    productVersion: row.product_version,
    reference: row.reference,
    terms: row.terms,
    termsSha256: row.terms_sha256,
    fromLotId: row.from_lot_id ?? undefined,
    transfer: row.transfer ?? undefined,
    status: row.status as OfferStatus,
    offeredAt: row.offered_at,
    lapsesAt: row.lapses_at,
  }
}

/** Saves them, a statement each: a gym makes a few a day. */
export async function saveOffers(
  trx: Transaction<EscrowTables>,
  bookId: string,
  all: readonly Offer[],
): Promise<void> {
  for (const each of all) {
    const state = { status: each.status }
    const ids = { offer_id: each.offerId, contract_id: each.contractId, lot_id: each.lotId }
    const whose = { merchant_id: each.merchantId, consumer_id: each.consumerId }
    const what = { product_id: each.productId, product_version: each.productVersion }
    const agreed = { terms: each.terms, terms_sha256: each.termsSha256 }
    const times = { offered_at: each.offeredAt, lapses_at: each.lapsesAt }
    const { reference, fromLotId = null, transfer } = each
    const given = { from_consumer_id: transfer?.fromConsumerId ?? null, transfer: transfer ?? null }
    const rest = { reference, from_lot_id: fromLotId, ...given }
    await trx
      .insertInto('offer')
      .values({
        book_id: bookId,
        ...ids,
        ...whose,
        ...what,
        ...agreed,
        ...rest,
        ...times,
        ...state,
      })
      .onConflict((conflict) => conflict.columns(['book_id', 'offer_id']).doUpdateSet(state))
      .execute()
  }
}
