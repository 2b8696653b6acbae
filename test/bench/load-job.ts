// What the load process is told to do, and what it tells afterwards.
import type { Latency } from './statistics.ts'

export type LoadJob = {
  origin: string
  token: string
  /** Key of the members' codes. */
  codeKey: string
  contracts: string[]
  /** Requests that are measured, after one unconfirmed session a contract that only warms up. */
  requests: number
  /** 1: one by one; more: by `/v1/session-batches`. */
  sessionsARequest: number
  connections: number
  /** Requests arrive by this schedule whatever the answers; absent: each after the last answer. */
  ratePerSecond?: number
  /** Also watch when acknowledged entries are under a signed checkpoint. */
  notaryUrl?: string
}

export type LoadResult = {
  /** When the measured requests began (UTC). */
  startedAt: string
  seconds: number
  latency: Latency
  /** Receipts: sequence and chain hash of each acknowledged session. */
  receipts: [sequence: string, hash: string][]
  /** Answers that were not the good one, by status or code. */
  errors: Record<string, number>
  /** Share of one core that the load process itself used. */
  ownCores: number
  /** Milliseconds from acknowledgement to a checkpoint that covers the entry. */
  coverage?: Latency
  /** Entries that no checkpoint covered in time. */
  uncovered?: number
}
