// The door of money: amounts in fen, rates, and splits that sum back.
export { AMOUNT_MAX_FEN, BALANCE_MAX_FEN, isAmount, isBalance } from './bounds.ts'
export { CURRENCY, decimalYuan, formatYuan, minFen, parseFen, parseYuan, sumFen } from './money.ts'
export type { Fen } from './money.ts'
export { applyRate, simpleInterest } from './rate.ts'
export type { Rounding } from './rate.ts'
export { allocate, proportion } from './share.ts'
