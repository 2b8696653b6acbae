// Knows which policy holds, whatever the order of the rows; and that the built-in ones are sound.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOT_KINDS, POLICY_KEYS, policyDraft } from '@ticun/protocol'
import {
  BUILT_IN,
  BUILT_IN_POLICIES,
  resolvePolicy,
  type PolicyPlace,
  type PolicyRow,
} from '../index.ts'

const GYM: PolicyPlace = { industry: 'FITNESS', district: '长宁区', day: '2026-03-01' }
const days = (value: number, over: Partial<PolicyRow> = {}): PolicyRow =>
  ({
    policyId: `pol_${value}`,
    setBy: 'wang',
    key: 'notice_days',
    industry: '*',
    district: '*',
    from: '2025-01-01',
    source: 'test',
    value,
    ...over,
  }) as PolicyRow
const holds = (rows: PolicyRow[], over: Partial<PolicyPlace> = {}) =>
  resolvePolicy(rows, 'notice_days', { ...GYM, ...over })?.value

describe('resolving', () => {
  const any = days(1)
  const industry = days(2, { industry: 'FITNESS' })
  const district = days(3, { district: '长宁区' })
  const both = days(4, { industry: 'FITNESS', district: '长宁区' })

  test('nothing is said: undefined', () => {
    expect(holds([])).toBeUndefined()
    expect(holds([industry], { industry: 'BEAUTY' })).toBeUndefined()
    expect(holds([district], { district: '静安区' })).toBeUndefined()
  })
  test('a district beats an industry, an industry beats all', () => {
    expect(holds([any, industry])).toBe(2)
    expect(holds([any, industry, district])).toBe(3)
    expect(holds([any, industry, district, both])).toBe(4)
  })
  test('a kind of lot is asked for or not', () => {
    const packs = days(5, { kind: 'SESSION_PACK' })
    expect(holds([any, packs])).toBe(1)
    expect(holds([any, packs], { kind: 'SESSION_PACK' })).toBe(5)
    expect(holds([any, packs], { kind: 'TERM_CARD' })).toBe(1)
  })
  test('a row of the book beats a built-in one of the same width only', () => {
    const given = days(6, { setBy: BUILT_IN, from: '2026-01-01' })
    expect(holds([given, any])).toBe(1)
    expect(holds([days(7, { setBy: BUILT_IN, industry: 'FITNESS' }), any])).toBe(7)
  })
  test('the newest of equals holds, from its first to its last day', () => {
    const newer = days(8, { from: '2026-03-01', until: '2026-03-31' })
    expect(holds([newer, any], { day: '2026-02-28' })).toBe(1)
    expect(holds([newer, any], { day: '2026-03-01' })).toBe(8)
    expect(holds([newer, any], { day: '2026-03-31' })).toBe(8)
    expect(holds([newer, any], { day: '2026-04-01' })).toBe(1)
  })
  test('of two rows from the same day the later id holds', () => {
    expect(holds([days(9), days(1)])).toBe(9)
  })

  const row = fc.record({
    policyId: fc.stringMatching(/^[A-Z]{6}$/),
    setBy: fc.constantFrom(BUILT_IN, 'wang'),
    industry: fc.constantFrom('*', 'FITNESS', 'TUTORING'),
    district: fc.constantFrom('*', '长宁区', '静安区'),
    from: fc.constantFrom('2025-01-01', '2026-01-01', '2026-03-01', '2027-01-01'),
    value: fc.integer({ min: 0, max: 90 }),
  })
  const rows = fc
    .uniqueArray(row, { selector: ({ policyId }) => policyId, maxLength: 12 })
    .map((all) => all.map((each) => days(each.value, each)))

  test('the order of rows changes nothing', () => {
    fc.assert(
      fc.property(
        rows.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(holds(shuffled)).toBe(holds(all))
        },
      ),
    )
  })
  test('rows that do not hold change nothing, and the answer is one of those that do', () => {
    const inForce = (each: PolicyRow) =>
      ['*', GYM.industry].includes(each.industry) &&
      ['*', GYM.district].includes(each.district) &&
      each.from <= GYM.day
    fc.assert(
      fc.property(rows, (all) => {
        const holding = all.filter(inForce)
        const found = resolvePolicy(all, 'notice_days', GYM)
        expect(found).toEqual(resolvePolicy(holding, 'notice_days', GYM))
        expect(found === undefined).toBe(holding.length === 0)
        if (found) expect(holding).toContainEqual(found)
      }),
    )
  })
})

describe('built-in policies', () => {
  test.each(BUILT_IN_POLICIES.map((row) => [row.policyId, row] as const))(
    '%s is sound',
    (_, row) => {
      const { policyId: _id, setBy, ...draft } = row
      expect(policyDraft.parse(draft)).toEqual(draft)
      expect(setBy).toBe(BUILT_IN)
      expect(row.until === undefined || row.until >= row.from).toBe(true)
    },
  )
  test('each has an id of its own', () => {
    const ids = BUILT_IN_POLICIES.map(({ policyId }) => policyId)
    expect(new Set(ids).size).toBe(ids.length)
  })
  test('every period and default is said for any industry on any day; only caps may be absent', () => {
    for (const key of POLICY_KEYS.filter((each) => !each.startsWith('cap_'))) {
      const place = { industry: 'BEAUTY', district: '徐汇区', day: '2015-06-01' }
      expect(resolvePolicy(BUILT_IN_POLICIES, key, place), key).toBeDefined()
    }
  })
  test('cooling-off: none by law before May 2025, seven days since', () => {
    const on = (day: string) =>
      resolvePolicy(BUILT_IN_POLICIES, 'cooling_off_days', { ...GYM, industry: 'BEAUTY', day })
    expect(on('2025-04-30')?.value).toBe(0)
    expect(on('2025-05-01')?.value).toBe(7)
  })
  test('silence confirms a lesson after 15 working days, a training never', () => {
    const of = (industry: string) =>
      resolvePolicy(BUILT_IN_POLICIES, 'deemed_confirm_working_days', { ...GYM, industry })?.value
    expect(of('TUTORING')).toBe(15)
    expect(of('FITNESS')).toBe(0)
  })
  test.each(LOT_KINDS)('gyms: no cap on %s the day before the notice', (kind) => {
    for (const key of ['cap_amount', 'cap_sessions', 'cap_months', 'cap_consumer_total'] as const) {
      const place = { ...GYM, kind, day: '2025-02-28' }
      expect(resolvePolicy(BUILT_IN_POLICIES, key, place)).toBeUndefined()
    }
  })
})
