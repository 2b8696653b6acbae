// The dispute window: how long the consumer may object to a confirmed session.
import { addDays, shanghaiDate, startOfShanghaiDay } from '../calendar/days.ts'
import { isWithinPeriod, periodEnd } from '../calendar/periods.ts'
import type { Calendar } from '../calendar/years.ts'

/**
 * Whether a session that was confirmed at an instant can still be disputed: the day of the
 * confirmation does not count, a holiday end rolls on (Civil Code 201, 203). A window of 0 days is
 * none.
 */
export function isDisputable(
  calendar: Calendar,
  confirmedAt: string,
  windowDays: number,
  now: string,
): boolean {
  return windowDays === 0 ? false : isWithinPeriod(calendar, confirmedAt, windowDays, now)
}

/** The last instant of the window; undefined when there is none. */
export function disputableUntil(
  calendar: Calendar,
  confirmedAt: string,
  windowDays: number,
): string | undefined {
  return windowDays === 0 ? undefined : periodEnd(calendar, confirmedAt, windowDays)
}

/** No run of days off is as long; a period's end rolls on no further. */
const ROLLED_DAYS_MAX = 20

/**
 * The first instant whose confirmations may still be disputed; those before it are final. Later
 * than now when nothing may. `windowDays` says the window of a day's confirmations, `daysMax` the
 * longest one that there is.
 */
export function finalBefore(
  calendar: Calendar,
  windowDays: (day: string) => number,
  daysMax: number,
  now: string,
): string {
  const today = shanghaiDate(now)
  let border = startOfShanghaiDay(addDays(today, 1))
  for (let back = 0; back <= daysMax + ROLLED_DAYS_MAX; back += 1) {
    const day = addDays(today, -back)
    const start = startOfShanghaiDay(day)
    if (isDisputable(calendar, start, windowDays(day), now)) border = start
  }
  return border
}
