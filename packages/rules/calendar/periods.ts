// When a period ends, by the Civil Code: the start day does not count, a holiday end rolls on.
import type { Refusal } from '@ticun/protocol'
import { addDays, addMonths, endOfShanghaiDay, shanghaiDate } from './days.ts'
import { isWorkingDay, type Calendar } from './years.ts'

/** The date itself when it is worked, else the next one that is. Refused: calendar_year_unknown. */
function rollOn(calendar: Calendar, date: string): string | Refusal {
  for (let day = date; ; day = addDays(day, 1)) {
    const isWorked = isWorkingDay(calendar, day)
    if (typeof isWorked !== 'boolean') return isWorked
    if (isWorked) return day
  }
}

function endOf(day: string | Refusal): string | Refusal {
  return typeof day === 'string' ? endOfShanghaiDay(day) : day
}

/**
 * The last instant (UTC) of a period of whole days that runs from an instant: the day of the
 * instant does not count (Civil Code 201), a last day that is no working day rolls on to the next
 * one, and it ends at 24:00 in Shanghai (203). Refused: calendar_year_unknown.
 */
export function periodEnd(calendar: Calendar, from: string, days: number): string | Refusal {
  return endOf(rollOn(calendar, addDays(shanghaiDate(from), days)))
}

/**
 * Whether an instant lies within such a period. A holiday only ever makes a period longer, so that
 * its plain days need no calendar. Refused: calendar_year_unknown, where that decides.
 */
export function isWithinPeriod(
  calendar: Calendar,
  from: string,
  days: number,
  now: string,
): boolean | Refusal {
  if (now <= endOfShanghaiDay(addDays(shanghaiDate(from), days))) return true
  const end = periodEnd(calendar, from, days)
  return typeof end === 'string' ? now <= end : end
}

/**
 * The last instant of a period of whole months: it ends on the corresponding day of the last
 * month, or on that month's last day (202), and a holiday rolls on. Refused: calendar_year_unknown.
 */
export function monthsEnd(calendar: Calendar, from: string, months: number): string | Refusal {
  return endOf(rollOn(calendar, addMonths(shanghaiDate(from), months)))
}

/**
 * The last instant (UTC) of a period of `count` ≥ 1 working days: 24:00 of the working day number
 * `count` after the day of the instant. Refused: calendar_year_unknown.
 */
export function workingPeriodEnd(
  calendar: Calendar,
  from: string,
  count: number,
): string | Refusal {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`not a period: ${count} days`)
  let day: string | Refusal = shanghaiDate(from)
  for (let passed = 0; passed < count && typeof day === 'string'; passed += 1) {
    day = rollOn(calendar, addDays(day, 1))
  }
  return endOf(day)
}
