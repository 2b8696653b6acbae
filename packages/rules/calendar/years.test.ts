// Working days against the lists that the State Council published, typed from its notices.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  calendarFault,
  calendarOf,
  isProvisional,
  isWeekend,
  isWorkingDay,
} from '../index.ts'
import { PACKAGE_CALENDAR, type CalendarYear } from '../index.ts'

/** A notice: first and last day of each holiday, and the weekend days that are worked. */
type Notice = { year: number; off: [string, string][]; worked: string[] }

const NOTICES: Notice[] = [
  {
    // 国办发明电〔2014〕28号, and the notice of May 2015 on the 70th anniversary of victory.
    year: 2015,
    off: [
      ['2015-01-01', '2015-01-03'],
      ['2015-02-18', '2015-02-24'],
      ['2015-04-04', '2015-04-06'],
      ['2015-05-01', '2015-05-03'],
      ['2015-06-20', '2015-06-22'],
      ['2015-09-03', '2015-09-05'],
      ['2015-09-26', '2015-09-27'],
      ['2015-10-01', '2015-10-07'],
    ],
    worked: ['2015-01-04', '2015-02-15', '2015-02-28', '2015-09-06', '2015-10-10'],
  },
  {
    // 国办发明电〔2015〕18号
    year: 2016,
    off: [
      ['2016-01-01', '2016-01-03'],
      ['2016-02-07', '2016-02-13'],
      ['2016-04-02', '2016-04-04'],
      ['2016-04-30', '2016-05-02'],
      ['2016-06-09', '2016-06-11'],
      ['2016-09-15', '2016-09-17'],
      ['2016-10-01', '2016-10-07'],
    ],
    worked: ['2016-02-06', '2016-02-14', '2016-06-12', '2016-09-18', '2016-10-08', '2016-10-09'],
  },
  {
    // 国办发明电〔2023〕7号
    year: 2024,
    off: [
      ['2024-01-01', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-10', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    worked:
      '2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12'.split(
        ' ',
      ),
  },
  {
    // 国办发明电〔2024〕12号
    year: 2025,
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    // 国办发明电〔2025〕7号
    year: 2026,
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    worked: '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10'.split(' '),
  },
]

function daysFrom(first: string, last: string): string[] {
  return first > last ? [] : [first, ...daysFrom(addDays(first, 1), last)]
}

function daysOf(year: number): string[] {
  const days: string[] = []
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) days.push(day)
  return days
}

function suppliedYear({ year, off, worked }: Notice): CalendarYear {
  return { year, holidays: off.flatMap((span) => daysFrom(...span)), workdays: worked }
}

describe.each(NOTICES)('the notice of $year', (notice) => {
  const supplied = suppliedYear(notice)
  const isWorked = (day: string) =>
    supplied.workdays.includes(day) || (!isWeekend(day) && !supplied.holidays.includes(day))

  test('is what the package says, every day of the year', () => {
    const wrong = daysOf(notice.year).filter(
      (day) => isWorkingDay(PACKAGE_CALENDAR, day) !== isWorked(day),
    )
    expect(wrong).toEqual([])
  })

  test('is plausible, and says the same when it is supplied', () => {
    expect(calendarFault(supplied)).toBeUndefined()
    const calendar = calendarOf([supplied])
    const wrong = daysOf(notice.year).filter((day) => isWorkingDay(calendar, day) !== isWorked(day))
    expect(wrong).toEqual([])
  })
})

const FUTURE: CalendarYear = {
  year: 2031,
  holidays: [
    ...daysFrom('2030-12-31', '2031-01-02'),
    ...daysFrom('2031-05-01', '2031-05-05'),
    ...daysFrom('2031-10-01', '2031-10-07'),
  ],
  workdays: ['2030-12-28', '2031-10-11'],
}

describe('a year that the package does not know', () => {
  test.each([2003, 2027, 2031])('%i is reckoned by the law, and provisional', (year) => {
    const worked = (day: string) => isWorkingDay(PACKAGE_CALENDAR, `${year}-${day}`)
    for (const day of ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']) {
      expect(worked(day)).toBe(false)
    }
    expect(isProvisional(PACKAGE_CALENDAR, `${year}-06-15`)).toBe(true)
    const whole = daysOf(year).filter((day) => isWorkingDay(PACKAGE_CALENDAR, day))
    // No make-up days: no weekend is worked.
    expect(whole.filter(isWeekend)).toEqual([])
    expect(whole.length).toBeGreaterThan(245)
  })

  test('is known once it is supplied, with the December days that its notice names', () => {
    const calendar = calendarOf([FUTURE])
    expect(isWorkingDay(calendar, '2031-10-01')).toBe(false)
    expect(isWorkingDay(calendar, '2031-10-11')).toBe(true)
    expect(isWorkingDay(calendar, '2031-10-12')).toBe(false)
    expect(isWorkingDay(calendar, '2031-10-13')).toBe(true)
    expect(isWorkingDay(calendar, '2030-12-28')).toBe(true)
    expect(isWorkingDay(calendar, '2030-12-31')).toBe(false)
    expect(isProvisional(calendar, '2031-06-15')).toBe(false)
    expect(isProvisional(calendar, '2030-12-30')).toBe(true)
    expect(isWorkingDay(calendar, '2030-12-30')).toBe(true)
  })

  test('may be supplied again: the later notice holds', () => {
    const changed = { ...FUTURE, workdays: ['2031-10-12'] }
    const calendar = calendarOf([FUTURE, changed])
    expect(isWorkingDay(calendar, '2031-10-11')).toBe(false)
    expect(isWorkingDay(calendar, '2031-10-12')).toBe(true)
  })

  test('a supplied year replaces that of the package, whole', () => {
    const calendar = calendarOf([{ ...suppliedYear(NOTICES.at(-1)!), workdays: [] }])
    expect(isWorkingDay(calendar, '2026-02-14')).toBe(false)
    expect(isWorkingDay(calendar, '2025-10-11')).toBe(true)
  })

  test('holidays and make-up days alone differ from Monday to Friday', () => {
    const calendar = calendarOf([FUTURE])
    const named = [...FUTURE.holidays, ...FUTURE.workdays]
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 }), (offset) => {
        const day = addDays('2031-01-01', offset)
        fc.pre(!named.includes(day))
        expect(isWorkingDay(calendar, day)).toBe(!isWeekend(day))
      }),
    )
  })
})

test.each([
  ['a day of another year', { holidays: [...FUTURE.holidays, '2032-01-01'] }, '2032-01-01'],
  ['a November day before it', { workdays: ['2030-11-30'] }, '2030-11-30'],
  ['a day that is both', { workdays: ['2031-05-04'] }, '2031-05-04'],
  ['a make-up day in the week', { workdays: ['2031-10-13'] }, '2031-10-13'],
  ['no National Day', { holidays: FUTURE.holidays.filter((day) => day !== '2031-10-02') }, '10-02'],
])('implausible: %s', (_, change, named) => {
  expect(calendarFault({ ...FUTURE, ...change })).toContain(named)
})
