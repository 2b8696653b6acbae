// What a lot would give now: the rules' quote of a lot of the world, and its two deadlines.
import { isRefusal, refuse, type Refusal } from '@ticun/protocol'
import {
  BUILT_IN_POLICIES,
  PACKAGE_CALENDAR,
  quoteLot,
  resolvePolicy,
  shanghaiDate,
  workingPeriodEnd,
  type Quote,
  type RefundCase,
} from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'

/** States in which a lot has money that can be asked back. */
const REFUNDABLE: readonly Lot['status'][] = [
  'ACTIVE',
  'SUSPENDED',
  'EXPIRED_HOLD',
  'EXHAUSTED',
  'CLOSED',
]

/** The quote of a funded lot. Refused: calendar_year_unknown. */
export function quoteOf(lot: Lot, refundCase: RefundCase): Quote | Refusal {
  return quoteLot({ ...lot, paidAt: lot.paidAt! }, refundCase, PACKAGE_CALENDAR)
}

/**
 * Why a lot gives nothing back; undefined when it may. Refused: lot_not_funded, refund_open,
 * lot_closed.
 */
export function refundBar(lot: Lot): Refusal | undefined {
  if (lot.paidAt === undefined) return refuse('lot_not_funded', lot.lotId)
  if (lot.status === 'REFUNDING') return refuse('refund_open', lot.lotId)
  if (!REFUNDABLE.includes(lot.status)) return refuse('lot_closed', lot.lotId)
  const closed = lot.status === 'CLOSED' && lot.figures.creditFen === 0n
  return closed ? refuse('lot_closed', lot.lotId) : undefined
}

type Days =
  'refund_review_working_days' | 'refund_deadline_working_days' | 'cooling_off_refund_working_days'

/** The last instant of so many working days as a policy says; undefined when none says any. */
function periodOf(key: Days, from: string): string | Refusal | undefined {
  const place = { industry: '*', district: '*', day: shanghaiDate(from) }
  const days = resolvePolicy(BUILT_IN_POLICIES, key, place)?.value ?? 0
  return days > 0 ? workingPeriodEnd(PACKAGE_CALENDAR, from, days) : undefined
}

/** Last instant (UTC) at which a refund asked for at `from` has to be paid. */
export function payBy(basis: Quote['deadlineBasis'], from: string): string | Refusal | undefined {
  const ordinary = 'refund_deadline_working_days' as const
  return periodOf(basis === 'COOLING_OFF' ? 'cooling_off_refund_working_days' : ordinary, from)
}

/** Last instant at which the merchant may be silent; cooling-off asks for no review. */
export function reviewUntil(quote: Quote, from: string): string | Refusal | undefined {
  return quote.formula === 'F1' ? undefined : periodOf('refund_review_working_days', from)
}

/** Both deadlines of a request. Refused: calendar_year_unknown. */
export function deadlinesOf(
  quote: Quote,
  from: string,
): { reviewUntil?: string; payBy?: string } | Refusal {
  const review = reviewUntil(quote, from)
  if (review !== undefined && isRefusalValue(review)) return review
  const pay = payBy(quote.deadlineBasis, from)
  if (pay !== undefined && isRefusalValue(pay)) return pay
  return { ...(review ? { reviewUntil: review } : {}), ...(pay ? { payBy: pay } : {}) }
}

function isRefusalValue(value: string | Refusal): value is Refusal {
  return typeof value !== 'string' && isRefusal(value)
}
