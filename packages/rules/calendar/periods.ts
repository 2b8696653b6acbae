// When a period ends, by the Civil Code: the start day does not count, a holiday end rolls on.
import { addDays, addMonths, endOfShanghaiDay, shanghaiDate } from './days.ts'
import { isProvisional, isWorkingDay, PACKAGE_CALENDAR, yearOf, type Calendar } from './years.ts'

/** The date itself when it is worked, else the next one that is. */
function rollOn(calendar: Calendar, date: string): string {
  let day = date
  while (!isWorkingDay(calendar, day)) day = addDays(day, 1)
  return day
}

/**
 * The last day of a period that ends on a date unless that is no working day. Where the notice came
 * while the period ran, the later of both reckonings holds: it takes nothing from who was told.
 */
function lastDay(calendar: Calendar, from: string, date: string): string {
  const last = rollOn(calendar, date)
  const year = yearOf(date)
  const cameLater = [year, year + 1].some((each) => (calendar.years.get(each) ?? '') > from)
  if (!cameLater) return last
  const told = rollOn(PACKAGE_CALENDAR, date)
  return told > last ? told : last
}

/** Whether an end of a period (UTC) may move yet, because its year's notice is not supplied. */
export function isProvisionalEnd(calendar: Calendar, end: string): boolean {
  return isProvisional(calendar, shanghaiDate(end))
}

/** What a view says of last instants (UTC) of which one may move yet. */
export function provisionalNote(
  calendar: Calendar,
  ...ends: readonly (string | undefined)[]
): { provisional?: true } {
  const isOpen = ends.some((end) => end !== undefined && isProvisionalEnd(calendar, end))
  return isOpen ? { provisional: true } : {}
}

/**
 * The last instant (UTC) of a period of whole days that runs from an instant: the day of the
 * instant does not count (Civil Code 201), a last day that is no working day rolls on to the next
 * one, and it ends at 24:00 in Shanghai (203).
 */
export function periodEnd(calendar: Calendar, from: string, days: number): string {
  return endOfShanghaiDay(lastDay(calendar, from, addDays(shanghaiDate(from), days)))
}

/**
 * Whether an instant lies within such a period. A holiday only ever makes a period longer, so that
 * its plain days need no calendar.
 */
export function isWithinPeriod(
  calendar: Calendar,
  from: string,
  days: number,
  now: string,
): boolean {
  if (now <= endOfShanghaiDay(addDays(shanghaiDate(from), days))) return true
  return now <= periodEnd(calendar, from, days)
}

/**
 * The last instant of a period of whole months: it ends on the corresponding day of the last
 * month, or on that month's last day (202), and a holiday rolls on.
 */
export function monthsEnd(calendar: Calendar, from: string, months: number): string {
  return endOfShanghaiDay(lastDay(calendar, from, addMonths(shanghaiDate(from), months)))
}

/**
 * The last instant (UTC) of a period of `count` ≥ 1 working days: 24:00 of the working day number
 * `count` after the day of the instant.
 */
export function workingPeriodEnd(calendar: Calendar, from: string, count: number): string {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`not a period: ${count} days`)
  let day = shanghaiDate(from)
  for (let passed = 0; passed < count; passed += 1) day = rollOn(calendar, addDays(day, 1))
  return endOfShanghaiDay(day)
}
