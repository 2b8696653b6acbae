// The nouns of escrow, as decisions see them. Amounts in fen, instants UTC, days of Shanghai.
import type {
  CASE_KINDS,
  CASE_OUTCOMES,
  CONFIRMATIONS,
  FAULTS,
  FORMULAS,
  FREEZE_SCOPES,
  LOT_ORIGINS,
  LotStatus,
  LotTerms,
  RefundStatus,
  SessionStatus,
  SuspenseStatus,
} from '@ticun/protocol'
import type { CalendarYear, Clawback, LotState } from '@ticun/rules'
import type { Deposit } from './deposit.ts'
import type { Review } from './refund-review.ts'

export type { Chargeback } from './chargeback.ts'
export type { Deposit } from './deposit.ts'
export type { Merchant, MerchantChange } from './merchant.ts'
export type { Policy } from './policy.ts'

/** SALE: it was signed together with its contract. */
export type LotOrigin = 'SALE' | (typeof LOT_ORIGINS)[number]

export type Book = { bookId: string; bankNumber: string; bankName: string; openedAt: string }

export type Product = {
  productId: string
  merchantId: string
  name: string
  terms: LotTerms
  version: number
  listedAt: string
  /** It is sold no more. */
  withdrawnAt: string | undefined
}

/** What was agreed; never changes. Its terms are those of its first lot. */
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

/** One payment-backed entitlement. */
export type Lot = LotState & {
  lotId: string
  contractId: string
  merchantId: string
  productId: string
  productVersion: number
  /** How it came to its contract; one that was renewed or transferred has no cooling-off. */
  origin: LotOrigin
  fromLotId: string | undefined
  /** What the payer writes in the transfer. */
  reference: string
  termsSha256: string
  status: LotStatus
  /** Cash that has to come, and that came. */
  expectedFen: bigint
  receivedFen: bigint
  deposits: readonly Deposit[]
  addedAt: string
  /** When it was paid in full: periods of the consumer run from here. */
  paidAt: string | undefined
  /** First day of a term. */
  startsOn: string | undefined
  /** Last instant at which it can be used. */
  validUntil: string | undefined
  /** Day from which it is suspended now, and days that it was before. */
  suspendedFrom: string | undefined
  /** Of a suspension that goes on: the day on which it ends by itself. */
  suspendedUntil: string | undefined
  suspendedDays: number
  /** The chargeback by which it stands still. */
  chargebackId: string | undefined
  /** The newest code window used on it, so that a member's code works once. */
  codeWindow: bigint
}

export type Session = {
  sessionId: string
  contractId: string
  lotId: string
  merchantId: string
  /** The slot that it takes; undefined for stored value, and while unfunded. */
  slot: number | undefined
  /** Face spent of stored value. */
  faceFen: bigint | undefined
  amountFen: bigint
  status: SessionStatus
  coach: string | undefined
  occurredAt: string
  recordedAt: string
  /** While it waits: until when she may object; then silence confirms it. */
  deemedUntil: string | undefined
  confirmedAt: string | undefined
  confirmedBy: (typeof CONFIRMATIONS)[number] | undefined
}

/**
 * What somebody has to settle about a session: no money stands behind it, or the consumer says
 * that it never took place. The newest case of a session.
 */
export type SessionCase = {
  sessionId: string
  contractId: string
  merchantId: string
  consumerId: string
  kind: (typeof CASE_KINDS)[number]
  openedAt: string
  /** What the consumer says. */
  reason: string | undefined
  /** What the merchant says to it, and the hash of its evidence. */
  answer: string | undefined
  answerSha256: string | undefined
  /** Of an unfunded session: her code was right. */
  byCode: boolean
  /** Of a disputed one: what is frozen, and where it was if the session had been confirmed. */
  amountFen: bigint
  taken: Clawback | undefined
  /** Absent: open. */
  closedAt: string | undefined
  outcome: (typeof CASE_OUTCOMES)[number] | undefined
  /** The merchant's part of what was frozen. */
  merchantFen: bigint
  evidenceSha256: string | undefined
}

export type Refund = {
  refundId: string
  contractId: string
  lotId: string
  merchantId: string
  consumerId: string
  status: RefundStatus
  /** To the consumer, the credit included; and the rest of the free balance, to the merchant. */
  amountFen: bigint
  merchantFen: bigint
  creditFen: bigint
  formula: (typeof FORMULAS)[number]
  fault: (typeof FAULTS)[number]
  reason: string
  basis: string | undefined
  /** Indices of the slots that it takes; of stored value the face. */
  slots: readonly number[]
  faceFen: bigint
  requestedAt: string
  /** How it was reviewed. */
  review: Review
  /** Its payments, once they are due. */
  parts: readonly RefundPart[]
}

/** A payment of a refund. Of its amount, `interestFen` was never paid in. */
export type RefundPart = {
  paymentId: string
  depositId: string
  amountFen: bigint
  interestFen: bigint
  /** RETRIED: the bank returned it, and another one is in its place. */
  status: 'DUE' | 'PAID' | 'RETURNED' | 'RETRIED'
}

/** A year's holidays and make-up days, and the notice that says so. */
export type SuppliedYear = CalendarYear & { source: string }
/** Money that came and is nobody's yet. */
export type Suspense = {
  suspenseId: string
  /** The payment that it came by: it goes back the same way. */
  depositId: string
  amountFen: bigint
  /** What is left of it after a lot took its part. */
  leftFen: bigint
  reason: string
  status: SuspenseStatus
  paidAt: string
  /** Payments back that were made due; the bank may return one. */
  tries: number
}

/** What the notary has frozen; in force until it is lifted. */
export type Hold = {
  /** The id of the freeze. */
  holdId: string
  scope: (typeof FREEZE_SCOPES)[number]
  /** A lot, a consumer or a merchant. */
  subjectId: string
  /** Of the merchant's payable, kept back (scope AMOUNT). */
  amountFen: bigint | undefined
  placedAt: string
  liftedAt: string | undefined
}

export type Payout = {
  payoutId: string
  runId: string
  merchantId: string
  amountFen: bigint
  status: 'DUE' | 'PAID' | 'BOUNCED'
  dueAt: string
}

/** How a payout run divided a merchant's earnings, in fen: the first is the sum of the others. */
export type ReckoningFigures = {
  payableFen: bigint
  nettedFen: bigint
  withheldFen: bigint
  paidFen: bigint
  inWindowFen: bigint
  heldFen: bigint
}

export type Reckoning = ReckoningFigures & { runId: string; merchantId: string; reckonedAt: string }

/** One of a merchant in each run. */
export function reckoningKey({ runId, merchantId }: Pick<Reckoning, 'runId' | 'merchantId'>) {
  return `${runId}/${merchantId}`
}
