// How much each part of a measurement does: all of it, or a little to try the harness.

/** Commands that are under way at once, from alone to crowded. */
export const CONCURRENCIES = [1, 8, 64, 512] as const
/** Rows of so many sessions in one transaction of the ceiling. */
export const CEILING_BATCHES = [100, 250, 500] as const
export const CONTRACTS = 1_000
/** Two codes of a contract are good at any moment: this window's, and the one before. */
export const CODES_AT_ONCE = 2
export const MERCHANTS = 100
/** A pack of a year, as it is sold: what a lot's row carries. */
export const SLOTS = 36
export const HTTP_CONNECTIONS = 64
export const BATCH_CONNECTIONS = 64
export const SESSIONS_A_BATCH = 100
export const VERIFY_ENTRIES_A_LOG = 200_000
export const LINES_FULL = 10_000_000
export const LINES_FEW = 10_000

export type Scale = {
  /** A and B in turns, this often. */
  rounds: number
  /** Commands at each concurrency; with those that warm up at most CONTRACTS × SLOTS. */
  commands: Readonly<Record<(typeof CONCURRENCIES)[number], number>>
  ceilingSessions: number
  lonePairs: number
  httpRounds: number
  httpSessions: number
  httpBatches: number
  openLoopRounds: number
  openLoopSeconds: number
  verifyRounds: number
  verifyEntries: number
  balanceRounds: number
  balanceQueries: number
  lines: number
  massRounds: number
  massContracts: number
}

const FULL: Scale = {
  rounds: 3,
  commands: { 1: 500, 8: 2_500, 64: 8_000, 512: 12_000 },
  ceilingSessions: 12_000,
  lonePairs: 300,
  httpRounds: 5,
  httpSessions: 12_000,
  httpBatches: 480,
  openLoopRounds: 3,
  openLoopSeconds: 10,
  verifyRounds: 3,
  verifyEntries: VERIFY_ENTRIES_A_LOG,
  balanceRounds: 9,
  balanceQueries: 8_000,
  lines: LINES_FULL,
  massRounds: 3,
  massContracts: 10_000,
}

const QUICK: Scale = {
  rounds: 1,
  commands: { 1: 30, 8: 150, 64: 400, 512: 1_000 },
  ceilingSessions: 1_000,
  lonePairs: 20,
  httpRounds: 1,
  httpSessions: 800,
  httpBatches: 16,
  openLoopRounds: 1,
  openLoopSeconds: 2,
  verifyRounds: 1,
  verifyEntries: 5_000,
  balanceRounds: 1,
  balanceQueries: 200,
  lines: 100_000,
  massRounds: 1,
  massContracts: 200,
}

/** The scale of a run; `lines` is how many the large book of the balance query has. */
export function scaleOf(isQuick: boolean, lines: number | undefined): Scale {
  const scale = isQuick ? QUICK : FULL
  return lines === undefined ? scale : { ...scale, lines }
}
