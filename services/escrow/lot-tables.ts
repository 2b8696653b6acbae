// Lots as Kysely sees them: what was agreed and paid, what is used of it, and both for readers.
import type { LotTerms } from '@ticun/protocol'

type Lot = {
  book_id: string
  lot_id: string
  contract_id: string
  merchant_id: string
  product_id: string
  product_version: number
  origin: string
  from_lot_id: string | null
  reference: string
  terms: LotTerms
  terms_sha256: string
  price: bigint
  expected: bigint
  received: bigint
  /** Amounts as text. */
  deposits: {
    depositId: string
    amountFen: string
    paidAt: string
    refundedFen: string
    chargedBackFen?: string
  }[]
  /** Fen as text, by name of the figure. */
  figures: Record<string, string>
  added_at: string
  paid_at: string | null
  starts_on: string | null
  valid_until: string | null
  suspended_from: string | null
  suspended_until: string | null
  suspended_days: number
  chargeback_id: string | null
}

/** What a session changes of a lot. */
type LotUse = {
  book_id: string
  contract_id: string
  lot_id: string
  status: string
  slot_states: string
  code_window: bigint
}

export type LotTables = { lot: Lot; lot_use: LotUse; whole_lot: Lot & LotUse }
