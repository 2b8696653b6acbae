// Days as mainland China counts them: Asia/Shanghai dates, working days, periods by the Civil Code.
import chineseDays from 'chinese-days'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** China has kept UTC+8 without summer time since 1992. */
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS
/** Years whose holidays and make-up days the State Council has published and the package knows. */
const YEARS_KNOWN = { from: 2004, to: 2026 } as const

/** The Shanghai date (YYYY-MM-DD) of a UTC instant. */
export function shanghaiDate(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}

/** The last instant (23:59:59.999, UTC text) of a Shanghai date: a period "ends at 24:00". */
export function endOfShanghaiDay(date: string): string {
  return new Date(
    Date.parse(`${date}T00:00:00.000Z`) - SHANGHAI_OFFSET_MS + DAY_MS - 1,
  ).toISOString()
}

/** The date `days` after a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/**
 * Whether a date is a working day, make-up days (调休) counted; Monday to Friday in unknown years.
 */
export function isWorkingDay(date: string): boolean {
  const year = Number(date.slice(0, 4))
  if (year >= YEARS_KNOWN.from && year <= YEARS_KNOWN.to) return chineseDays.isWorkday(date)
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/**
 * The last instant of a period of whole days from an instant: the first day does not count, a last
 * day that is no working day rolls on to the next one, and it ends at 24:00 (Civil Code 201, 203).
 */
export function periodEnd(fromInstant: string, days: number): string {
  let last = addDays(shanghaiDate(fromInstant), days)
  while (!isWorkingDay(last)) last = addDays(last, 1)
  return endOfShanghaiDay(last)
}
