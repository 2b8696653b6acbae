// From when to when a paid lot can be used, by its own terms.
import type { LotTerms } from '@ticun/protocol'
import { addDays, endOfShanghaiDay, shanghaiDate } from './days.ts'
import { termLastDay } from './terms.ts'

/** First day of a term (Shanghai), and last instant of use (UTC); absent where there is no end. */
export type Validity = { startsOn?: string; validUntil?: string }

/**
 * The validity of a lot that was paid in full at an instant (UTC). A term card begins on the day
 * of payment, and that day is its first. Days of validity begin on the day after (Civil Code 201).
 * Neither end rolls on: they are days of service, not of a declaration.
 */
export function validityOf(terms: LotTerms, paidAt: string): Validity {
  const paidOn = shanghaiDate(paidAt)
  if (terms.kind === 'TERM_CARD') {
    const { unit, units } = terms
    const last = termLastDay({ unit, units, startsOn: paidOn, suspendedDays: 0 })
    return { startsOn: paidOn, validUntil: endOfShanghaiDay(last) }
  }
  if (terms.kind === 'SESSION_PACK' || terms.validityDays === undefined) return {}
  return { validUntil: endOfShanghaiDay(addDays(paidOn, terms.validityDays)) }
}
