// Refunds: formulas F1 to F8 and F16 to F20.
export * from './case.ts'
export * from './deposits.ts'
export * from './interest.ts'
export { quoteLot } from './quote.ts'
export type { Term } from './term.ts'
export { quoteUpgrade, type Upgrade } from './upgrade.ts'
export { massShare, type MassShare } from './mass.ts'
