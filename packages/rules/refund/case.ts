// What a refund quote is asked about: a funded lot, at an instant, for a reason; and what it tells.
import type { Fen } from '@ticun/money'
import type { FAULTS, FORMULAS } from '@ticun/protocol'
import type { LotState } from '../lot.ts'
import type { Term } from './term.ts'

/** Whose reason ends the contract. Art 18 asks for the consumer's or not, so NEITHER ≙ MERCHANT. */
export type Fault = (typeof FAULTS)[number]

/** The rules by which a refund can be quoted; each is told in this room's README. */
export type RefundFormula = Exclude<(typeof FORMULAS)[number], 'AWARD'>

/** A funded lot. Instants UTC, days of Shanghai. */
export type FundedLot = LotState &
  Term & {
    /** When it was paid in full: cooling-off runs from here, not from the posting (F15). */
    paidAt: string
    /** Last instant at which it can be used. */
    validUntil?: string | undefined
    /** It came by a renewal or a transfer: she knew the service, so no cooling-off (Art 14). */
    knownService?: boolean | undefined
  }

/** A price of one session that somebody claims, and the SHA-256 of what proves it. */
export type PriceClaim = { unitPriceFen: Fen; evidenceSha256?: string | undefined }

/** Gifted goods that were not given back (F18); amounts in fen. */
export type Deduction = {
  labelZh: string
  labelEn: string
  amountFen: Fen
  /** Fair value as documented; the deduction is never above it. */
  fairValueFen: Fen
}

/** The reason, and what was shown or decided about prices. */
export type RefundCase = {
  /** UTC. */
  now: string
  fault: Fault
  /** Market price of one session where the contract was made, when somebody has shown it (F3). */
  marketPriceFen?: Fen | undefined
  /** A clause that prices what was consumed anew, such as a tier that was not reached (F7). */
  claim?: PriceClaim | undefined
  /** Agreed or adjudicated loss of the merchant, in 1/10,000 of the unperformed value (F3). */
  lossBasisPoints?: number | undefined
  /** A decision that asks for both, the loss and the list price; by default never both. */
  lossOnTop?: boolean | undefined
  /** By recorded decision alone (Art 21). */
  deductions?: readonly Deduction[] | undefined
}

export type Item = { labelZh: string; labelEn: string; amountFen: Fen }

/** What a refund would give, to whom, and why. Amounts in fen, all ≥ 0 but the items. */
export type Quote = {
  formula: RefundFormula
  fault: Fault
  /** To the consumer, `creditFen` included. Never above what is held, never below 0. */
  refundableFen: Fen
  /** What the same refund gives the merchant: the rest of the free balance. */
  merchantFen: Fen
  /** Slots that the refund takes: every free one. */
  slots: number[]
  /** Face that it takes (stored value). */
  faceFen: Fen
  /** Interest and parts of settled disputes among `refundableFen`. */
  creditFen: Fen
  /** Held for sessions that are recorded and wait for confirmation. */
  awaitingFen: Fen
  /** Disputed: neither side's until that is settled. */
  disputedFen: Fen
  /** Owed by the formula and no longer held: to be asked from the merchant, never from others. */
  shortfallFen: Fen
  /** They sum to `refundableFen`. */
  items: Item[]
  /** Undefined where nobody knows the holidays of that year yet. */
  coolingOffUntil: string | undefined
  /** Which of the two deadlines of payment applies (5 or 15 working days). */
  deadlineBasis: 'COOLING_OFF' | 'ORDINARY'
  /** Its validity is over: the money waits for an extension or a refund (F6). */
  expired: boolean
}
