// The door of ledger: lock the chain, post, ask. Nothing else leaves this room.
import { fileURLToPath } from 'node:url'

export { BalanceRefused, compose, entryIdOf } from './compose.ts'
export type { AccountHead, Posted } from './compose.ts'
export { advance, genesisHead } from './head.ts'
export type { ChainHead } from './head.ts'
export {
  accountHeads,
  accountsOf,
  append,
  expectChain,
  HEAD_MOVED,
  lockChain,
  makePartitions,
  openChain,
  post,
} from './post.ts'
export type { LedgerTransaction } from './post.ts'
export { balanceAt, totals } from './balances.ts'
export type { AsOf, Balance } from './balances.ts'
export { entries } from './entries.ts'
export type { EntryQuery, EntryRow } from './entries.ts'
export { accounts, balance, chainHead } from './read.ts'
export { statement } from './statement.ts'
export type { Statement, StatementLine, StatementQuery } from './statement.ts'
export type { LedgerTables } from './tables.ts'

/** Folder of the book's migrations; they need the identifier `runtime_role`. */
export const ledgerMigrations = fileURLToPath(new URL('./migrations', import.meta.url))
