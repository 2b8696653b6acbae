// Formulas F11 and F15: sessions that no money stood behind take slots when money arrives.
import type { Fen } from '@ticun/money'
import { lotSchedule, spendFen, faceLeft, type LotState } from '../lot.ts'
import { lowestFreeSlot, slotFen, withSlot } from '../slots.ts'

/** A session that happened and has no slot; `faceFen` where it spent stored value. */
export type Unfunded = {
  sessionId: string
  /** When it happened (UTC). */
  occurredAt: string
  faceFen?: Fen | undefined
}

/** What a session takes of the lot: a slot, or face of stored value; and its price in fen. */
export type Filled = { sessionId: string; slot?: number; amountFen: Fen }

/** Oldest first; of two at one instant the lower id. */
export function oldestFirst(a: Unfunded, b: Unfunded): number {
  const [left, right] = [`${a.occurredAt} ${a.sessionId}`, `${b.occurredAt} ${b.sessionId}`]
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Gives unfunded sessions the slots of a lot that money has arrived for, oldest first, each the
 * lowest free slot (F0); a spend takes its face. What does not fit stays unfunded, and nothing
 * younger overtakes it. A session later than `validUntil` (UTC) is not the lot's, and no session is
 * a term card's, which is earned by its days alone. The lot's held balance never goes below zero
 * (F11).
 */
export function backfill(
  lot: LotState & { validUntil?: string | undefined },
  unfunded: readonly Unfunded[],
): Filled[] {
  const filled: Filled[] = []
  if (lot.terms.kind === 'TERM_CARD') return filled
  let { slotStates } = lot
  let { figures } = lot
  for (const { sessionId, occurredAt, faceFen } of unfunded.toSorted(oldestFirst)) {
    if (lot.validUntil !== undefined && occurredAt > lot.validUntil) break
    if ((faceFen !== undefined) !== (lot.terms.kind === 'STORED_VALUE')) continue
    if (faceFen === undefined) {
      const slot = lowestFreeSlot(slotStates)
      if (slot < 0) break
      slotStates = withSlot(slotStates, slot, 'S')
      filled.push({ sessionId, slot, amountFen: slotFen(lotSchedule(lot), slot) })
      continue
    }
    const now = { ...lot, figures }
    if (faceFen > faceLeft(now)) break
    const amountFen = spendFen(now, faceFen)
    filled.push({ sessionId, amountFen })
    const faceSpentFen = figures.faceSpentFen + faceFen
    figures = { ...figures, faceSpentFen, releasedFen: figures.releasedFen + amountFen }
  }
  return filled
}
