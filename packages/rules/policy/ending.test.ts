// Policies that end: asked for 60 days ahead, until something carries them on.
import { expect, test } from 'vitest'
import { BUILT_IN_POLICIES, endingPolicies, policyBar, resolvePolicy } from '../index.ts'

const place = { industry: 'FITNESS', district: '长宁区', kind: 'SESSION_PACK' } as const

test.each([
  ['2026-10-31', 0],
  ['2026-11-01', 8],
  ['2026-12-31', 8],
  ['2027-01-05', 8],
  ['2027-03-02', 0],
])('on %s officers are asked for %i successors', (today, count) => {
  expect(endingPolicies(BUILT_IN_POLICIES, today)).toHaveLength(count)
})

test.each(['2026-11-20', '2027-01-05'])('on %s a carried-on cap says the same', (today) => {
  const ending = endingPolicies(BUILT_IN_POLICIES, today)
  const rows = ending.map(({ next }, index) => ({
    ...next,
    policyId: `pol_${index}`,
    setBy: 'wang',
  }))
  for (const next of rows) expect(policyBar(next, today)).toBeUndefined()
  const day = rows[0]!.from
  expect(day).toBe(today < '2027' ? '2027-01-01' : today)
  expect(resolvePolicy(BUILT_IN_POLICIES, 'cap_amount', { ...place, day })).toBeUndefined()
  const all = [...BUILT_IN_POLICIES, ...rows]
  expect(resolvePolicy(all, 'cap_amount', { ...place, day })?.value).toBe('2000000')
  expect(endingPolicies(all, today)).toEqual([])
})
