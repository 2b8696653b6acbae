// Days as Asia/Shanghai counts them (YYYY-MM-DD): plain arithmetic, no law in it.

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** China has kept UTC+8 without summer time since 1992. */
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS
const MONTHS_A_YEAR = 12

/** Midnight UTC of a day, in ms: only differences of these mean anything. */
function dayMs(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`)
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** The Shanghai date (YYYY-MM-DD) of a UTC instant. */
export function shanghaiDate(instant: string): string {
  return dayAt(Date.parse(instant) + SHANGHAI_OFFSET_MS)
}

/** The first instant (0:00, UTC text) of a Shanghai date. */
export function startOfShanghaiDay(date: string): string {
  return new Date(dayMs(date) - SHANGHAI_OFFSET_MS).toISOString()
}

/** The last instant (23:59:59.999, UTC text) of a Shanghai date: a period "ends at 24:00". */
export function endOfShanghaiDay(date: string): string {
  return new Date(dayMs(date) - SHANGHAI_OFFSET_MS + DAY_MS - 1).toISOString()
}

/** The instant `ms` after an instant (UTC). */
export function addMs(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString()
}

/** The date `days` after a date; before it when negative. */
export function addDays(date: string, days: number): string {
  return dayAt(dayMs(date) + days * DAY_MS)
}

/** Days from a date to another: 1 to the next day, negative to an earlier one. */
export function daysBetween(from: string, to: string): number {
  return (dayMs(to) - dayMs(from)) / DAY_MS
}

/**
 * The corresponding day `months` later, or the last day of that month where there is none (Civil
 * Code 202): 31 January and one month give 28 or 29 February, and two give 31 March.
 */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const index = year * MONTHS_A_YEAR + month - 1 + months
  const first = Date.UTC(Math.floor(index / MONTHS_A_YEAR), index % MONTHS_A_YEAR, 1)
  const next = Date.UTC(Math.floor((index + 1) / MONTHS_A_YEAR), (index + 1) % MONTHS_A_YEAR, 1)
  const days = (next - first) / DAY_MS
  return dayAt(first + (Math.min(day, days) - 1) * DAY_MS)
}

/** Complete months from a date to a later one; 0 when it is not later. */
export function monthsBetween(from: string, to: string): number {
  const [year = 0, month = 1] = from.split('-').map(Number)
  const [toYear = 0, toMonth = 1] = to.split('-').map(Number)
  const months = (toYear - year) * MONTHS_A_YEAR + toMonth - month
  return Math.max(0, addMonths(from, months) > to ? months - 1 : months)
}

/** Whether a date is a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  const weekday = new Date(dayMs(date)).getUTCDay()
  return weekday === 0 || weekday === 6
}
