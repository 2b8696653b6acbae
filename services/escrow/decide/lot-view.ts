// A lot as callers see it.
import type { LotView } from '@ticun/protocol'
import { faceLeft, faceOf, lotBalance, slotsIn } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'

/** A lot with its money, in the wire's words. */
export function viewLot(lot: Lot): LotView {
  const { lotId, productId, productVersion, terms, termsSha256, reference, status } = lot
  const { addedAt, paidAt, startsOn, validUntil, suspendedFrom, suspendedDays, slotStates } = lot
  const { chargebackId } = lot
  const funded = paidAt !== undefined
  const money = lotBalance(lot)
  const fen = (amount: bigint) => (funded ? amount : 0n).toString()
  const used = { C: slotsIn(slotStates, 'C').length, S: slotsIn(slotStates, 'S').length }
  const missingFen = funded ? 0n : lot.expectedFen - lot.receivedFen
  return {
    lotId,
    productId,
    productVersion,
    terms,
    termsSha256,
    reference,
    status,
    addedAt,
    ...(paidAt ? { paidAt } : {}),
    ...(startsOn ? { startsOn } : {}),
    ...(validUntil ? { validUntil } : {}),
    ...(suspendedFrom ? { suspendedFrom } : {}),
    ...(suspendedDays > 0 ? { suspendedDays } : {}),
    missingFen: missingFen.toString(),
    paidFen: fen(money.paidFen),
    heldFen: fen(money.heldFen),
    disputedFen: fen(money.disputedFen),
    releasedFen: fen(money.earnedFen),
    adjustedFen: fen(money.adjustedFen),
    refundedFen: fen(money.refundedFen),
    transferredFen: fen(money.transferredFen),
    interestFen: fen(money.interestFen),
    ...(money.chargedBackFen > 0n ? { chargedBackFen: fen(money.chargedBackFen) } : {}),
    ...(chargebackId ? { chargebackId } : {}),
    sessionsTotal: slotStates.length,
    sessionsUsed: used.C,
    sessionsAwaiting: used.S,
    ...(terms.kind === 'STORED_VALUE'
      ? { faceFen: faceOf(lot).toString(), faceLeftFen: faceLeft(lot).toString() }
      : {}),
  }
}
