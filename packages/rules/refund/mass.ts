// A lot in the bulk refund of a merchant that is gone: formula F13, always the merchant's reason.
import type { Fen } from '@ticun/money'
import type { Calendar } from '../calendar/years.ts'
import { lotBalance, lotSchedule, NO_FIGURES } from '../lot.ts'
import { slotFen } from '../slots.ts'
import type { FundedLot, Quote } from './case.ts'
import { quoteLot } from './quote.ts'

/** Where the money of a lot goes; held + disputed = refund + kept. All in fen, all ≥ 0. */
export type MassShare = {
  /** Accounts 2001 and 2002 of the lot. */
  heldFen: Fen
  disputedFen: Fen
  /** To the consumer: all that was not performed, what is disputed or unconfirmed included. */
  refundFen: Fen
  /** Stays: performed before the stop and not booked yet; refunds under way; not covered. */
  keptFen: Fen
  /** Owed to her and not in the bank: a claim on the merchant, on nobody else's money. */
  shortfallFen: Fen
  /** What the refund takes of the lot. */
  taken: Pick<Quote, 'formula' | 'merchantFen' | 'slots' | 'faceFen' | 'creditFen'>
}

/** The lot as it is once sessions that nobody confirmed and disputed ones are taken back. */
function takenBack<L extends FundedLot>(lot: L): L {
  const { faceWaitingFen, faceDisputedFen, disputedFen } = NO_FIGURES
  return {
    ...lot,
    slotStates: lot.slotStates.replaceAll(/[SDR]/g, 'F'),
    figures: { ...lot.figures, faceWaitingFen, faceDisputedFen, disputedFen },
  }
}

/**
 * The share of a lot at an instant (UTC) when its merchant stopped on `lot.stoppedOn` (F13): priced
 * as for the merchant's reason (F2, F4, F5), and only sessions that are final were performed. What
 * the merchant owes to the lot (F12) is not in the bank: so much is not refunded but claimed.
 */
export function massShare(lot: FundedLot, now: string, calendar: Calendar): MassShare {
  const quote = quoteLot(takenBack(lot), { now, fault: 'MERCHANT' }, calendar)
  const { heldFen, disputedFen } = lotBalance(lot)
  const taken = coveredPart(lot, quote, heldFen + disputedFen - lot.figures.owedFen)
  const { refundFen } = taken
  const keptFen = heldFen + disputedFen - refundFen
  if (keptFen < 0n) throw new RangeError(`more to give back than is held: ${refundFen} fen`)
  const shortfallFen = quote.shortfallFen + quote.refundableFen - refundFen
  return { heldFen, disputedFen, refundFen, keptFen, shortfallFen, taken }
}

/** The part of a quote that cash stands behind: whole slots, so that the rest can follow later. */
function coveredPart(lot: FundedLot, quote: Quote, cashFen: Fen) {
  const { formula, merchantFen, slots, faceFen, creditFen, refundableFen } = quote
  const all = { formula, merchantFen, slots, faceFen, creditFen, refundFen: refundableFen }
  if (refundableFen <= cashFen) return all
  const none = { ...all, merchantFen: 0n, slots: [], faceFen: 0n, creditFen: 0n, refundFen: 0n }
  if (lot.terms.kind === 'STORED_VALUE' || merchantFen > 0n || creditFen > cashFen) return none
  const schedule = lotSchedule(lot)
  let refundFen = creditFen
  const covered = slots.filter((slot) => {
    const nextFen = refundFen + slotFen(schedule, slot)
    if (nextFen > cashFen) return false
    refundFen = nextFen
    return true
  })
  return { ...all, slots: covered, refundFen }
}
