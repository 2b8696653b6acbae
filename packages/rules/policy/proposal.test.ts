// Which policies may be proposed: those that can hold, and that begin on a day that is not over.
import { describe, expect, test } from 'vitest'
import { LOT_KINDS, POLICY_KEYS, type PolicyDraft, type PolicyKey } from '@ticun/protocol'
import { BUILT_IN_POLICIES, policyBar } from '../index.ts'

const TODAY = '2025-06-02'
const TOMORROW = '2025-06-03'

const drafted = (key: PolicyKey, more: object = {}) =>
  ({ key, industry: '*', district: '*', from: TOMORROW, source: 'test', ...more }) as PolicyDraft
const codeOf = (draft: PolicyDraft) => policyBar(draft, TODAY)?.refused

/** Of a merchant as a whole. */
const NO_KIND: readonly PolicyKey[] = [
  'dispute_window_days',
  'offline_days',
  'sessions_per_day_max',
  'notice_days',
  'payout_cycle',
  'reserve_basis_points',
  'reserve_floor_basis_points',
]

describe.each(POLICY_KEYS)('%s', (key) => {
  test('for a kind of lot', () => {
    const expected = NO_KIND.includes(key) ? 'policy_without_kind' : undefined
    for (const kind of LOT_KINDS) expect(codeOf(drafted(key, { kind }))).toBe(expected)
    expect(codeOf(drafted(key))).toBeUndefined()
  })
  test('from today, from yesterday', () => {
    const fromToday = key === 'dispute_window_days' ? 'policy_backdated' : undefined
    expect(codeOf(drafted(key, { from: TODAY }))).toBe(fromToday)
    expect(codeOf(drafted(key, { from: '2025-06-01' }))).toBe('policy_backdated')
  })
})

test('one day is enough, none is not', () => {
  expect(codeOf(drafted('notice_days', { until: TOMORROW }))).toBeUndefined()
  expect(codeOf(drafted('notice_days', { until: TODAY }))).toBe('policy_ends_early')
})

test('no built-in row names a kind in vain', () => {
  for (const row of BUILT_IN_POLICIES) {
    expect(policyBar({ ...row, from: TOMORROW, until: undefined }, TODAY)).toBeUndefined()
  }
})
