// Periods by the Civil Code, with days that were counted by hand, and what holds of every period.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  calendarOf,
  daysBetween,
  endOfShanghaiDay,
  isProvisionalEnd,
  isWithinPeriod,
  isWorkingDay,
  monthsBetween,
  monthsEnd,
  PACKAGE_CALENDAR,
  periodEnd,
  shanghaiDate,
  startOfShanghaiDay,
  workingPeriodEnd,
} from '../index.ts'

const calendar = PACKAGE_CALENDAR
/** Instants of years with a notice, and of years without one. */
const instants = fc
  .integer({ min: Date.UTC(2004, 0, 1), max: Date.UTC(2060, 11, 1) })
  .map((ms) => new Date(ms).toISOString())
const dates = instants.map(shanghaiDate)

describe('a period of days', () => {
  test.each([
    ['an ordinary day', '2025-06-10T01:00:00.000Z', 7, '2025-06-17'],
    ['a Sunday rolls on to Monday', '2025-06-01T04:00:00.000Z', 7, '2025-06-09'],
    ['a Saturday rolls on to Monday', '2025-06-07T04:00:00.000Z', 7, '2025-06-16'],
    ['a Sunday that is worked does not roll', '2025-09-21T04:00:00.000Z', 7, '2025-09-28'],
    ['National Day 2025 rolls on to 9 October', '2025-09-24T02:00:00.000Z', 7, '2025-10-09'],
    ['its last day rolls on to 9 October', '2025-10-01T02:00:00.000Z', 7, '2025-10-09'],
    ['Spring Festival 2026', '2026-02-08T02:00:00.000Z', 7, '2026-02-24'],
    ['a payment just before midnight in Shanghai', '2025-06-10T15:59:59.999Z', 7, '2025-06-17'],
    ['a payment at midnight in Shanghai', '2025-06-10T16:00:00.000Z', 7, '2025-06-18'],
  ])('%s', (_, from, days, last) => {
    expect(periodEnd(calendar, from, days)).toBe(endOfShanghaiDay(last))
  })

  test('ends at 24:00 in Shanghai', () => {
    expect(endOfShanghaiDay('2025-06-09')).toBe('2025-06-09T15:59:59.999Z')
    expect(startOfShanghaiDay('2025-06-10')).toBe('2025-06-09T16:00:00.000Z')
  })

  test('ends on the first working day from its plain end on', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 20 }), (from, days) => {
        const last = shanghaiDate(periodEnd(calendar, from, days))
        const plain = addDays(shanghaiDate(from), days)
        expect(isWorkingDay(calendar, last)).toBe(true)
        for (let day = plain; day < last; day = addDays(day, 1)) {
          expect(isWorkingDay(calendar, day)).toBe(false)
        }
      }),
    )
  })

  test('holds within and not beyond its end', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 20 }), (from, days) => {
        const end = periodEnd(calendar, from, days)
        const after = new Date(Date.parse(end) + 1).toISOString()
        expect(isWithinPeriod(calendar, from, days, end)).toBe(true)
        expect(isWithinPeriod(calendar, from, days, after)).toBe(false)
      }),
    )
  })

  test('that ends in a year without notice ends by the law on holidays, and says so', () => {
    // Monday, 4 January 2027: the holiday of New Year is over.
    const end = periodEnd(calendar, '2026-12-28T02:00:00.000Z', 7)
    expect(end).toBe(endOfShanghaiDay('2027-01-04'))
    expect(isProvisionalEnd(calendar, end)).toBe(true)
    expect(isProvisionalEnd(calendar, endOfShanghaiDay('2026-12-31'))).toBe(false)
  })

  test('that a notice overtook ends at the later of both reckonings', () => {
    // Saturday, 20 February 2027 rolls on to Monday, unless it is worked.
    const notice = { year: 2027, holidays: [], workdays: ['2027-02-20'] }
    const supplied = calendarOf([{ ...notice, suppliedAt: '2027-02-14T02:00:00.000Z' }])
    const [before, after] = ['2027-02-13T02:00:00.000Z', '2027-02-14T02:00:00.001Z']
    expect(periodEnd(supplied, before, 7)).toBe(endOfShanghaiDay('2027-02-22'))
    expect(periodEnd(supplied, after, 6)).toBe(endOfShanghaiDay('2027-02-20'))
  })

  test.each(['2026-12-15', '2027-01-05', '2028-02-29', '1900-01-01', '2999-12-01'])(
    'from %s on is reckoned, whatever its length',
    (day) => {
      const from = `${day}T04:00:00.000Z`
      for (let days = 0; days < 120; days += 1) {
        const end = shanghaiDate(periodEnd(calendar, from, days))
        expect(daysBetween(day, end) - days).toBeLessThan(10)
      }
    },
  )
})

