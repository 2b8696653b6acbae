// The tables of a rebuilt book as Kysely sees them.
import type { EventsTables } from '@ticun/events'
import type { LedgerTables } from '@ticun/ledger'

export type RebuildTables = EventsTables &
  LedgerTables & {
    gathered_fact: {
      book_id: string
      sequence: bigint
      fact_id: string
      /** JSON text of the fact. */
      payload: string
    }
  }
