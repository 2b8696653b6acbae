// A lot as the formulas see it, and where its money stands.
import { proportion, type Fen } from '@ticun/money'
import type { LotTerms } from '@ticun/protocol'
import { fenIn, HELD_STATES, scheduleOf, type Schedule } from './slots.ts'

/**
 * What a lot's slots do not say; all in fen, all ≥ 0. The `face` figures are of stored value
 * alone: the amount shown on the card, gift included.
 */
export type LotFigures = {
  /** Paid back to the consumer, or on the way to her. */
  refundedFen: Fen
  /** Given to the merchant without a whole session: by a refund's split or a settled dispute. */
  adjustedFen: Fen
  /** The merchant's part of a refund under way; held until the consumer's part has arrived. */
  pendingFen: Fen
  /** Held, and no slot's: interest, and the consumer's part of a settled dispute. */
  creditFen: Fen
  /** Interest that was ever allocated to the lot. */
  interestFen: Fen
  /** Of what is held: owed by the merchant (1101), and so not covered by cash yet (F12). */
  owedFen: Fen
  /** Left by a transfer or an upgrade (stored value; slots say it by T). */
  transferredFen: Fen
  /** Face spent and confirmed (C), waiting for confirmation, disputed. */
  faceSpentFen: Fen
  faceWaitingFen: Fen
  faceDisputedFen: Fen
  /** Face that a refund, a transfer or an upgrade took. */
  faceGoneFen: Fen
  /** Price released for spent face; price that stands disputed (stored value). */
  releasedFen: Fen
  disputedFen: Fen
  /** Taken back by the bank out of what was held (F14). */
  chargedBackFen: Fen
  /** Put on the merchant by chargebacks, and of that what it still owes (1101). */
  chargebackMerchantFen: Fen
  chargebackOwedFen: Fen
}

export const NO_FIGURES: LotFigures = {
  refundedFen: 0n,
  adjustedFen: 0n,
  pendingFen: 0n,
  creditFen: 0n,
  interestFen: 0n,
  owedFen: 0n,
  transferredFen: 0n,
  faceSpentFen: 0n,
  faceWaitingFen: 0n,
  faceDisputedFen: 0n,
  faceGoneFen: 0n,
  releasedFen: 0n,
  disputedFen: 0n,
  chargedBackFen: 0n,
  chargebackMerchantFen: 0n,
  chargebackOwedFen: 0n,
}

/** A funded lot: what was agreed, and what became of it. */
export type LotState = {
  terms: LotTerms
  /** The price that the schedule spreads; of a transferred lot, that of the lot it came from. */
  priceFen: Fen
  /** One character per slot; empty for stored value. */
  slotStates: string
  figures: LotFigures
}

/** Where the money of a lot stands, in fen: paid + interest = all the others together. */
export type LotBalance = {
  paidFen: Fen
  interestFen: Fen
  /** Account 2001. */
  heldFen: Fen
  /** Account 2002. */
  disputedFen: Fen
  earnedFen: Fen
  adjustedFen: Fen
  refundedFen: Fen
  transferredFen: Fen
  chargedBackFen: Fen
}

/** The schedule of a lot. */
export function lotSchedule({ terms, priceFen }: Pick<LotState, 'terms' | 'priceFen'>): Schedule {
  return scheduleOf(terms, priceFen)
}

/** Face of a stored-value lot: paid and gifted (P + B); 0 for any other. */
export function faceOf({ terms, priceFen }: Pick<LotState, 'terms' | 'priceFen'>): Fen {
  return terms.kind === 'STORED_VALUE' ? priceFen + BigInt(terms.bonusFen ?? '0') : 0n
}

/** Face that can still be spent; 0 for lots of slots. */
export function faceLeft(lot: LotState): Fen {
  const { faceSpentFen, faceWaitingFen, faceDisputedFen, faceGoneFen } = lot.figures
  return faceOf(lot) - faceSpentFen - faceWaitingFen - faceDisputedFen - faceGoneFen
}

/**
 * Price that spending `faceFen` releases now (F4): ⌊(C + s)·P/(P + B)⌋ less what was released.
 * Paid and gifted money are one pool.
 */
export function spendFen(lot: LotState, faceFen: Fen): Fen {
  const { faceSpentFen, faceDisputedFen, releasedFen, disputedFen } = lot.figures
  const spent = faceSpentFen + faceDisputedFen + faceFen
  const due = proportion(lot.priceFen, spent, faceOf(lot)) - releasedFen - disputedFen
  // After a reversal the floor may already stand one fen higher than the formula.
  return due > 0n ? due : 0n
}

/** Where the money of a funded lot stands (laws: held = Σ unreleased slots; parts sum to paid). */
export function lotBalance(lot: LotState): LotBalance {
  const { figures, priceFen, slotStates } = lot
  const { refundedFen, adjustedFen, interestFen, chargedBackFen } = figures
  const common = { refundedFen, adjustedFen, interestFen, chargedBackFen }
  if (lot.terms.kind === 'STORED_VALUE') {
    const { releasedFen, disputedFen, transferredFen } = figures
    const gone = refundedFen + transferredFen + chargedBackFen
    const out = releasedFen + disputedFen + adjustedFen + gone
    return {
      ...common,
      paidFen: priceFen,
      heldFen: priceFen + interestFen - out,
      disputedFen,
      earnedFen: releasedFen,
      transferredFen,
    }
  }
  const fen = (states: Parameters<typeof fenIn>[2]) => fenIn(lotSchedule(lot), slotStates, states)
  return {
    ...common,
    paidFen: priceFen - fen(['N']),
    heldFen: fen(HELD_STATES) + figures.pendingFen + figures.creditFen,
    disputedFen: fen(['D']),
    earnedFen: fen(['C']),
    transferredFen: fen(['T']),
  }
}
