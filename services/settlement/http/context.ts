// What settlement's routes stand on.
import type { Kysely } from 'kysely'
import type { ClockMode } from '@ticun/http'
import type { Bank } from '../bank/bank.ts'
import type { SettlementTables } from '../tables.ts'

export type Context = {
  db: Kysely<SettlementTables>
  /** Asked for its statements. */
  bank: Bank
  /** `caller`: an approval may state the value date (tests and demo only). */
  clockMode: ClockMode
  /** The account of statement files that do not name theirs. */
  escrowAccount: string
  /** How long an import waits for facts of escrow that may be on their way, in ms. */
  factsPatienceMs: number
  /** Facts were committed. */
  onFacts: () => void
  /** A payment was approved. */
  onApproved: () => void
  /** Told after each import, for the figures. */
  onImported: (lines: Readonly<Record<ImportFigure, number>>) => void
}

export const IMPORT_FIGURES = [
  'matched',
  'unmatched',
  'settled',
  'returned',
  'ahead',
  'knownAlready',
] as const
export type ImportFigure = (typeof IMPORT_FIGURES)[number]
