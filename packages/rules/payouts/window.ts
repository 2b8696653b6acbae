// The dispute window: how long the consumer may object to a confirmed session.
import type { Refusal } from '@ticun/protocol'
import { addDays, shanghaiDate, startOfShanghaiDay } from '../calendar/days.ts'
import { isWithinPeriod, periodEnd } from '../calendar/periods.ts'
import type { Calendar } from '../calendar/years.ts'

/**
 * Whether a session that was confirmed at an instant can still be disputed: the day of the
 * confirmation does not count, a holiday end rolls on (Civil Code 201, 203). A window of 0 days is
 * none. Refused: calendar_year_unknown.
 */
export function isDisputable(
  calendar: Calendar,
  confirmedAt: string,
  windowDays: number,
  now: string,
): boolean | Refusal {
  return windowDays === 0 ? false : isWithinPeriod(calendar, confirmedAt, windowDays, now)
}

/** The last instant of the window; undefined when there is none. Refused: calendar_year_unknown. */
export function disputableUntil(
  calendar: Calendar,
  confirmedAt: string,
  windowDays: number,
): string | undefined | Refusal {
  return windowDays === 0 ? undefined : periodEnd(calendar, confirmedAt, windowDays)
}

/**
 * The first instant whose confirmations are still disputable; those before it are final. Later than
 * now when nothing is. Refused: calendar_year_unknown.
 */
export function finalBefore(calendar: Calendar, windowDays: number, now: string): string | Refusal {
  const today = shanghaiDate(now)
  if (windowDays === 0) return startOfShanghaiDay(addDays(today, 1))
  let day = addDays(today, -windowDays)
  for (;;) {
    const earlier = startOfShanghaiDay(addDays(day, -1))
    const within = isWithinPeriod(calendar, earlier, windowDays, now)
    if (typeof within !== 'boolean') return within
    if (!within) return startOfShanghaiDay(day)
    day = addDays(day, -1)
  }
}
