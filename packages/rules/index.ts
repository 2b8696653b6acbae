// The door of rules: what the law and the agreement make of a fact; pure.
export { account, CHART, codeOf, naturalBalance, sideOf, type AccountCode } from './accounts.ts'
export { addDays, endOfShanghaiDay, isWorkingDay, periodEnd, shanghaiDate } from './calendar.ts'
export { posting, type Draft, type DraftLine } from './postings.ts'
export { quoteRefund, type Quote, type RefundableLot, type RefundFormula } from './refund.ts'
export * from './lot.ts'
export * from './slots.ts'
export { mayMove, moveOn, movesOf, type Machine, type Move } from './states/machine.ts'
export * from './states/merchant.ts'
