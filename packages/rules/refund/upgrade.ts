// Upgrade (F8): what an old lot is worth towards the price of a new one.
import type { Fen } from '@ticun/money'
import type { Calendar } from '../calendar/years.ts'
import type { FundedLot, Quote } from './case.ts'
import { quoteLot } from './quote.ts'

/** Amounts in fen. */
export type Upgrade = {
  formula: 'F8'
  /** The old lot's plain value, credited to the new price; no cash leaves escrow. */
  valueFen: Fen
  /** What has to be paid on top; 0 when the value covers the price. */
  differenceFen: Fen
  /** What the value exceeds the new price by: such an upgrade would pay cash out, so it is none. */
  excessFen: Fen
  quote: Quote
}

/** Values a lot for an upgrade to a new price: as a refund for neither side's reason. */
export function quoteUpgrade(
  lot: FundedLot,
  newPriceFen: Fen,
  now: string,
  calendar: Calendar,
): Upgrade {
  const quote = quoteLot(lot, { now, fault: 'NEITHER' }, calendar)
  const valueFen = quote.refundableFen
  const gap = newPriceFen - valueFen
  const [differenceFen, excessFen] = gap >= 0n ? [gap, 0n] : [0n, -gap]
  return { formula: 'F8', valueFen, differenceFen, excessFen, quote }
}