describe('a period of working days', () => {
  test.each([
    ['a week without holidays', '2025-06-09T02:00:00.000Z', 5, '2025-06-16'],
    // 22–26 and 28–30 September, 9–11 and 13–16 October: fifteen, two of them weekend days.
    ['15 across National Day 2025', '2025-09-19T02:00:00.000Z', 15, '2025-10-16'],
    ['begun on the worked Sunday', '2025-09-28T02:00:00.000Z', 2, '2025-09-30'],
    ['begun in the holiday', '2025-10-03T02:00:00.000Z', 1, '2025-10-09'],
    ['5 across Spring Festival 2026', '2026-02-12T02:00:00.000Z', 5, '2026-02-26'],
    ['15 in the demo, across Spring Festival 2015', '2015-02-10T02:00:00.000Z', 15, '2015-03-06'],
  ])('%s', (_, from, count, last) => {
    expect(workingPeriodEnd(calendar, from, count)).toBe(endOfShanghaiDay(last))
  })

  test('holds exactly that many working days, and the last day is one', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 15 }), (from, count) => {
        const last = shanghaiDate(workingPeriodEnd(calendar, from, count))
        let worked = 0
        for (let day = shanghaiDate(from); day < last;) {
          day = addDays(day, 1)
          if (isWorkingDay(calendar, day)) worked += 1
        }
        expect(worked).toBe(count)
        expect(isWorkingDay(calendar, last)).toBe(true)
      }),
    )
  })

  test.each([
    ['across New Year', '2026-12-18T02:00:00.000Z', 15, '2027-01-11'],
    // Eve 5 February to the third day, 8 February; no make-up days are known yet.
    ['across Spring Festival', '2027-02-01T02:00:00.000Z', 5, '2027-02-10'],
    ['across Labour Day, a weekend', '2027-04-28T02:00:00.000Z', 5, '2027-05-05'],
    ['across National Day', '2028-09-28T02:00:00.000Z', 5, '2028-10-09'],
  ])(
    'that reaches into a year without notice is reckoned by the law: %s',
    (_, from, count, last) => {
      expect(workingPeriodEnd(calendar, from, count)).toBe(endOfShanghaiDay(last))
    },
  )

  test('of no days is a mistake of the caller', () => {
    expect(() => workingPeriodEnd(calendar, '2025-06-09T02:00:00.000Z', 0)).toThrow(RangeError)
  })
})

describe('months', () => {
  test.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-01-31', 2, '2025-03-31'],
    ['2025-11-15', 3, '2026-02-15'],
    ['2025-12-31', 12, '2026-12-31'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2025-03-31', 0, '2025-03-31'],
  ])('%s and %i months: %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to)
    expect(monthsBetween(from, to)).toBe(months)
    expect(monthsBetween(from, addDays(to, -1))).toBe(Math.max(0, months - 1))
  })

  test('a period of months ends on the corresponding day, and a holiday rolls on', () => {
    expect(monthsEnd(calendar, '2025-01-31T02:00:00.000Z', 3)).toBe(endOfShanghaiDay('2025-04-30'))
    expect(monthsEnd(calendar, '2025-07-01T02:00:00.000Z', 3)).toBe(endOfShanghaiDay('2025-10-09'))
  })

  test('counting and adding agree', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 60 }), (from, months) => {
        const to = addMonths(from, months)
        expect(monthsBetween(from, to)).toBe(months)
        expect(addMonths(from, months + 1) > to).toBe(true)
        expect(daysBetween(from, addDays(from, months))).toBe(months)
      }),
    )
  })
})
