// What a batch of commands needs to know, held in memory while it is decided; and its nouns.
import type { LotTerms } from '@ticun/protocol'

export type Book = { bookId: string; bankNumber: string; bankName: string; openedAt: string }

export type Merchant = {
  merchantId: string
  name: string
  industry: string
  district: string
  bankNumber: string
  bankName: string
  enrolledAt: string
}

export type Product = {
  productId: string
  merchantId: string
  name: string
  terms: LotTerms
  listedAt: string
}

/** What was agreed; never changes. */
export type Contract = {
  contractId: string
  merchantId: string
  merchantName: string
  consumerId: string
  productId: string
  productName: string
  reference: string
  terms: LotTerms
  termsSha256: string
  signedAt: string
}

export type LotStatus = 'UNFUNDED' | 'ACTIVE' | 'EXHAUSTED' | 'REFUNDING' | 'CLOSED'

/** One payment-backed entitlement. `priceFen` in fen; `slotStates` one character per slot. */
export type Lot = {
  lotId: string
  contractId: string
  status: LotStatus
  priceFen: bigint
  slotStates: string
  paidAt: string | undefined
  depositId: string | undefined
  codeWindow: bigint
}

export type SessionStatus = 'SUBMITTED' | 'CONFIRMED' | 'REVERSED'

export type Session = {
  sessionId: string
  contractId: string
  lotId: string
  merchantId: string
  slot: number
  amountFen: bigint
  status: SessionStatus
  coach: string | undefined
  occurredAt: string
  recordedAt: string
  confirmedAt: string | undefined
  confirmedBy: 'CODE' | 'CONSUMER' | undefined
}

export type RefundStatus =
  'REQUESTED' | 'AGREED' | 'REJECTED' | 'INSTRUCTED' | 'BANK_CONFIRMED' | 'BANK_FAILED'

export type Refund = {
  refundId: string
  contractId: string
  lotId: string
  merchantId: string
  consumerId: string
  status: RefundStatus
  amountFen: bigint
  formula: 'F1' | 'F2'
  reason: string
  basis: string | undefined
  /** Indices of the slots that it gives back. */
  slots: readonly number[]
  requestedAt: string
}

export type Payout = {
  payoutId: string
  runId: string
  merchantId: string
  amountFen: bigint
  status: 'DUE' | 'PAID' | 'BOUNCED'
  dueAt: string
}

/** Everything a batch may read. `evolve` changes it fact by fact, so commands see each other. */
export type World = {
  bookId: string
  book: Book | undefined
  merchants: Map<string, Merchant>
  products: Map<string, Product>
  contracts: Map<string, Contract>
  /** By contract id. */
  lots: Map<string, Lot>
  sessions: Map<string, Session>
  refunds: Map<string, Refund>
  payouts: Map<string, Payout>
  /** Fen payable by merchant id; complete when the batch holds a payout run. */
  payable: Map<string, bigint>
  /** What was changed since the changes were last taken, by id. */
  changed: { [K in ChangedNoun]: Set<string> }
  /** Of these, the sessions and contracts (with their lots) that are new. */
  created: Set<string>
}

export type ChangedNoun =
  'merchants' | 'products' | 'contracts' | 'lots' | 'sessions' | 'refunds' | 'payouts'

/** A world that knows nothing yet. */
export function emptyWorld(bookId: string): World {
  return {
    bookId,
    book: undefined,
    merchants: new Map(),
    products: new Map(),
    contracts: new Map(),
    lots: new Map(),
    sessions: new Map(),
    refunds: new Map(),
    payouts: new Map(),
    payable: new Map(),
    changed: {
      merchants: new Set(),
      products: new Set(),
      contracts: new Set(),
      lots: new Set(),
      sessions: new Set(),
      refunds: new Set(),
      payouts: new Set(),
    },
    created: new Set(),
  }
}
