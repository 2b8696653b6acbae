// The table of offers, as Kysely sees it.
import type { LotTerms } from '@ticun/protocol'
import type { TransferWish } from './world/offer.ts'

export type OfferTables = {
  offer: {
    book_id: string
    offer_id: string
    contract_id: string
    lot_id: string
    merchant_id: string
    consumer_id: string
    product_id: string
    product_version: number
    reference: string
    terms: LotTerms
    terms_sha256: string
    from_lot_id: string | null
    from_consumer_id: string | null
    transfer: TransferWish | null
    status: string
    offered_at: string
    lapses_at: string
  }
}
