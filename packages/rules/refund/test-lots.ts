// Lots for the tests of refunds: a kind, a price, and so much of it used.
import type { LotTerms } from '@ticun/protocol'
import { PACKAGE_CALENDAR } from '../calendar/years.ts'
import { NO_FIGURES, type LotFigures } from '../lot.ts'
import { freeSlots, slotsOf } from '../slots.ts'
import type { FundedLot, Quote, RefundCase } from './case.ts'
import { quoteLot } from './quote.ts'

export const PAID_AT = '2025-03-01T04:00:00.000Z'
/** Long after every cooling-off. */
export const LATER = '2026-01-15T04:00:00.000Z'
export const EVIDENCE = 'a'.repeat(64)

/** The quote of a lot, by the calendar of the package. */
export function quoteOf(lot: FundedLot, refundCase: RefundCase): Quote {
  return quoteLot(lot, refundCase, PACKAGE_CALENDAR)
}

const common = { currency: 'CNY', coolingOffDays: 7 } as const

/** A funded lot of these terms, with its first `used` slots confirmed. */
export function lotOf(terms: LotTerms, used = 0, figures: Partial<LotFigures> = {}): FundedLot {
  const slots = freeSlots(slotsOf(terms))
  return {
    terms,
    priceFen: BigInt(terms.priceFen),
    slotStates: 'C'.repeat(used) + slots.slice(used),
    figures: { ...NO_FIGURES, ...figures },
    paidAt: PAID_AT,
  }
}

type More = Partial<Extract<LotTerms, { kind: 'SESSION_PACK' }>>

/** A session pack; its list price is no evidence unless `more` says so. */
export function pack(priceFen: bigint, sessions: number, used: number, more: More = {}): FundedLot {
  const terms: LotTerms = {
    kind: 'SESSION_PACK',
    ...common,
    priceFen: String(priceFen),
    sessions,
    listPriceFen: '30000',
    ...more,
  }
  return lotOf(terms, used)
}

type MoreTerm = Partial<Extract<LotTerms, { kind: 'TERM_CARD' }>>

/** A term card that started when it was paid, with `booked` units accrued. */
export function term(
  priceFen: bigint,
  unit: 'DAY' | 'MONTH',
  units: number,
  booked: number,
  more: MoreTerm = {},
): FundedLot {
  const terms: LotTerms = {
    kind: 'TERM_CARD',
    ...common,
    priceFen: String(priceFen),
    unit,
    units,
    ...more,
  }
  return { ...lotOf(terms, booked), startsOn: '2025-03-01' }
}

/** A stored-value card of which `spentFen` of face was spent and released (F4). */
export function card(
  priceFen: bigint,
  bonusFen: bigint,
  spentFen: bigint,
  figures: Partial<LotFigures> = {},
): FundedLot {
  const terms: LotTerms = {
    kind: 'STORED_VALUE',
    ...common,
    priceFen: String(priceFen),
    ...(bonusFen > 0n ? { bonusFen: String(bonusFen) } : {}),
  }
  const releasedFen = (spentFen * priceFen) / (priceFen + bonusFen)
  return lotOf(terms, 0, { faceSpentFen: spentFen, releasedFen, ...figures })
}
