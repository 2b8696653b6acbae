// The states that nouns can be in; how they follow each other is in the rules.

export const LOT_STATUSES = [
  'UNFUNDED',
  'PART_FUNDED',
  'ACTIVE',
  'SUSPENDED',
  'EXHAUSTED',
  'EXPIRED_HOLD',
  'REFUNDING',
  'CLOSED',
  'TRANSFERRED',
] as const
export type LotStatus = (typeof LOT_STATUSES)[number]

export const MERCHANT_STATES = [
  'ONBOARDING',
  'ACTIVE',
  'WATCH',
  'SALES_STOPPED',
  'PAYOUT_FROZEN',
  'WIND_DOWN',
  'ABSCONDED',
  'CLOSED',
] as const
export type MerchantState = (typeof MERCHANT_STATES)[number]

export const SESSION_STATUSES = [
  'UNFUNDED',
  'SUBMITTED',
  'CONFIRMED',
  'DISPUTED',
  'SETTLED',
  'REJECTED',
  'REVERSED',
] as const
export type SessionStatus = (typeof SESSION_STATUSES)[number]

/**
 * How a dispute ends: the session stands, it never took place, the sides share; the merchant gives
 * way, or the consumer does.
 */
export const DISPUTE_OUTCOMES = ['UPHELD', 'OVERTURNED', 'SPLIT', 'CONCEDED', 'WITHDRAWN'] as const
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number]

/** What is to be settled about a session: no money stands behind it, or it is disputed. */
export const CASE_KINDS = ['UNFUNDED', 'DISPUTE'] as const
/** How it ended: as disputes do, or money came, or the merchant wrote the session off. */
export const CASE_OUTCOMES = [...DISPUTE_OUTCOMES, 'BACKFILLED', 'WRITTEN_OFF'] as const
/** Money that is nobody's yet: waits, is given to a lot, is on its way back, is back. */
export const SUSPENSE_STATUSES = ['WAITING', 'ASSIGNED', 'INSTRUCTED', 'RETURNED'] as const
export type SuspenseStatus = (typeof SUSPENSE_STATUSES)[number]

export const REFUND_STATUSES = [
  'REQUESTED',
  'AGREED',
  'CONTESTED',
  'MEDIATION',
  'ARBITRATION',
  'AWARDED',
  'WITHDRAWN',
  'REJECTED',
  'PARTED',
  'APPROVED',
  'INSTRUCTED',
  'BANK_CONFIRMED',
  'BANK_FAILED',
] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]

/** A payment that the bank took back: recorded, booked, answered; how it ended. */
export const CHARGEBACK_STATUSES = [
  'REPORTED',
  'OPEN',
  'ANSWERED',
  'WON',
  'LOST',
  'REJECTED',
] as const
export type ChargebackStatus = (typeof CHARGEBACK_STATUSES)[number]

/** BUILT_IN: it comes with the program, and holds unless the book says otherwise. */
export const POLICY_STATUSES = ['PROPOSED', 'IN_FORCE', 'REJECTED', 'BUILT_IN'] as const
export type PolicyStatus = (typeof POLICY_STATUSES)[number]

/** Of a minor, or of another person who needs one. */
export const GUARDIANSHIP_KINDS = ['MINOR', 'WARD'] as const
export type GuardianshipKind = (typeof GUARDIANSHIP_KINDS)[number]

export const GUARDIANSHIP_STATUSES = ['ASKED', 'IN_FORCE', 'ENDED', 'DECLINED'] as const
export type GuardianshipStatus = (typeof GUARDIANSHIP_STATUSES)[number]

/** How an offer ends that she does not accept. */
export const OFFER_ENDS = ['WITHDRAWN', 'DECLINED', 'LAPSED'] as const
/** OPEN: it waits for her; ACCEPTED: it is her contract, or a lot of it. */
export const OFFER_STATUSES = ['OPEN', 'ACCEPTED', ...OFFER_ENDS] as const
export type OfferStatus = (typeof OFFER_STATUSES)[number]
