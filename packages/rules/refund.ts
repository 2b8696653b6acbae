// What a consumer gets back from a session pack, and why: formulas F1 and F2.
import type { Fen } from '@ticun/money'
import type { LotTerms, Refusal } from '@ticun/protocol'
import { isWithinPeriod, periodEnd } from './calendar/periods.ts'
import type { Calendar } from './calendar/years.ts'
import { fenIn, scheduleOf, slotsIn } from './slots.ts'

export type RefundFormula = 'F1' | 'F2'

/** The part of a lot that a quote needs. Amounts in fen, instants UTC. */
export type RefundableLot = {
  terms: LotTerms
  priceFen: Fen
  slotStates: string
  paidAt: string
}

export type Quote = {
  formula: RefundFormula
  refundableFen: Fen
  /** Slots that the refund would take. */
  slots: number[]
  /** Held for sessions that are recorded and wait for confirmation. */
  awaitingFen: Fen
  /** Undefined where nobody knows the holidays of that year yet. */
  coolingOffUntil: string | undefined
  items: { labelZh: string; labelEn: string; amountFen: Fen }[]
}

/**
 * Quotes the refund of a session pack at an instant, when the reason is not the consumer's.
 *
 * F1 (cooling-off, Interpretation 法释〔2025〕4号 art 14): nothing consumed and within the days
 * from payment → all of the price. F2 (art 15, 18): price − what the consumed sessions cost at
 * the contract's price, which is exactly what is held. A session that the merchant recorded and
 * nobody confirmed is neither consumed nor refundable yet; its slot stays held. Refused:
 * calendar_year_unknown.
 */
export function quoteRefund(lot: RefundableLot, now: string, calendar: Calendar): Quote | Refusal {
  const slots = slotsIn(lot.slotStates, 'F')
  const schedule = scheduleOf(lot.terms, lot.priceFen)
  const { coolingOffDays } = lot.terms
  const refundableFen = fenIn(schedule, lot.slotStates, ['F'])
  const awaitingFen = fenIn(schedule, lot.slotStates, ['S'])
  const consumedFen = fenIn(schedule, lot.slotStates, ['C'])
  const goneFen = fenIn(schedule, lot.slotStates, ['R', 'X'])
  const untouched = slots.length === lot.slotStates.length
  const mayCool = untouched && coolingOffDays > 0
  const cools = mayCool && isWithinPeriod(calendar, lot.paidAt, coolingOffDays, now)
  if (typeof cools !== 'boolean') return cools
  const coolingOffEnd = periodEnd(calendar, lot.paidAt, coolingOffDays)
  const coolingOffUntil = typeof coolingOffEnd === 'string' ? coolingOffEnd : undefined
  const used = slotsIn(lot.slotStates, 'C').length
  const items = [
    { labelZh: '已付款', labelEn: 'Paid', amountFen: lot.priceFen },
    { labelZh: `已消 ${used} 次`, labelEn: `${used} sessions used`, amountFen: -consumedFen },
  ]
  if (awaitingFen > 0n) {
    items.push({ labelZh: '待确认消课', labelEn: 'Sessions awaiting you', amountFen: -awaitingFen })
  }
  if (goneFen > 0n) {
    items.push({ labelZh: '已退或退款中', labelEn: 'Refunded or under way', amountFen: -goneFen })
  }
  const formula = cools ? 'F1' : 'F2'
  return { formula, refundableFen, slots, awaitingFen, coolingOffUntil, items }
}
