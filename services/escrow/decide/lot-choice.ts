// Which of a contract's lots a session is taken from.
import { refuse, type Refusal } from '@ticun/protocol'
import { expiresFirst, faceLeft, lowestFreeSlot } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'

/** The lots of a contract (oldest first) in the order in which they are used up (F7). */
export function inOrderOfUse(lots: readonly Lot[]): Lot[] {
  return lots.length === 1 ? [lots[0]!] : lots.toSorted(expiresFirst)
}

/** What a session asks of a lot: when it happened (UTC), and the face that it spends, if any. */
type Asked = { occurredAt: string; faceFen?: bigint | undefined }

/** Whether there is enough left in it. */
function hasRoom(lot: Lot, faceFen: bigint | undefined): boolean {
  return faceFen === undefined ? lowestFreeSlot(lot.slotStates) >= 0 : faceLeft(lot) >= faceFen
}

/** Whether a session can be taken from it: in use, in its time, and with enough left. */
function isUsable(lot: Lot, { occurredAt, faceFen }: Asked): boolean {
  if (lot.status !== 'ACTIVE') return false
  if (lot.validUntil !== undefined && occurredAt > lot.validUntil) return false
  return hasRoom(lot, faceFen)
}

/** Spends are of stored value, sessions of packs; a term card is earned by the day alone. */
function isOfKind({ terms: { kind } }: Lot, faceFen: bigint | undefined): boolean {
  if (faceFen !== undefined) return kind === 'STORED_VALUE'
  return kind === 'SESSION_PACK' || kind === 'HYBRID'
}

/**
 * The lot that a session of this time is taken from: of those that were paid by then, the one that
 * expires first, then the oldest (F7). Refused: face_missing (no lot is of that kind),
 * no_free_slot or balance_too_small (all are used up), chargeback_open, lot_not_funded (none is
 * paid), lot_closed, before_payment.
 */
export function lotForSession(world: World, contractId: string, asked: Asked): Lot | Refusal {
  const all = lotsOf(world, contractId)
  const lots = inOrderOfUse(all.filter((lot) => isOfKind(lot, asked.faceFen)))
  if (lots.length === 0) return refuse('face_missing', all.at(-1)!.terms.kind)
  const usable = lots.filter((lot) => isUsable(lot, asked))
  const paid = usable.find((lot) => lot.paidAt! <= asked.occurredAt)
  if (paid) return paid
  if (usable[0]) return refuse('before_payment', usable[0].paidAt)
  const has = (...statuses: Lot['status'][]) => lots.find((lot) => statuses.includes(lot.status))
  const usedUp = has('ACTIVE', 'EXHAUSTED')
  if (usedUp) {
    return refuse(asked.faceFen === undefined ? 'no_free_slot' : 'balance_too_small', usedUp.lotId)
  }
  const reversed = lots.find((lot) => lot.chargebackId !== undefined)
  if (reversed) return refuse('chargeback_open', reversed.chargebackId)
  const unfunded = has('UNFUNDED', 'PART_FUNDED')
  if (unfunded) return refuse('lot_not_funded', unfunded.lotId)
  return refuse('lot_closed', lots.at(-1)?.lotId)
}

/** The lot that would take a session that happened before it was paid (F15). */
export function lotForEarlier(world: World, contractId: string, asked: Asked): Lot | undefined {
  const lots = lotsOf(world, contractId).filter((lot) => isOfKind(lot, asked.faceFen))
  return inOrderOfUse(lots).find((lot) => isUsable(lot, asked))
}
