// Formula F0: how a lot's price is spread over its slots, fen by fen.
import { proportion, type Fen } from '@ticun/money'
import type { LotTerms } from '@ticun/protocol'

/**
 * How a price lies over a lot's slots: `paid` of them share it, those before and after are gifts
 * of 0 fen.
 */
export type Schedule = { priceFen: Fen; before: number; paid: number; after: number }

/**
 * One character per slot of a lot, in order:
 * F free · S submitted, waits for confirmation · C confirmed, released · D disputed ·
 * R in a refund or upgrade that is asked for · X closed by a refund · P parted by a settlement of a
 * dispute · T transferred or upgraded away · B taken back by the bank · N never this lot's own (it
 * came by a transfer).
 */
export type SlotState = 'F' | 'S' | 'C' | 'D' | 'R' | 'X' | 'P' | 'T' | 'B' | 'N'

/** States in which a slot's money is the consumer's held balance (account 2001). */
export const HELD_STATES = ['F', 'S', 'R'] as const satisfies readonly SlotState[]

/** Number of slots that terms give: sessions with gifts, or units of a term; 0 for stored value. */
export function slotsOf(terms: LotTerms): number {
  if (terms.kind === 'STORED_VALUE') return 0
  if (terms.kind === 'TERM_CARD') return terms.units
  return terms.sessions + (terms.gifts ?? 0)
}

/** The schedule of a lot of these terms and this price (F0; gifts by F2g). */
export function scheduleOf(terms: LotTerms, priceFen: Fen): Schedule {
  const all = { priceFen, before: 0, paid: slotsOf(terms), after: 0 }
  if (terms.kind !== 'SESSION_PACK' && terms.kind !== 'HYBRID') return all
  const gifts = terms.gifts ?? 0
  const policy = terms.giftPolicy ?? 'POOLED'
  if (gifts === 0 || policy === 'POOLED') return all
  const paid = terms.sessions
  if (policy === 'GIFT_FIRST') return { priceFen, before: gifts, paid, after: 0 }
  return { priceFen, before: 0, paid, after: gifts }
}

/**
 * What the first `used` slots of a schedule cost, in fen: R(k) = ⌊P·k/M⌋ over the paid ones
 * (formula F0). The floor favours the consumer: what is held is never below the exact value.
 */
export function earned({ priceFen, before, paid }: Schedule, used: number): Fen {
  const count = Math.min(Math.max(used - before, 0), paid)
  return paid === 0 ? 0n : proportion(priceFen, BigInt(count), BigInt(paid))
}

/** Fen of slot `index` (0-based): R(index + 1) − R(index). The slots of a lot sum to its price. */
export function slotFen(schedule: Schedule, index: number): Fen {
  const { before, paid, after } = schedule
  const slots = before + paid + after
  if (index < 0 || index >= slots) throw new RangeError(`no slot ${index} among ${slots}`)
  return earned(schedule, index + 1) - earned(schedule, index)
}

/** A fresh lot's slots: all free. */
export function freeSlots(slots: number): string {
  return 'F'.repeat(slots)
}

/** Index of the lowest free slot, the one that a session takes; −1 when none is left. */
export function lowestFreeSlot(states: string): number {
  return states.indexOf('F')
}

/** The states with the slot at `index` replaced. */
export function withSlot(states: string, index: number, state: SlotState): string {
  return states.slice(0, index) + state + states.slice(index + 1)
}

/** The states with every `from` replaced by `to`. */
export function withSlots(states: string, from: SlotState, to: SlotState): string {
  return states.replaceAll(from, to)
}

/** Indices of the slots that are in this state. */
export function slotsIn(states: string, state: SlotState): number[] {
  return Array.from(states).flatMap((each, index) => (each === state ? [index] : []))
}

/** Σ fen of the slots that are in one of these states. */
export function fenIn(schedule: Schedule, states: string, wanted: readonly SlotState[]): Fen {
  let sum = 0n
  for (let index = 0; index < states.length; index += 1) {
    if ((wanted as readonly string[]).includes(states[index]!)) sum += slotFen(schedule, index)
  }
  return sum
}
