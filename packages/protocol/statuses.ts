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

export const SESSION_STATUSES = ['SUBMITTED', 'CONFIRMED', 'REVERSED'] as const
export type SessionStatus = (typeof SESSION_STATUSES)[number]

export const REFUND_STATUSES = [
  'REQUESTED',
  'AGREED',
  'CONTESTED',
  'MEDIATION',
  'ARBITRATION',
  'AWARDED',
  'WITHDRAWN',
  'REJECTED',
  'APPROVED',
  'INSTRUCTED',
  'BANK_CONFIRMED',
  'BANK_FAILED',
] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]

/** BUILT_IN: it comes with the program, and holds unless the book says otherwise. */
export const POLICY_STATUSES = ['PROPOSED', 'IN_FORCE', 'REJECTED', 'BUILT_IN'] as const
export type PolicyStatus = (typeof POLICY_STATUSES)[number]
