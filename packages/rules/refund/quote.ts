// What a consumer gets back from a lot, and why: the entry to formulas F1 to F7 and F18.
import { minFen, type Fen } from '@ticun/money'
import { isWithinPeriod, periodEnd } from '../calendar/periods.ts'
import type { Calendar } from '../calendar/years.ts'
import type { Deduction, FundedLot, Item, Quote, RefundCase } from './case.ts'
import { shareOf, type Share } from './reason.ts'
import { standingOf, type Standing } from './standing.ts'

/**
 * Quotes the refund of a funded lot. F1 (cooling-off, Art 14): nothing confirmed, and within the
 * days from payment → all of it, whatever the reason. Else the formula of the kind and the reason.
 * What waits for confirmation or is disputed is neither consumed nor refundable yet; it stays held.
 */
export function quoteLot(lot: FundedLot, refundCase: RefundCase, calendar: Calendar): Quote {
  const { now, fault } = refundCase
  const standing = standingOf(lot, now)
  const cooling = isCooling(lot, standing, now, calendar)
  const coolingOffEnd = periodEnd(calendar, lot.paidAt, lot.terms.coolingOffDays)
  const share: Share = cooling
    ? { formula: 'F1', refundFen: standing.unperformedFen + standing.lateFen, items: [] }
    : shareOf(lot, standing, refundCase)
  const deducted = deduct(share.refundFen, cooling ? [] : (refundCase.deductions ?? []))
  const principalFen = share.refundFen - deducted.sumFen
  const { creditFen, slots, faceFen, awaitingFen, disputedFen, shortfallFen } = standing
  return {
    formula: share.formula,
    fault,
    refundableFen: principalFen + creditFen,
    merchantFen: standing.unperformedFen + standing.lateFen - principalFen,
    slots,
    faceFen,
    creditFen,
    awaitingFen,
    disputedFen,
    shortfallFen,
    items: [...baseItems(lot, standing, cooling), ...share.items, ...deducted.items],
    coolingOffUntil: coolingOffEnd,
    deadlineBasis: cooling ? 'COOLING_OFF' : 'ORDINARY',
    expired: lot.validUntil !== undefined && now > lot.validUntil,
  }
}

/**
 * The days that have passed on a term card do not end its cooling-off while nothing is booked of
 * them: time alone is no use of the service.
 */
function isCooling(lot: FundedLot, standing: Standing, now: string, calendar: Calendar): boolean {
  const { coolingOffDays } = lot.terms
  const mayCool = coolingOffDays > 0 && standing.untouched && !lot.knownService
  return mayCool && isWithinPeriod(calendar, lot.paidAt, coolingOffDays, now)
}

/** Gifted goods (F18, Art 21): each deducted at no more than its fair value, all by what is due. */
function deduct(dueFen: Fen, deductions: readonly Deduction[]): { sumFen: Fen; items: Item[] } {
  let sumFen = 0n
  const items = deductions.map(({ labelZh, labelEn, amountFen, fairValueFen }) => {
    const takenFen = minFen(minFen(amountFen, fairValueFen), dueFen - sumFen)
    sumFen += takenFen
    return { labelZh, labelEn, amountFen: -takenFen }
  })
  return { sumFen, items }
}

/** From what was paid to what is free; those of 0 fen are left out but for the first two. */
function baseItems(lot: FundedLot, standing: Standing, cooling: boolean): Item[] {
  const { paidFen, unperformedFen, awaitingFen, disputedFen, transferredFen } = standing
  const performedFen = standing.performedFen - (cooling ? standing.lateFen : 0n)
  const free = unperformedFen + (cooling ? standing.lateFen : 0n)
  const named = performedFen + standing.shortfallFen + awaitingFen + disputedFen + transferredFen
  const used = usedWords(lot, cooling ? 0n : standing.used)
  const first: Item[] = [
    { labelZh: '已付款', labelEn: 'Paid', amountFen: paidFen },
    { ...used, amountFen: -performedFen },
  ]
  const others: [string, string, Fen][] = [
    ['停业后仍入账', 'Booked after the merchant had stopped', -standing.shortfallFen],
    ['待确认消课', 'Sessions awaiting you', -awaitingFen],
    ['争议中', 'Disputed', -disputedFen],
    ['已转出', 'Transferred or upgraded', -transferredFen],
    ['已退、退款中或已结算', 'Refunded, under way or settled', free + named - paidFen],
    ['孳息及争议结算', 'Interest and settled disputes', standing.creditFen],
  ]
  return [
    ...first,
    ...others
      .filter(([, , amountFen]) => amountFen !== 0n)
      .map(([labelZh, labelEn, amountFen]) => ({ labelZh, labelEn, amountFen })),
  ]
}

function usedWords({ terms }: FundedLot, used: bigint): Pick<Item, 'labelZh' | 'labelEn'> {
  if (terms.kind === 'STORED_VALUE') return { labelZh: '已消费', labelEn: 'Spent' }
  if (terms.kind !== 'TERM_CARD') {
    return { labelZh: `已消 ${used} 次`, labelEn: `${used} sessions used` }
  }
  return terms.unit === 'DAY'
    ? { labelZh: `已过 ${used} 天`, labelEn: `${used} days passed` }
    : { labelZh: `已过 ${used} 个月`, labelEn: `${used} months passed` }
}
