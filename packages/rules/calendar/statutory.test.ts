// Holidays of the law on days that were read off printed calendars, and beside another reckoning.
import chineseDays from 'chinese-days'
import { expect, test } from 'vitest'
import { addDays } from './days.ts'
import { isWorkingDay, PACKAGE_CALENDAR } from './years.ts'
import { statutoryHolidays } from './statutory.ts'

test.each([
  [2025, '2025-01-29', '2025-04-04', '2025-05-31', '2025-10-06'],
  [2026, '2026-02-17', '2026-04-05', '2026-06-19', '2026-09-25'],
  [2027, '2027-02-06', '2027-04-05', '2027-06-09', '2027-09-15'],
  [2028, '2028-01-26', '2028-04-04', '2028-05-28', '2028-10-03'],
  [2029, '2029-02-13', '2029-04-04', '2029-06-16', '2029-09-22'],
  [2030, '2030-02-03', '2030-04-05', '2030-06-05', '2030-09-12'],
])('%i: Spring Festival %s, Qingming %s, Dragon Boat %s, Mid-Autumn %s', (year, ...feasts) => {
  const days = statutoryHolidays(year)
  for (const feast of feasts) expect(days).toContain(feast)
  expect(days).toContain(addDays(feasts[0], -1))
})

test('Spring Festival has four days, from its eve on', () => {
  const days = [...statutoryHolidays(2027)].filter((day) => day.startsWith('2027-02'))
  expect(days.toSorted()).toEqual(['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08'])
})

test('Mid-Autumn of 2028 is a day of National Day, and counts once', () => {
  expect(statutoryHolidays(2028).size).toBe(12)
  expect(statutoryHolidays(2027).size).toBe(13)
})

const LUNAR = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/** The day of the lunar year, as Unicode's astronomy has it; of a leap month undefined. */
function lunar(day: string): string {
  const parts = LUNAR.formatToParts(Date.parse(`${day}T00:00:00.000Z`))
  return ['month', 'day'].map((type) => parts.find((each) => each.type === type)?.value).join('/')
}

test('the lunar days of 2004 to 2199 are those of Unicode, to a day at a new moon by midnight', () => {
  for (let year = 2004; year < 2200; year += 1) {
    const days = [...statutoryHolidays(year)]
    const near = (day: string) => [-1, 0, 1].map((offset) => lunar(addDays(day, offset)))
    for (const feast of ['1/1', '5/5', '8/15']) {
      expect(days.some((day) => near(day).includes(feast))).toBe(true)
    }
  }
})

test('Qingming of 2004 to 2099 is that of the package, which has it from a table', () => {
  for (let year = 2004; year < 2100; year += 1) {
    const qingming = chineseDays.getSolarTermDate(year, 4, 'pure_brightness')
    expect(statutoryHolidays(year)).toContain(qingming)
  }
})

test.each([2025, 2026])('the notice of %i leaves every one of them off', (year) => {
  for (const day of statutoryHolidays(year)) expect(isWorkingDay(PACKAGE_CALENDAR, day)).toBe(false)
})
