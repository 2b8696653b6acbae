// How large money may be: one bound of an amount, one of a balance, the same in every room.
import type { Fen } from './money.ts'

/** Of one amount that anybody states, in fen: a hundred thousand million 元. */
export const AMOUNT_MAX_FEN: Fen = 10n ** 13n

/**
 * Of a balance or a sum of amounts, of either sign, in fen. Ten of them can still be said in a fact
 * (18 digits) and be kept in a column (64 bits).
 */
export const BALANCE_MAX_FEN: Fen = 10n ** 17n

/** Whether this can be one amount, of either sign. */
export function isAmount(fen: Fen): boolean {
  return fen >= -AMOUNT_MAX_FEN && fen <= AMOUNT_MAX_FEN
}

/** Whether this can be a balance, of either sign. */
export function isBalance(fen: Fen): boolean {
  return fen >= -BALANCE_MAX_FEN && fen <= BALANCE_MAX_FEN
}
