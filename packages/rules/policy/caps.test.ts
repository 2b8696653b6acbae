// Golden figures and laws of F21: caps at a sale and at a renewal.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotTerms } from '@ticun/protocol'
import {
  BUILT_IN_POLICIES,
  NO_FIGURES,
  NOTHING_OUTSTANDING,
  NOTHING_PREPAID,
  addPrepaid,
  capBreaches,
  capsOf,
  daysInMonths,
  freeSlots,
  prepaidBy,
  prepaidLeft,
  saysCaps,
  slotsOf,
  withSlot,
  type LotState,
  type Prepaid,
} from '../index.ts'

const base = { currency: 'CNY', coolingOffDays: 7 } as const
const pack = (priceFen: bigint, sessions: number, gifts = 0): LotTerms => ({
  kind: 'SESSION_PACK',
  ...base,
  priceFen: String(priceFen),
  sessions,
  ...(gifts ? { gifts } : {}),
  listPriceFen: '30000',
})
const card = (priceFen: bigint, units: number, unit: 'DAY' | 'MONTH' = 'MONTH'): LotTerms => ({
  kind: 'TERM_CARD',
  ...base,
  priceFen: String(priceFen),
  unit,
  units,
})
const value = (priceFen: bigint, bonusFen = 0n): LotTerms => ({
  kind: 'STORED_VALUE',
  ...base,
  priceFen: String(priceFen),
  ...(bonusFen ? { bonusFen: String(bonusFen) } : {}),
})

function breaches(
  terms: LotTerms,
  had: { ofClass?: Prepaid; totalFen?: bigint } = {},
  place = { industry: 'FITNESS', district: '长宁区', day: '2026-03-01' },
) {
  const caps = capsOf(BUILT_IN_POLICIES, { ...place, kind: terms.kind })
  const outstanding = { ...NOTHING_OUTSTANDING, ...had }
  const found = capBreaches(caps, prepaidBy(terms, BigInt(terms.priceFen)), outstanding)
  return found.map(({ code }) => code)
}
const state = (terms: LotTerms, used: number): LotState => {
  let slotStates = freeSlots(slotsOf(terms))
  for (let slot = 0; slot < used; slot += 1) slotStates = withSlot(slotStates, slot, 'C')
  return { terms, priceFen: BigInt(terms.priceFen), slotStates, figures: NO_FIGURES }
}

describe('F21 caps at a sale (gym)', () => {
  test.each([
    ['20,000 yuan and 60 sessions reach both caps', pack(2_000_000n, 60), []],
    ['20,000.01 yuan', pack(2_000_001n, 60), ['cap_amount_exceeded', 'cap_total_exceeded']],
    ['61 sessions', pack(2_000_000n, 61), ['cap_sessions_exceeded']],
    ['60 sessions of which 12 are gifts', pack(2_000_000n, 48, 12), []],
    ['48 sessions and 13 gifts', pack(2_000_000n, 48, 13), ['cap_sessions_exceeded']],
    ['a membership of 5,000 yuan for 24 months', card(500_000n, 24), []],
    ['a membership of 5,000.01 yuan', card(500_001n, 24), ['cap_amount_exceeded']],
    ['a membership of 25 months', card(500_000n, 25), ['cap_term_exceeded']],
    ['a membership of two years in days', card(500_000n, 731, 'DAY'), []],
    ['a membership of 732 days', card(500_000n, 732, 'DAY'), ['cap_term_exceeded']],
    ['stored value of 5,000 yuan; the bonus is not paid', value(500_000n, 200_000n), []],
    ['stored value of 5,000.01 yuan', value(500_001n), ['cap_amount_exceeded']],
  ])('%s', (_, terms, expected) => {
    expect(breaches(terms)).toEqual(expected)
  })
  test('all of one consumer at one merchant: 20,000 yuan', () => {
    expect(breaches(card(400_000n, 12), { totalFen: 1_600_000n })).toEqual([])
    expect(breaches(card(400_000n, 12), { totalFen: 1_600_001n })).toEqual(['cap_total_exceeded'])
  })
  test('a breach tells limit, value and source', () => {
    const terms = pack(2_000_001n, 60)
    const place = { industry: 'FITNESS', district: '长宁区', day: '2026-03-01' }
    const caps = capsOf(BUILT_IN_POLICIES, { ...place, kind: terms.kind })
    expect(capBreaches(caps, prepaidBy(terms, 2_000_001n), NOTHING_OUTSTANDING)[0]).toMatchObject({
      code: 'cap_amount_exceeded',
      limit: '2000000',
      value: '2000001',
      source: '沪体规文〔2025〕1号 第八条 art 8',
    })
  })
  test('no cap before the notice, none in an industry without one', () => {
    const place = { industry: 'FITNESS', district: '长宁区', day: '2025-02-28' }
    expect(breaches(pack(9_000_000n, 300), {}, place)).toEqual([])
    expect(breaches(pack(9_000_000n, 300), {}, { ...place, industry: 'BEAUTY' })).toEqual([])
  })
})

