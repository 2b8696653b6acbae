// Where the end of a running period moves when the notice of a year is supplied.
import { addDays, endOfShanghaiDay, shanghaiDate } from './days.ts'
import { isProvisional, isWorkingDay, type Calendar } from './years.ts'

/**
 * The end of a period of whole days (UTC) by another calendar: a day that is off by it rolls on,
 * and no end comes earlier than it was told.
 */
export function movedEnd(calendar: Calendar, end: string): string {
  let day = shanghaiDate(end)
  while (!isWorkingDay(calendar, day)) day = addDays(day, 1)
  return endOfShanghaiDay(day)
}

/**
 * The end of a period of working days (UTC) by another calendar: as many working days after the day
 * on which it began as there were by the calendar that it was reckoned by.
 */
export function movedWorkingEnd(
  before: Calendar,
  after: Calendar,
  from: string,
  end: string,
): string {
  const last = shanghaiDate(end)
  const start = shanghaiDate(from)
  let left = 0
  for (let day = addDays(start, 1); day <= last; day = addDays(day, 1)) {
    if (isWorkingDay(before, day)) left += 1
  }
  let day = start
  while (left > 0) {
    day = addDays(day, 1)
    if (isWorkingDay(after, day)) left -= 1
  }
  return day === start ? end : endOfShanghaiDay(day)
}

/** The first day whose being worked a year's notice may say: it names days of December before. */
export function firstDayOfNotice(year: number): string {
  return `${year - 1}-12-01`
}

/** From this day on the notice of the year after is published any day. */
const NOTICE_FROM = '11-01'

/**
 * Years whose notice officers are asked for on a day: its own, and from November on the next one.
 */
export function noticesWanted(calendar: Calendar, today: string): number[] {
  const year = Number(today.slice(0, 'YYYY'.length))
  const years = today.slice('YYYY-'.length) >= NOTICE_FROM ? [year, year + 1] : [year]
  return years.filter((each) => isMissing(calendar, each))
}

function isMissing(calendar: Calendar, year: number): boolean {
  return isProvisional(calendar, `${year}-06-30`)
}
