// When a merchant's next payout is: once in each day, week or month of Shanghai.
import type { PAYOUT_CYCLES } from '@ticun/protocol'
import { addDays, addMonths, shanghaiDate } from '../calendar/days.ts'

export type PayoutCycle = (typeof PAYOUT_CYCLES)[number]

const DAYS_A_WEEK = 7
/** 1970-01-01 was a Thursday, so that this was the first Monday. */
const FIRST_MONDAY_MS = Date.parse('1970-01-05T00:00:00.000Z')
const WEEK_MS = DAYS_A_WEEK * 86_400_000

/** First day of the cycle that a day lies in; a week begins on Monday. */
function firstDay(cycle: PayoutCycle, day: string): string {
  if (cycle === 'DAILY') return day
  if (cycle === 'MONTHLY') return `${day.slice(0, 'YYYY-MM'.length)}-01`
  const ms = Date.parse(`${day}T00:00:00.000Z`)
  const passed = Math.floor((ms - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS
  return new Date(FIRST_MONDAY_MS + passed).toISOString().slice(0, day.length)
}

/**
 * The first day (Shanghai) on which a merchant may be paid again, when it was last reckoned with at
 * `lastAt` (UTC): the first one of the next cycle. Never reckoned with: today.
 */
export function nextPayoutOn(cycle: PayoutCycle, now: string, lastAt: string | undefined): string {
  const today = shanghaiDate(now)
  if (lastAt === undefined) return today
  const first = firstDay(cycle, shanghaiDate(lastAt))
  const steps = { DAILY: 1, WEEKLY: DAYS_A_WEEK } as const
  const next = cycle === 'MONTHLY' ? addMonths(first, 1) : addDays(first, steps[cycle])
  return next > today ? next : today
}
