// How much of a term has passed: the figures of formula F5, and what holds of every term.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, earned, elapsedUnits, elapsesOn, termLastDay, validityOf } from '../index.ts'
import type { RunningTerm } from '../index.ts'

const year = { unit: 'DAY', units: 365, startsOn: '2025-03-01', suspendedDays: 0 } as const
const spread = (priceFen: bigint, paid: number) => ({ priceFen, before: 0, paid, after: 0 })

describe('F5 term card', () => {
  test('100 of 365 days: 365000 fen leave 265000', () => {
    const passed = elapsedUnits(year, '2025-06-09')
    expect(passed).toBe(100)
    expect(365000n - earned(spread(365000n, 365), passed)).toBe(265000n)
  })

  test('30 suspended days of the first 120: 226028 of 300000, and the end moves to 30 March', () => {
    expect(termLastDay(year)).toBe('2026-02-28')
    const suspended = { ...year, suspendedDays: 30 }
    const passed = elapsedUnits(suspended, '2025-06-29')
    expect(passed).toBe(90)
    expect(300000n - earned(spread(300000n, 365), passed)).toBe(226028n)
    expect(termLastDay(suspended)).toBe('2026-03-30')
  })

  test('1 of 12 months: 27500 of 30000', () => {
    const months = { ...year, unit: 'MONTH', units: 12 } as const
    expect(elapsedUnits(months, '2025-03-31')).toBe(0)
    expect(elapsedUnits(months, '2025-04-01')).toBe(1)
    expect(30000n - earned(spread(30000n, 12), 1)).toBe(27500n)
    expect(termLastDay(months)).toBe('2026-02-28')
  })

  test('nothing passes while it is suspended', () => {
    const paused = { ...year, suspendedFrom: '2025-04-10' }
    expect(elapsedUnits(paused, '2025-04-10')).toBe(40)
    expect(elapsedUnits(paused, '2025-08-01')).toBe(40)
    const resumed = { ...year, suspendedDays: 30 }
    expect(elapsedUnits(resumed, '2025-05-10')).toBe(40)
    expect(elapsedUnits(resumed, '2025-05-11')).toBe(41)
  })

  test('nothing has passed on the first day or before it', () => {
    expect(elapsedUnits(year, '2025-03-01')).toBe(0)
    expect(elapsedUnits(year, '2024-03-01')).toBe(0)
    expect(elapsedUnits(year, '2025-03-02')).toBe(1)
  })
})

const terms: fc.Arbitrary<RunningTerm> = fc.record({
  unit: fc.constantFrom('DAY' as const, 'MONTH' as const),
  units: fc.integer({ min: 1, max: 60 }),
  startsOn: fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2015-01-01', days)),
  suspendedDays: fc.integer({ min: 0, max: 60 }),
})

test('the last unit is complete on the day after the last day, and not before', () => {
  fc.assert(
    fc.property(terms, (term) => {
      const last = termLastDay(term)
      expect(elapsedUnits(term, last)).toBe(term.units - 1)
      expect(elapsedUnits(term, addDays(last, 1))).toBe(term.units)
      expect(elapsedUnits(term, addDays(last, 400))).toBe(term.units)
    }),
  )
})

test('a unit elapses on the first day on which it counts as complete', () => {
  fc.assert(
    fc.property(terms, fc.integer({ min: 1, max: 60 }), (term, count) => {
      fc.pre(count <= term.units)
      const day = elapsesOn(term, count)
      expect(elapsedUnits(term, day)).toBe(count)
      expect(elapsedUnits(term, addDays(day, -1))).toBe(count - 1)
    }),
  )
})

describe('validity from payment', () => {
  const paidAt = '2025-02-28T16:00:00.000Z'
  const common = { priceFen: '300000', currency: 'CNY', coolingOffDays: 7 } as const
  const pack = { ...common, sessions: 12, listPriceFen: '30000' }

  test('a term card begins on the day of payment', () => {
    const card = { ...common, kind: 'TERM_CARD', unit: 'DAY', units: 365 } as const
    expect(validityOf(card, paidAt)).toEqual({
      startsOn: '2025-03-01',
      validUntil: '2026-02-28T15:59:59.999Z',
    })
    expect(validityOf({ ...card, unit: 'MONTH', units: 12 }, paidAt)).toMatchObject({
      validUntil: '2026-02-28T15:59:59.999Z',
    })
  })

  test('days of validity begin on the day after, and a pack without them has no end', () => {
    expect(validityOf({ ...pack, kind: 'HYBRID', validityDays: 30 }, paidAt)).toEqual({
      validUntil: '2025-03-31T15:59:59.999Z',
    })
    expect(validityOf({ ...pack, kind: 'SESSION_PACK' }, paidAt)).toEqual({})
    expect(validityOf({ ...common, kind: 'STORED_VALUE' }, paidAt)).toEqual({})
  })
})

test('more days never take units away', () => {
  fc.assert(
    fc.property(terms, fc.integer({ min: 0, max: 2000 }), (term, days) => {
      const day = addDays(term.startsOn, days)
      expect(elapsedUnits(term, addDays(day, 1))).toBeGreaterThanOrEqual(elapsedUnits(term, day))
    }),
  )
})
