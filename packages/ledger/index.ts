// The door of ledger: lock the chain, post, ask. Nothing else leaves this room.
import { fileURLToPath } from 'node:url'

export { compose, entryIdOf } from './compose.ts'
export type { AccountHead, ChainHead, Posted } from './compose.ts'
export {
  accountHeads,
  accountsOf,
  append,
  lockChain,
  makePartitions,
  openChain,
  post,
} from './post.ts'
export type { LedgerTransaction } from './post.ts'
export { accounts, balance, chainHead, entries, totals } from './read.ts'
export type { AsOf, Balance, EntryRow } from './read.ts'
export type { LedgerTables } from './tables.ts'

/** Folder of the book's migrations; they need the identifier `runtime_role`. */
export const ledgerMigrations = fileURLToPath(new URL('./migrations', import.meta.url))
