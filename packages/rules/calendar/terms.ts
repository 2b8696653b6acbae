// How much of a term has passed when suspensions do not count (formula F5).
import type { TermCardTerms } from '@ticun/protocol'
import { addDays, addMonths, daysBetween, monthsBetween } from './days.ts'

/** A term as it runs; days are dates of Shanghai. */
export type RunningTerm = Pick<TermCardTerms, 'unit' | 'units'> & {
  /** First day of the term. */
  startsOn: string
  /** Days of suspensions that are over. */
  suspendedDays: number
  /** First day of a suspension that goes on. */
  suspendedFrom?: string | undefined
}

function suspendedBefore(term: RunningTerm, date: string): number {
  const { suspendedDays, suspendedFrom } = term
  return suspendedDays + (suspendedFrom ? Math.max(0, daysBetween(suspendedFrom, date)) : 0)
}

/**
 * Units of the term (t of F5) that were complete at 0:00 of a date: days that passed, or whole
 * months, without the suspended days; at most all of them. A suspension must have begun before the
 * date to count, and one that is over must lie before it.
 */
export function elapsedUnits(term: RunningTerm, date: string): number {
  const served = addDays(date, -suspendedBefore(term, date))
  if (served <= term.startsOn) return 0
  const passed =
    term.unit === 'DAY' ? daysBetween(term.startsOn, served) : monthsBetween(term.startsOn, served)
  return Math.min(passed, term.units)
}

/** The day at whose beginning (0:00) the first `count` units are complete, as suspensions stand. */
export function elapsesOn(term: Omit<RunningTerm, 'suspendedFrom'>, count: number): string {
  const { unit, startsOn, suspendedDays } = term
  const end = unit === 'DAY' ? addDays(startsOn, count) : addMonths(startsOn, count)
  return addDays(end, suspendedDays)
}

/**
 * Last day of the term as it stands: each suspended day moves it on by one. While a suspension goes
 * on, nobody knows it; then it is the day as if the suspension had ended before it began.
 */
export function termLastDay(term: RunningTerm): string {
  return addDays(elapsesOn(term, term.units), -1)
}
