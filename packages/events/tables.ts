// The tables of this room as Kysely sees them, for a service that wants to read them.
import type { Generated } from 'kysely'

export type EventsTables = {
  outbox: {
    position: Generated<bigint>
    transaction_id: Generated<string>
    id: string
    aggregatetype: string
    aggregateid: string
    type: string
    /** JSON text. */
    payload: string
    recorded_at: string
  }
  outbox_cursor: { name: string; transaction_id: string; position: bigint }
  inbox: { topic: string; fact_id: string; received_at: Generated<string> }
  inbox_position: { transport: string; topic: string; partition: number; position: string }
  inbox_dead: {
    topic: string
    fact_id: string
    reason: string
    payload: unknown
    failed_at: Generated<string>
    replayed_at: string | null
    number: Generated<bigint>
    attempts: Generated<number>
    next_try_at: Generated<string | null>
    replayed_by: Generated<string | null>
    ending_reason: Generated<string | null>
    ending_proposed_by: Generated<string | null>
    ending_proposed_at: Generated<string | null>
    ended_by: Generated<string | null>
    ended_at: Generated<string | null>
  }
}
