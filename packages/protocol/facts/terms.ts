// What a product promises and costs: the four kinds of prepayment that can be listed.
import { z } from 'zod'
import { currency, label, sha256Hex, statedPositiveFen } from '../parts.ts'

/** Clauses of free text in one product's terms. */
export const CLAUSES_MAX = 40

/**
 * How gifted sessions share the price: pooled with the paid ones (default), or worth 0 fen and
 * consumed after (PAID_FIRST, ZERO_VALUE) or before (GIFT_FIRST) the paid ones.
 */
export const GIFT_POLICIES = ['POOLED', 'PAID_FIRST', 'GIFT_FIRST', 'ZERO_VALUE'] as const

/** What the contract itself says of a refund for the consumer's reason; the better one holds. */
const consumerReasonRule = z.object({
  /** This share of the value not performed is kept by the merchant, in basis points (1/10,000). */
  lossBasisPoints: z.int().min(0).max(10_000),
})

const common = {
  /** Price of the whole lot. */
  priceFen: statedPositiveFen,
  currency,
  /** Days of cooling-off from payment (Art 14); 0 where better terms do not apply. */
  coolingOffDays: z.int().min(0).max(90),
  consumerReasonRule: consumerReasonRule.optional(),
  /** What the terms say in words; forbidden clauses are refused at listing (Art 9). */
  clauses: z.array(label(500)).max(CLAUSES_MAX).optional(),
  /** SHA-256 of real sales at the list price: without it the list price is no evidence (Art 19). */
  listPriceEvidenceSha256: sha256Hex.optional(),
}

const sessions = {
  /** Number of paid sessions (N); with the gifts they are the slots of a lot (F0). */
  sessions: z.int().min(1).max(1000),
  /** Gifted sessions (G); absent: none. */
  gifts: z.int().min(0).max(1000).optional(),
  giftPolicy: z.enum(GIFT_POLICIES).optional(),
  /** Undiscounted price of one session (L), for F3. */
  listPriceFen: statedPositiveFen,
}

/** Days from payment in which the lot can be used. */
const validityDays = z.int().min(1).max(3660)

/** A number of sessions, without a last day. */
export const sessionPackTerms = z.object({
  kind: z.literal('SESSION_PACK'),
  ...common,
  ...sessions,
})

/** A number of sessions within a term; the term is validity only (F6). */
export const hybridTerms = z.object({
  kind: z.literal('HYBRID'),
  ...common,
  ...sessions,
  validityDays,
})

/** Unlimited use for a term, earned day by day or month by month (F5). */
export const termCardTerms = z.object({
  kind: z.literal('TERM_CARD'),
  ...common,
  unit: z.enum(['DAY', 'MONTH']),
  /** Length of the term in units (T), the slots of a lot. */
  units: z.int().min(1).max(1000),
  /** Undiscounted price of one unit, when the contract's list-price method is evidenced. */
  listPriceFen: statedPositiveFen.optional(),
  /** Days of suspension that the consumer may take; absent: none. */
  suspensionDaysMax: z.int().min(0).max(366).optional(),
})

/** An amount to spend, with a gifted amount on top: one pool, drawn pro rata (F4). */
export const storedValueTerms = z.object({
  kind: z.literal('STORED_VALUE'),
  ...common,
  /** Gifted amount (B) in fen; absent: none. */
  bonusFen: statedPositiveFen.optional(),
  validityDays: validityDays.optional(),
})

export const lotTerms = z.discriminatedUnion('kind', [
  sessionPackTerms,
  hybridTerms,
  termCardTerms,
  storedValueTerms,
])

export type SessionPackTerms = z.infer<typeof sessionPackTerms>
export type HybridTerms = z.infer<typeof hybridTerms>
export type TermCardTerms = z.infer<typeof termCardTerms>
export type StoredValueTerms = z.infer<typeof storedValueTerms>
export type LotTerms = z.infer<typeof lotTerms>
