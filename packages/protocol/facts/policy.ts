// Policies: what law and notices fix for an industry, a district and a time, as dated rows.
import { z } from 'zod'
import { day, label, statedPositiveFen } from '../parts.ts'

/** The kinds of prepayment that a policy may be limited to. */
export const LOT_KINDS = ['SESSION_PACK', 'HYBRID', 'TERM_CARD', 'STORED_VALUE'] as const

/** How often what a merchant has earned is paid out: each working day, each week, each month. */
export const PAYOUT_CYCLES = ['DAILY', 'WEEKLY', 'MONTHLY'] as const

/** Who bears a payment channel's or the notary office's fee. Never the consumer's held balance. */
export const FEE_BEARERS = ['MERCHANT', 'CONSUMER'] as const

/** Any industry, any district. */
export const ANYWHERE = '*'

/** What a merchant does: FITNESS, TUTORING, or any other code of capital letters. */
export const industry = z
  .string()
  .regex(/^[A-Z][A-Z_]{1,39}$/, 'must be capital letters like FITNESS')

/** The industry of a policy; `*` for all. */
export const industryCode = z.union([z.literal(ANYWHERE), industry])

const place = {
  industry: industryCode,
  /** A district by its full name; `*` for all. */
  district: label(40),
  /** Only for this kind of lot; absent: for all. */
  kind: z.enum(LOT_KINDS).optional(),
  /** First day in force (Asia/Shanghai). */
  from: day,
  /** Last day in force; absent: until a newer row. */
  until: day.optional(),
  /** Law or notice, with its article. */
  source: label(200),
}

/** A row for one key; `null` says explicitly that there is no such limit. */
function policy<const K extends string, V extends z.ZodType>(key: K, value: V) {
  return z.object({ key: z.literal(key), ...place, value })
}

const days = z.int().min(0).max(3660)
const workingDays = z.int().min(0).max(260)
const count = z.int().min(1).max(10_000)

export const policySchemas = [
  /** What one consumer may have prepaid of one class at one merchant, in fen (F21). */
  policy('cap_amount', statedPositiveFen.nullable()),
  /** Sessions, gifts included, that she may have open (F21). */
  policy('cap_sessions', count.nullable()),
  /** Months of term that she may have open (F21). */
  policy('cap_months', count.nullable()),
  /** All that one consumer may have prepaid at one merchant, in fen (F21). */
  policy('cap_consumer_total', statedPositiveFen.nullable()),
  /** Days of cooling-off from payment that terms may not undercut (F1). */
  policy('cooling_off_days', z.int().min(0).max(90)),
  /** Silence of the consumer that confirms a session; 0: silence never does. */
  policy('deemed_confirm_working_days', workingDays),
  /** Days after which a session that nobody confirms is taken back; 0: never. */
  policy('unconfirmed_days', days),
  /** Days in which a confirmed session can be disputed. */
  policy('dispute_window_days', days),
  /** Silence of the merchant that agrees to a refund. */
  policy('refund_review_working_days', workingDays),
  /** From agreement or basis to the money's return. */
  policy('refund_deadline_working_days', workingDays),
  /** The same for a refund within cooling-off. */
  policy('cooling_off_refund_working_days', workingDays),
  /** Days in which a part payment must be completed before it is returned (F16). */
  policy('part_payment_days', days),
  /** How many days back a session may be told, also one that was kept offline. */
  policy('offline_days', days),
  /** Sessions of one contract and day that may stand without the member's code. */
  policy('sessions_per_day_max', z.int().min(1).max(1000)),
  /** Notice before a merchant closes or moves. */
  policy('notice_days', days),
  policy('payout_cycle', z.enum(PAYOUT_CYCLES)),
  policy('fee_bearer', z.enum(FEE_BEARERS)),
  /** Share of each payout that stays as the merchant's reserve, in 1/10,000. */
  policy('reserve_basis_points', z.int().min(0).max(10_000)),
  /** What its reserve may not fall below: share of what is held for its members, in 1/10,000. */
  policy('reserve_floor_basis_points', z.int().min(0).max(10_000)),
] as const

export const policyDraft = z.discriminatedUnion('key', policySchemas)

/** A policy as somebody proposes it. */
export type PolicyDraft = z.infer<typeof policyDraft>
export type PolicyKey = PolicyDraft['key']
export type PolicyValue<K extends PolicyKey> = Extract<PolicyDraft, { key: K }>['value']
export type LotKind = (typeof LOT_KINDS)[number]

export const POLICY_KEYS: readonly PolicyKey[] = policySchemas.map(({ shape }) => shape.key.value)
