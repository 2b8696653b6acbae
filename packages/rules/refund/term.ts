// How much of a lot's term the merchant has performed (F5, Art 22).
import type { TermCardTerms } from '@ticun/protocol'
import { elapsedUnits } from '../calendar/terms.ts'

/** What became of a lot's term. Days of Shanghai, YYYY-MM-DD. */
export type Term = {
  /** Its first day; absent while it has not begun. */
  startsOn?: string | undefined
  /** Day from which the merchant served no more (Art 22): counted as the end. */
  stoppedOn?: string | undefined
  /** Day from which it is suspended now. */
  suspendedFrom?: string | undefined
  /** Days of earlier suspensions. */
  suspendedDays?: number | undefined
}

/**
 * Units (t of F5) of a term card that have passed wholly before a day: today itself does not count,
 * so what is held is never below the exact value. Undefined while the term has not begun.
 */
export function performedUnits(
  { unit, units }: Pick<TermCardTerms, 'unit' | 'units'>,
  { startsOn, stoppedOn, suspendedFrom, suspendedDays = 0 }: Term,
  today: string,
): number | undefined {
  if (startsOn === undefined) return undefined
  const until = stoppedOn !== undefined && stoppedOn < today ? stoppedOn : today
  return elapsedUnits({ unit, units, startsOn, suspendedDays, suspendedFrom }, until)
}
