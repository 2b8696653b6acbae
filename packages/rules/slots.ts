// Formula F0: how a lot's price is spread over its sessions, fen by fen.
import { proportion, type Fen } from '@ticun/money'

/**
 * What `used` of `slots` sessions of a lot cost, in fen: R(k) = ⌊P·k/M⌋ (formula F0).
 * The floor favours the consumer: what is held is never below the exact value.
 */
export function earned(priceFen: Fen, slots: number, used: number): Fen {
  return proportion(priceFen, BigInt(used), BigInt(slots))
}

/** Fen of slot `index` (0-based): R(index + 1) − R(index). The slots of a lot sum to its price. */
export function slotFen(priceFen: Fen, slots: number, index: number): Fen {
  if (index < 0 || index >= slots) throw new RangeError(`no slot ${index} among ${slots}`)
  return earned(priceFen, slots, index + 1) - earned(priceFen, slots, index)
}

/**
 * One character per slot of a lot, in order.
 * F free · S submitted, waits for confirmation · C confirmed, released · R in a refund · X refunded
 */
export type SlotState = 'F' | 'S' | 'C' | 'R' | 'X'

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
export function fenIn(priceFen: Fen, states: string, wanted: readonly SlotState[]): Fen {
  let sum = 0n
  for (let index = 0; index < states.length; index += 1) {
    if ((wanted as readonly string[]).includes(states[index]!)) {
      sum += slotFen(priceFen, states.length, index)
    }
  }
  return sum
}

/** States in which a slot's money is still the consumer's. */
export const HELD_STATES = ['F', 'S'] as const satisfies readonly SlotState[]
