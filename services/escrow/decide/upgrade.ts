// Upgrade (F8): an old lot's plain value is credited to a better one; no cash leaves escrow.
import { isRefusal, refuse, type EscrowFact, type LotTerms, type Refusal } from '@ticun/protocol'
import { periodEnd, quoteUpgrade, slotsIn, spreadRefund } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import type { Speak } from './decision.ts'
import { policyValue } from './policy-of.ts'
import { uncoveredBy } from './refunds/approve.ts'
import { fundedLot } from './refunds/quote.ts'

/** A lot as it is agreed, before it is known how it is paid. */
export type AgreedLot = {
  contractId: string
  merchantId: string
  consumerId: string
  productId: string
  productVersion: number
  lotId: string
  reference: string
  terms: LotTerms
  termsSha256: string
}

/** What is left of a lot and can move: its free slots or face, and what they are worth. */
export type Movable = { amountFen: bigint; slots: number[]; faceFen: bigint }

/**
 * What of a lot can move now. Interest and parts of settled disputes stay with it, they are nobody
 * else's. Refused: lot_not_funded, refund_open, lot_closed, sessions_waiting (stored value),
 * accrual_behind, nothing_to_move.
 */
export function movableOf(world: World, lot: Lot, now: string): Movable | Refusal {
  const { status, lotId, terms, figures } = lot
  if (status === 'UNFUNDED' || status === 'PART_FUNDED') return refuse('lot_not_funded', lotId)
  if (status === 'REFUNDING') return refuse('refund_open', lotId)
  if (status !== 'ACTIVE') return refuse('lot_closed', status)
  const isStored = terms.kind === 'STORED_VALUE'
  if (isStored && figures.faceWaitingFen > 0n) return refuse('sessions_waiting', lotId)
  const upgrade = quoteUpgrade(fundedLot(lot), lot.priceFen, now, world.calendar)
  const { quote } = upgrade
  if (quote.merchantFen > 0n) return refuse('accrual_behind', lotId)
  const slots = isStored ? [] : slotsIn(lot.slotStates, 'F')
  const amountFen = quote.refundableFen - quote.creditFen
  if (isStored ? amountFen === 0n : slots.length === 0) return refuse('nothing_to_move', lotId)
  return { amountFen, slots, faceFen: quote.faceFen }
}

/** The payments behind an amount of a lot, newest first (F20). */
export function depositsBehind(lot: Lot, amountFen: bigint) {
  if (amountFen === 0n) return []
  const parts = spreadRefund(amountFen, 0n, lot.deposits)
  if (!parts) throw new Error(`${lot.lotId}: no payment stands behind ${amountFen} fen`)
  return parts.map((part) => ({ ...part, amountFen: part.amountFen.toString() }))
}

/**
 * Begins an upgrade: the old lot is out of reach until the difference has come, or at once given up
 * when there is none. Refused: unknown_lot, as `movableOf`, refund_not_covered,
 * upgrade_worth_more (it would pay cash out).
 */
export function startUpgrade(
  world: World,
  now: string,
  agreed: AgreedLot & { fromLotId: string },
  speak: Speak,
): EscrowFact[] | Refusal {
  const old = world.lots.get(agreed.fromLotId)
  if (old?.contractId !== agreed.contractId) return refuse('unknown_lot', agreed.fromLotId)
  const movable = movableOf(world, old, now)
  if (isRefusal(movable)) return movable
  const bar = uncoveredBy(old, movable.amountFen)
  if (bar) return bar
  const expectedFen = BigInt(agreed.terms.priceFen) - movable.amountFen
  if (expectedFen < 0n) return refuse('upgrade_worth_more', movable.amountFen.toString())
  const { merchantId, terms } = agreed
  const days = policyValue(world, 'part_payment_days', merchantId, now, terms.kind)
  const lapsesAt = periodEnd(world.calendar, now, days)
  const added = speak('lot.added', agreed.lotId, {
    ...agreed,
    origin: 'UPGRADE',
    expectedFen: expectedFen.toString(),
    ...(expectedFen > 0n ? { lapsesAt } : {}),
  })
  if (expectedFen > 0n) return [added]
  return [added, upgraded(old, agreed.lotId, movable, speak)]
}

function upgraded(old: Lot, lotId: string, movable: Movable, speak: Speak): EscrowFact {
  const { contractId, merchantId } = old
  return speak('lot.upgraded', lotId, {
    fromLotId: old.lotId,
    lotId,
    contractId,
    merchantId,
    amountFen: movable.amountFen.toString(),
    slots: movable.slots,
    faceFen: movable.faceFen.toString(),
    deposits: depositsBehind(old, movable.amountFen),
  })
}

/** The difference has come: what the old lot was worth is the new lot's now. */
export function completeUpgrade(world: World, lot: Lot, speak: Speak): EscrowFact[] {
  if (lot.origin !== 'UPGRADE' || lot.fromLotId === undefined) return []
  const old = world.lots.get(lot.fromLotId)!
  const amountFen = lot.priceFen - lot.expectedFen
  const slots = slotsIn(old.slotStates, 'R')
  const faceFen = old.terms.kind === 'STORED_VALUE' ? amountFen : 0n
  return [upgraded(old, lot.lotId, { amountFen, slots, faceFen }, speak)]
}

/** The fact that a lot is not waited for any more. */
export function cancelled(
  lot: Lot,
  reason: 'ASKED' | 'LAPSED',
  speak: Speak,
  at?: string,
): EscrowFact {
  const { contractId, lotId, merchantId } = lot
  return speak('lot.cancelled', lotId, { contractId, lotId, merchantId, reason }, at)
}

/**
 * The difference did not come in time: the new lot is off, the old one is what it was. A part of it
 * goes back first, in its own time.
 */
export function lapseUpgrade(world: World, lotId: string, speak: Speak, at: string): EscrowFact[] {
  const lot = world.lots.get(lotId)
  return lot?.status === 'UNFUNDED' ? [cancelled(lot, 'LAPSED', speak, at)] : []
}
