// The holidays that the law itself names, for years whose notice is not published yet.
import chineseDays from 'chinese-days'
import { addDays } from './days.ts'

const DAY_MS = 86_400_000
const MONTHS = 12
/** Mean time from one Qingming (solar longitude 15°) to the next. */
const TROPICAL_YEAR_MS = 365.24237 * DAY_MS
/** Qingming of 2025: 4 April, 20:48 in Shanghai, written as if it were UTC. */
const QINGMING_2025_MS = Date.UTC(2025, 3, 4, 20, 48)

/** Lunar years whose months the package knows; their new moons are decided by the minute. */
const LUNAR_YEARS = { from: 1901, to: 2100 } as const
/** New Year of a lunar year that everything else is counted from. */
const NEW_YEAR_2025 = '2025-01-29'

/** Days of the first `months` months of a lunar year, a leap month among them or not. */
function lunarDays(year: number, months: number): number {
  const { leapMonth, days } = chineseDays.getYearLeapMonth(year)
  let sum = leapMonth !== undefined && leapMonth <= months ? days : 0
  for (let month = 1; month <= months; month += 1) sum += chineseDays.monthDays(year, month)
  return sum
}

function lunarNewYear(year: number): string {
  let date = NEW_YEAR_2025
  for (let each = 2025; each < year; each += 1) date = addDays(date, lunarDays(each, MONTHS))
  for (let each = 2024; each >= year; each -= 1) date = addDays(date, -lunarDays(each, MONTHS))
  return date
}

/** Of a leap month the number carries a suffix, so that it is no number. */
const LUNAR = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/** The first day of a year that is this day of the lunar year, to a day, as Unicode has it. */
function approximately(year: number, month: number, day: number): string {
  for (let date = `${year}-01-15`; ; date = addDays(date, 1)) {
    const parts = LUNAR.formatToParts(Date.parse(`${date}T00:00:00.000Z`))
    const valueOf = (type: string) => Number(parts.find((part) => part.type === type)?.value)
    if (valueOf('month') === month && valueOf('day') === day) return date
  }
}

/** The days of a year on which its Spring Festival, Dragon Boat and Mid-Autumn fall. */
function lunarFeasts(year: number): [spring: string, dragonBoat: string, midAutumn: string] {
  if (year < LUNAR_YEARS.from || year > LUNAR_YEARS.to) {
    return [approximately(year, 1, 1), approximately(year, 5, 5), approximately(year, 8, 15)]
  }
  const spring = lunarNewYear(year)
  const after = (months: number, day: number) => addDays(spring, lunarDays(year, months) + day - 1)
  return [spring, after(4, 5), after(7, 15)]
}

/** The day of Qingming of a year, by the mean length of the year. */
function qingmingOf(year: number): string {
  const atMs = QINGMING_2025_MS + (year - 2025) * TROPICAL_YEAR_MS
  return new Date(atMs).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

const known = new Map<number, ReadonlySet<string>>()

/**
 * The days off of a year by the law on holidays as it is since 2025 (全国年节及纪念日放假办法): one
 * at New Year, four at Spring Festival from its eve on, one each at Qingming, Dragon Boat and
 * Mid-Autumn, two at Labour Day, three at National Day. Which days of the week are moved for them
 * only a notice says.
 */
export function statutoryHolidays(year: number): ReadonlySet<string> {
  const before = known.get(year)
  if (before) return before
  const [spring, dragonBoat, midAutumn] = lunarFeasts(year)
  const fixed = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']
  const days = new Set([
    ...fixed.map((day) => `${year}-${day}`),
    ...[-1, 0, 1, 2].map((offset) => addDays(spring, offset)),
    qingmingOf(year),
    dragonBoat,
    midAutumn,
  ])
  known.set(year, days)
  return days
}
