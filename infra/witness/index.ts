// The door of the witness: start one, and read the keys that others publish.
export { startWitness, type RunningWitness, type WitnessOptions } from './server.ts'
export { readLogs, type KnownLogs } from './known-logs.ts'
