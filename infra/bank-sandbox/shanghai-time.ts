// Knows the bank's calendar: days and clock times of Asia/Shanghai.

/** Shanghai has kept UTC+8 without summer time since 1992; the bank books nothing older. */
const OFFSET_MS = 8 * 60 * 60 * 1000
export const DAY_MS = 24 * 60 * 60 * 1000
const FIRST_DATE = '1992-01-01'
/** Booking time of a payment for which only a day was given: the evening run, in ms of the day. */
const EVENING_RUN_MS = 23 * 60 * 60 * 1000

/** The day (YYYY-MM-DD, Shanghai) in which an instant (ms since the epoch) falls. */
export function bankDateOf(instantMs: number): string {
  return new Date(instantMs + OFFSET_MS).toISOString().slice(0, 10)
}

/** The first instant (ms since the epoch) of a day (YYYY-MM-DD, Shanghai). */
export function startOfBankDay(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) - OFFSET_MS
}

/** The instant (ms since the epoch) at which payments of a day are booked. */
export function eveningOf(date: string): number {
  return startOfBankDay(date) + EVENING_RUN_MS
}

/** True for a real calendar day, written YYYY-MM-DD, from 1992 on. */
export function isBankDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DATE) return false
  const instantMs = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(instantMs) && new Date(instantMs).toISOString().slice(0, 10) === text
}

/** An instant as the bank's clocks show it: 2015-02-01T09:12:33.000+08:00. */
export function bankClockText(instantMs: number): string {
  return `${new Date(instantMs + OFFSET_MS).toISOString().slice(0, -1)}+08:00`
}