describe('whether caps are said at all', () => {
  const place = { district: '长宁', day: '2025-06-01' }
  test.each([
    ['FITNESS', place, true],
    ['TUTORING', place, true],
    ['FITNESS before the notice', { ...place, day: '2025-02-28' }, false],
    ['FITNESS after it', { ...place, day: '2027-01-01' }, false],
    ['GYM', place, false],
  ])('%s', (words, where, said) => {
    const industry = words.split(' ')[0]!
    expect(saysCaps(BUILT_IN_POLICIES, { ...where, industry })).toBe(said)
  })
  test('a row for one kind, or one that says that there is none', () => {
    const own = { industry: 'GYM', district: '*', from: '2025-01-01', source: 'test' }
    const ids = { policyId: 'pol_1', setBy: 'wang' }
    const where = { ...place, industry: 'GYM' }
    const months = { ...own, ...ids, key: 'cap_months', value: null, kind: 'TERM_CARD' } as const
    expect(saysCaps([months], where)).toBe(true)
    expect(saysCaps([{ ...own, ...ids, key: 'notice_days', value: 3 }], where)).toBe(false)
  })
})

describe('F21 caps at a renewal', () => {
  test('what is not served yet counts with the new lot', () => {
    // 36 of 60 sessions used: 24 left, worth 800,000 fen.
    const left = prepaidLeft(state(pack(2_000_000n, 60), 36))
    expect(left).toEqual({ fen: 800_000n, sessions: 24, months: 0, days: 0 })
    const had = { ofClass: left, totalFen: left.fen }
    expect(breaches(pack(1_200_000n, 36), had)).toEqual([])
    expect(breaches(pack(1_200_001n, 36), had)).toEqual([
      'cap_amount_exceeded',
      'cap_total_exceeded',
    ])
    expect(breaches(pack(1_200_000n, 37), had)).toEqual(['cap_sessions_exceeded'])
  })
  test('months and days of memberships add up', () => {
    const ofClass = addPrepaid([
      prepaidLeft(state(card(120_000n, 12), 2)),
      prepaidLeft(state(card(36_500n, 365, 'DAY'), 0)),
    ])
    expect(ofClass).toMatchObject({ months: 10, days: 365 })
    expect(breaches(card(10_000n, 2), { ofClass })).toEqual([])
    expect(breaches(card(10_000n, 3), { ofClass })).toEqual(['cap_term_exceeded'])
  })
  test('a lot that is used up counts for nothing', () => {
    expect(prepaidLeft(state(pack(2_000_000n, 60), 60))).toEqual(NOTHING_PREPAID)
  })
})

describe('F21 tutoring', () => {
  const place = { industry: 'TUTORING', district: '长宁区', day: '2026-03-01' }
  test.each([
    ['5,000 yuan, 60 lessons', pack(500_000n, 60), []],
    ['5,000.01 yuan', pack(500_001n, 60), ['cap_amount_exceeded']],
    ['61 lessons', pack(500_000n, 61), ['cap_sessions_exceeded']],
    ['three months', card(500_000n, 3), []],
    ['four months', card(500_000n, 4), ['cap_term_exceeded']],
    ['92 days', card(500_000n, 92, 'DAY'), []],
    ['93 days', card(500_000n, 93, 'DAY'), ['cap_term_exceeded']],
  ])('%s', (_, terms, expected) => {
    expect(breaches(terms, {}, place)).toEqual(expected)
  })
})

describe('laws', () => {
  test.each([
    [0, 0],
    [1, 31],
    [2, 62],
    [3, 92],
    [12, 366],
    [24, 731],
    [48, 1461],
    [60, 1827],
  ])('%i months have at most %i days', (months, days) => {
    expect(daysInMonths(months)).toBe(days)
  })
  test('a higher price or more sessions never mend a breach', () => {
    const size = fc.tuple(fc.bigInt(1n, 3_000_000n), fc.integer({ min: 1, max: 90 }))
    fc.assert(
      fc.property(size, size, ([price, count], [morePrice, moreCount]) => {
        const smaller = breaches(pack(price, count))
        const larger = breaches(pack(price + morePrice, count + moreCount))
        for (const code of smaller) expect(larger).toContain(code)
      }),
    )
  })
  test('buying in two lots is held to what buying in one is', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1_500_000n),
        fc.bigInt(1n, 1_500_000n),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (first, second, some, more) => {
          const ofClass = prepaidLeft(state(pack(first, some), 0))
          const split = breaches(pack(second, more), { ofClass, totalFen: first })
          expect(split).toEqual(breaches(pack(first + second, some + more)))
        },
      ),
    )
  })
})
