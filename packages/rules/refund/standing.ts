// Where a lot stands for a refund: what was performed, what is free, what must wait.
import type { Fen } from '@ticun/money'
import { shanghaiDate } from '../calendar/days.ts'
import { faceLeft, lotBalance, lotSchedule, spendFen } from '../lot.ts'
import { slotFen, slotsIn } from '../slots.ts'
import type { FundedLot } from './case.ts'
import { performedUnits } from './term.ts'

/** Amounts in fen, all ≥ 0. Free = late + unperformed. */
export type Standing = {
  paidFen: Fen
  /** At the contract's price, what the merchant performed: booked, or late to be booked. */
  performedFen: Fen
  /** Its number: sessions or units that cost something, or (stored value) fen of face. */
  performedUnits: bigint
  /** Sessions or units used, gifts included; for people to read. */
  used: bigint
  /** Performed, free and not booked yet: units of a term of which the accrual is late. */
  lateFen: Fen
  unperformedFen: Fen
  /** Booked as performed, although the merchant had stopped before. */
  shortfallFen: Fen
  awaitingFen: Fen
  disputedFen: Fen
  transferredFen: Fen
  creditFen: Fen
  slots: number[]
  faceFen: Fen
  /**
   * Nothing of it was performed, given back or moved on. What the desk alone says, and nobody has
   * confirmed, does not touch it; neither does what stands disputed.
   */
  untouched: boolean
}

/** The standing of a funded lot at an instant (UTC). */
export function standingOf(lot: FundedLot, now: string): Standing {
  return lot.terms.kind === 'STORED_VALUE' ? ofStoredValue(lot) : ofSlots(lot, now)
}

function ofStoredValue(lot: FundedLot): Standing {
  const { figures } = lot
  const balance = lotBalance(lot)
  const awaitingFen = spendFen(lot, figures.faceWaitingFen)
  const bound = figures.pendingFen + figures.creditFen + awaitingFen
  return {
    paidFen: balance.paidFen,
    performedFen: balance.earnedFen,
    performedUnits: figures.faceSpentFen,
    used: figures.faceSpentFen,
    lateFen: 0n,
    unperformedFen: balance.heldFen - bound,
    shortfallFen: 0n,
    awaitingFen,
    disputedFen: balance.disputedFen,
    transferredFen: balance.transferredFen,
    creditFen: figures.creditFen,
    slots: [],
    faceFen: faceLeft(lot),
    untouched: balance.heldFen + balance.disputedFen === lot.priceFen + figures.interestFen,
  }
}

function ofSlots(lot: FundedLot, now: string): Standing {
  const { terms, slotStates, figures } = lot
  const schedule = lotSchedule(lot)
  const elapsed =
    terms.kind === 'TERM_CARD' ? performedUnits(terms, lot, shanghaiDate(now)) : undefined
  const untouched = /^[FNSD]*$/.test(slotStates)
  const fen = { booked: 0n, late: 0n, free: 0n, beyond: 0n, S: 0n, D: 0n, T: 0n, N: 0n }
  let priced = 0n
  let used = 0n
  for (let index = 0; index < slotStates.length; index += 1) {
    const state = slotStates[index]
    const amount = slotFen(schedule, index)
    const passed = elapsed === undefined ? state === 'C' : index < elapsed
    const performed = passed && (state === 'C' || state === 'F')
    const { before, paid } = schedule
    if (performed) used += 1n
    if (performed && index >= before && index < before + paid) priced += 1n
    if (state === 'C') fen[passed ? 'booked' : 'beyond'] += amount
    if (state === 'F') fen[passed ? 'late' : 'free'] += amount
    if (state === 'S' || state === 'D' || state === 'T' || state === 'N') fen[state] += amount
  }
  return {
    paidFen: lot.priceFen - fen.N,
    performedFen: fen.booked + fen.late,
    performedUnits: priced,
    used,
    lateFen: fen.late,
    unperformedFen: fen.free,
    shortfallFen: fen.beyond,
    awaitingFen: fen.S,
    disputedFen: fen.D,
    transferredFen: fen.T,
    creditFen: figures.creditFen,
    slots: slotsIn(slotStates, 'F'),
    faceFen: 0n,
    untouched,
  }
}
