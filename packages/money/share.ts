// Splitting an amount so that the parts always sum back to the whole.
import type { Fen } from './money.ts'

/** ⌊amount · part / whole⌋ on integers; the floor of formula F0. Amount and part must be ≥ 0. */
export function proportion(amount: Fen, part: bigint, whole: bigint): Fen {
  if (whole <= 0n || part < 0n || amount < 0n) throw new RangeError('proportion needs whole > 0')
  return (amount * part) / whole
}

/**
 * Splits an amount in fen over weights by largest remainder; ties go to the earlier weight.
 * The parts sum back exactly. Source: formula F17 (interest allocation).
 */
export function allocate(amount: Fen, weights: readonly bigint[]): Fen[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total <= 0n) throw new RangeError('allocate needs a positive total weight')
  const parts = weights.map((weight) => proportion(amount, weight, total))
  const rests = weights.map((weight, index) => ({ index, rest: (amount * weight) % total }))
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  let left = amount - parts.reduce((sum, part) => sum + part, 0n)
  for (const { index } of rests) {
    if (left === 0n) break
    parts[index] = parts[index]! + 1n
    left -= 1n
  }
  return parts
}
