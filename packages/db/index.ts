// The door of db: one Postgres, spoken to in one way.
export { column } from './array.ts'
export type { Cell } from './array.ts'
export { connect, ping } from './connect.ts'
export type { ConnectOptions, Database } from './connect.ts'
export { migrate } from './migrate.ts'
export type { MigrateOptions } from './migrate.ts'
export { sqlState, transact } from './transaction.ts'
export type { Transaction } from './transaction.ts'
