// The quote of a session pack in its two plain formulas, for callers that know no others.
import { isRefusal, type Refusal } from '@ticun/protocol'
import type { Calendar } from '../calendar/years.ts'
import { NO_FIGURES, type LotFigures, type LotState } from '../lot.ts'
import type { Quote } from './case.ts'
import { quoteLot } from './quote.ts'

/** The part of a lot that such a quote needs. Instants UTC. */
export type RefundableLot = Omit<LotState, 'figures'> & { figures?: LotFigures; paidAt: string }

export type PackQuote = Pick<
  Quote,
  'refundableFen' | 'slots' | 'awaitingFen' | 'coolingOffUntil' | 'items'
> & { formula: 'F1' | 'F2' }

/**
 * Quotes a session pack when the reason is not the consumer's (F1, F2). Refused:
 * calendar_year_unknown.
 */
export function quoteRefund(
  lot: RefundableLot,
  now: string,
  calendar: Calendar,
): PackQuote | Refusal {
  const quote = quoteLot({ figures: NO_FIGURES, ...lot }, { now, fault: 'NEITHER' }, calendar)
  if (isRefusal(quote)) return quote
  const { refundableFen, slots, awaitingFen, coolingOffUntil, items } = quote
  const formula = quote.formula === 'F1' ? 'F1' : 'F2'
  return { formula, refundableFen, slots, awaitingFen, coolingOffUntil, items }
}
