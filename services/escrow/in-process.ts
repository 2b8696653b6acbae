// The door for measuring escrow in one process: its batcher and desk without HTTP and transport.
export { codeAt, windowAt } from './code/member-code.ts'
export { createBatcher, type Batcher } from './command/batcher.ts'
export type { Answer, Command, Outcome, Verb } from './command/command.ts'
export { createDesk } from './command/desk.ts'
export { execute } from './command/execute.ts'
export { drawReferences } from './command/references.ts'
export { migrateEscrow } from './migrate.ts'
export type { EscrowTables } from './tables.ts'
