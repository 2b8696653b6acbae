// Formula F14: what a lot gives when the bank takes a payment of it back.
import { minFen, type Fen } from '@ticun/money'
import { faceLeft, faceOf, lotBalance, lotSchedule, spendFen, type LotState } from '../lot.ts'
import { slotFen, slotsIn } from '../slots.ts'

/** What leaves a lot, in fen. Slots and the change of its credit together are `heldFen`. */
export type TakenOfLot = {
  /** Out of account 2001. */
  heldFen: Fen
  /** The slots that give their money up, the highest first. */
  slots: number[]
  /** Face that is gone with it (stored value). */
  faceFen: Fen
  /** Added to the lot's credit: the last slot's rest; negative where credit was taken. */
  creditFen: Fen
}

/**
 * Takes up to an amount out of what nothing waits for: whole free slots, the highest first, so that
 * the next sessions keep theirs; what the last slot holds beyond the amount stays with the lot as
 * credit. When no slot is left, out of the credit. Sessions that wait or are disputed keep their
 * money.
 */
export function takeOfLot(lot: LotState, amountFen: Fen): TakenOfLot {
  return lot.terms.kind === 'STORED_VALUE' ? takeFace(lot, amountFen) : takeSlots(lot, amountFen)
}

function takeSlots(lot: LotState, amountFen: Fen): TakenOfLot {
  const schedule = lotSchedule(lot)
  const slots: number[] = []
  let slotsFen = 0n
  for (const slot of slotsIn(lot.slotStates, 'F').toReversed()) {
    if (slotsFen >= amountFen) break
    slots.push(slot)
    slotsFen += slotFen(schedule, slot)
  }
  if (slotsFen >= amountFen) {
    return { heldFen: amountFen, slots, faceFen: 0n, creditFen: slotsFen - amountFen }
  }
  const creditFen = minFen(lot.figures.creditFen, amountFen - slotsFen)
  return { heldFen: slotsFen + creditFen, slots, faceFen: 0n, creditFen: -creditFen }
}

function takeFace(lot: LotState, amountFen: Fen): TakenOfLot {
  const { pendingFen, creditFen: hersFen, faceWaitingFen } = lot.figures
  const boundFen = pendingFen + hersFen + spendFen(lot, faceWaitingFen)
  const freeFen = lotBalance(lot).heldFen - boundFen
  const openFen = minFen(freeFen, amountFen)
  // Rounded up: what is left of the face never costs more than what is left of the money.
  const wanted = (openFen * faceOf(lot) + lot.priceFen - 1n) / lot.priceFen
  const faceFen = openFen === freeFen ? faceLeft(lot) : minFen(faceLeft(lot), wanted)
  const creditFen = minFen(hersFen, amountFen - openFen)
  return { heldFen: openFen + creditFen, slots: [], faceFen, creditFen: -creditFen }
}

/** A chargeback by who bears it, in fen; the parts sum to it. */
export type ChargebackParts = TakenOfLot & {
  /** The merchant's debt (1101): service that was delivered and paid out of the lot. */
  merchantFen: Fen
  /** The consumer's debt (1101): she had this money back by a refund already. */
  consumerFen: Fen
}

/**
 * Parts a chargeback (F14): out of what the lot holds, the rest is the merchant's debt. No more of
 * a payment can come back to its payer than `openFen`, what is neither refunded nor charged back of
 * it: what the bank took beyond that she has twice.
 */
export function chargebackParts(lot: LotState, amountFen: Fen, openFen: Fen): ChargebackParts {
  const ownFen = minFen(amountFen, openFen)
  const taken = takeOfLot(lot, ownFen)
  return { ...taken, merchantFen: ownFen - taken.heldFen, consumerFen: amountFen - ownFen }
}

/** What a lot's chargebacks made the merchant owe: all of it, and what stands open in 1101. */
export type ChargebackDebt = { merchantFen: Fen; owedFen: Fen }

/** Money for the merchant, in fen: its debt (1101) is cancelled first, the rest is payable. */
export type GivenToMerchant = { owedFen: Fen; payableFen: Fen }

/** Gives the merchant an amount back of what chargebacks had made it owe. */
export function relieve(amountFen: Fen, debt: ChargebackDebt): GivenToMerchant {
  const owedFen = minFen(amountFen, debt.owedFen)
  return { owedFen, payableFen: amountFen - owedFen }
}

/**
 * A chargeback that was won: the money is back, each has what it gave. `merchantFen` is what the
 * chargeback put on the merchant; what was covered out of the lot since is the lot's again.
 */
export function chargebackWon(
  amountFen: Fen,
  parts: { merchantFen: Fen; consumerFen: Fen },
  debt: ChargebackDebt,
): GivenToMerchant & { heldFen: Fen } {
  const backFen = minFen(parts.merchantFen, debt.merchantFen)
  return { ...relieve(backFen, debt), heldFen: amountFen - backFen - parts.consumerFen }
}
