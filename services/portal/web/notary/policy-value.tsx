// How the value of a policy is written, by its key: 元, days, working days, a share, a word.
import type { PolicyDraft } from '@ticun/protocol'
import { Amount } from '../parts/amount.tsx'
import { useWords } from '../parts/language.tsx'
import { policyWords } from './policy-words.ts'

/** Of every industry or district. */
export const ANYWHERE = '*'
const PERCENT_BASIS_POINTS = 100

export type PolicyKey = PolicyDraft['key']
export type Shape = 'fen' | 'sessions' | 'months' | 'days' | 'workingDays' | 'share' | 'word'

/** What kind of value a key has. */
export function shapeOf(key: PolicyKey): Shape {
  if (key === 'cap_amount' || key === 'cap_consumer_total') return 'fen'
  if (key === 'cap_sessions') return 'sessions'
  if (key === 'cap_months') return 'months'
  if (key === 'payout_cycle' || key === 'fee_bearer') return 'word'
  if (key === 'reserve_basis_points' || key === 'reserve_floor_basis_points') return 'share'
  return key.endsWith('working_days') ? 'workingDays' : 'days'
}

/** The value in words. */
export function PolicyValue({ of }: { readonly of: Pick<PolicyDraft, 'key' | 'value'> }) {
  const w = useWords(policyWords)
  const { key, value } = of
  if (value === null) return w.noLimit
  if (typeof value === 'string') {
    const named: Readonly<Record<string, string>> = { ...w.cycles, ...w.bearers }
    return named[value] ?? <Amount fen={value} />
  }
  const shape = shapeOf(key)
  if (shape === 'share') return `${(value / PERCENT_BASIS_POINTS).toFixed(2)}%`
  if (shape === 'sessions') return w.sessions(value)
  if (shape === 'months') return w.months(value)
  return shape === 'workingDays' ? w.workingDays(value) : w.days(value)
}
