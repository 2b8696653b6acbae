// What a policy must be to be proposed and approved: one that can hold, and that changes no past.
import { refuse, type PolicyDraft, type PolicyKey, type Refusal } from '@ticun/protocol'

/**
 * Whether a key is asked for by the kind of lot. The others speak of a merchant as a whole: its
 * payouts, its reserve, its notice. So does the dispute window, because a payout run looks at all
 * that a merchant has earned at once. A row of theirs that named a kind would never hold.
 */
const ASKED_BY_KIND = {
  cap_amount: true,
  cap_sessions: true,
  cap_months: true,
  cap_consumer_total: true,
  cooling_off_days: true,
  deemed_confirm_working_days: true,
  unconfirmed_days: true,
  dispute_window_days: false,
  refund_review_working_days: true,
  refund_deadline_working_days: true,
  cooling_off_refund_working_days: true,
  part_payment_days: true,
  offline_days: false,
  sessions_per_day_max: false,
  notice_days: false,
  payout_cycle: false,
  fee_bearer: true,
  reserve_basis_points: false,
  reserve_floor_basis_points: false,
} as const satisfies Record<PolicyKey, boolean>

/** A key that has to be asked for with a kind of lot. */
export type KeyByKind = {
  [K in PolicyKey]: (typeof ASKED_BY_KIND)[K] extends true ? K : never
}[PolicyKey]

/**
 * Why a policy may not be proposed or approved on a day (Asia/Shanghai): it ends before it begins,
 * names a kind of lot for a key that is asked for without one, or begins on a day that is over. The
 * dispute window is that of the day of the confirmation and is looked up again later, so that a
 * new one begins tomorrow at the earliest: what was confirmed today keeps its window. Refused:
 * policy_ends_early, policy_without_kind, policy_backdated.
 */
export function policyBar(draft: PolicyDraft, today: string): Refusal | undefined {
  const { key, kind, from, until } = draft
  if (until !== undefined && until < from) return refuse('policy_ends_early', `${from} ${until}`)
  if (kind !== undefined && !ASKED_BY_KIND[key]) return refuse('policy_without_kind', key)
  const isLate = key === 'dispute_window_days' ? from <= today : from < today
  return isLate ? refuse('policy_backdated', `${from}, today ${today}`) : undefined
}
