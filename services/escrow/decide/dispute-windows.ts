// How many days consumers have to dispute a session, by industry, district and day.
import { resolvePolicy, type PolicyPlace } from '@ticun/rules'
import type { Policy } from '../world/nouns.ts'
import { policyRows } from './policy-of.ts'

const KEY = 'dispute_window_days'

/** The windows that the policies of a book give, and the longest of them, in days. */
export function disputeWindows(policies: Iterable<Policy>) {
  const rows = policyRows(policies).filter(({ key }) => key === KEY)
  return {
    daysOn: (place: PolicyPlace): number => resolvePolicy(rows, KEY, place)?.value ?? 0,
    daysMax: Math.max(0, ...rows.map(({ value }) => Number(value))),
  }
}
