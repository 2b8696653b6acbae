// Rates and percentages with a named rounding: the only home of decimal.js.
import { Decimal } from 'decimal.js'
import type { Fen } from './money.ts'

export type Rounding = 'HALF_UP' | 'DOWN' | 'UP'

const MODES = {
  HALF_UP: Decimal.ROUND_HALF_UP,
  DOWN: Decimal.ROUND_DOWN,
  UP: Decimal.ROUND_UP,
} as const

// 40 digits hold any fen amount (18 digits) times any rate we accept, exactly.
const Exact = Decimal.clone({ precision: 40 })

/**
 * Applies a rate to an amount in fen: amount · rate, rounded as named.
 * The rate is decimal text ("0.05" is 5 %), so no float ever touches money.
 */
export function applyRate(amount: Fen, rate: string, rounding: Rounding): Fen {
  const product = new Exact(amount.toString()).times(new Exact(rate))
  return BigInt(product.toDecimalPlaces(0, MODES[rounding]).toFixed(0))
}

/**
 * Simple interest in fen: principal · annualRate · days / 365, rounded half up (formula F17).
 */
export function simpleInterest(principal: Fen, annualRate: string, days: number): Fen {
  const exact = new Exact(principal.toString()).times(annualRate).times(days).div(365)
  return BigInt(exact.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0))
}
