// Working days of mainland China, by the State Council's notice of the year or, before it, the law.
import chineseDays from 'chinese-days'
import { isWeekend } from './days.ts'
import { statutoryHolidays } from './statutory.ts'

/** Years whose notices the package knows. */
const YEARS_OF_PACKAGE = { from: 2004, to: 2026 } as const
/** Holidays that every notice must hold: fixed days of the law on holidays (全国年节及纪念日放假办法). */
const FIXED_HOLIDAYS = ['01-01', '05-01', '10-01', '10-02', '10-03']

/** One year's notice as it was published, supplied where the package does not know the year. */
export type CalendarYear = {
  year: number
  /** All days off that the notice names, weekends among them or not. */
  holidays: readonly string[]
  /** Saturdays and Sundays that are worked instead (调休). */
  workdays: readonly string[]
  /** When it was supplied (UTC); absent: before everything. */
  suppliedAt?: string | undefined
}

/** What is known of working days: the package's years, and supplied ones, which come first. */
export type Calendar = {
  /** Supplied years, and since when they are known (UTC; empty text: always). */
  years: ReadonlyMap<number, string>
  /** Day → whether it is worked, where Monday to Friday does not say it. */
  days: ReadonlyMap<string, boolean>
}

/** The years of the package alone. */
export const PACKAGE_CALENDAR: Calendar = { years: new Map(), days: new Map() }

/**
 * A calendar with supplied years. Of two notices of one year the later in the list holds, and a
 * supplied year replaces the package's: the State Council has changed a year that had begun.
 */
export function calendarOf(supplied: readonly CalendarYear[]): Calendar {
  const latest = new Map(supplied.map((each) => [each.year, each]))
  const days = new Map<string, boolean>()
  for (const { holidays, workdays } of latest.values()) {
    for (const date of holidays) days.set(date, false)
    for (const date of workdays) days.set(date, true)
  }
  const years = new Map([...latest].map(([year, { suppliedAt }]) => [year, suppliedAt ?? '']))
  return { years, days }
}

/** The year of a date. */
export function yearOf(date: string): number {
  return Number(date.slice(0, 'YYYY'.length))
}

function isPackaged(year: number): boolean {
  return year >= YEARS_OF_PACKAGE.from && year <= YEARS_OF_PACKAGE.to
}

/**
 * Whether a date lies in a year whose notice nobody has supplied: until then Monday to Friday but
 * for the holidays that the law names are worked, and what is reckoned by it is provisional.
 */
export function isProvisional(calendar: Calendar, date: string): boolean {
  const year = yearOf(date)
  return !calendar.years.has(year) && !isPackaged(year)
}

/**
 * Whether a date is worked, make-up days counted where the year's notice is known. A notice may
 * also name days of the December before it.
 */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  const named = calendar.days.get(date)
  if (named !== undefined) return named
  const year = yearOf(date)
  if (calendar.years.has(year)) return !isWeekend(date)
  if (isPackaged(year)) return chineseDays.isWorkday(date)
  return !isWeekend(date) && !statutoryHolidays(year).has(date)
}

/** What makes a supplied year implausible; undefined when nothing does. */
export function calendarFault({ year, holidays, workdays }: CalendarYear): string | undefined {
  const ownDay = (date: string) => date.startsWith(`${year}-`) || date.startsWith(`${year - 1}-12-`)
  const foreign = [...holidays, ...workdays].find((date) => !ownDay(date))
  if (foreign) return `${foreign} lies outside of ${year}`
  const off = new Set(holidays)
  const both = workdays.find((date) => off.has(date))
  if (both) return `${both} is named as a holiday and as a working day`
  const needless = workdays.find((date) => !isWeekend(date))
  if (needless) return `${needless} is no Saturday or Sunday, so it needs no making up`
  const lacking = FIXED_HOLIDAYS.find((day) => !off.has(`${year}-${day}`))
  return lacking && `${year}-${lacking} is a holiday by law and is not named`
}
