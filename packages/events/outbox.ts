// Facts leave by one door: a row written in the transaction that made them true.
import { fileURLToPath } from 'node:url'
import { sql, type QueryExecutorProvider } from 'kysely'
import type { Transaction } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'

/** Folder of the migrations of outbox and inbox, for `migrate`. */
export const eventsMigrations: string = fileURLToPath(new URL('./migrations', import.meta.url))

export type Outgoing = { topic: Topic; fact: Fact }

/** Where a reader of the outbox stands: the last row it has seen. */
export type OutboxCursor = { transactionId: string; position: bigint }

export const OUTBOX_START: OutboxCursor = { transactionId: '0', position: 0n }

export type OutboxRow = OutboxCursor & { topic: Topic; id: string; key: string; fact: Fact }

/**
 * Appends facts in this order, with one statement. They become visible to readers when the
 * transaction commits. Throws (unique violation) when a fact of this id was appended before.
 */
export async function appendFacts<DB>(
  trx: Transaction<DB>,
  facts: readonly Outgoing[],
): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map(({ topic, fact }) => ({
    id: fact.id,
    topic,
    key: fact.bookId,
    type: fact.type,
    payload: fact,
    at: fact.recordedAt,
  }))
  await sql`
    INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, recorded_at)
    SELECT id, topic, key, type, payload, at
    FROM ROWS FROM (json_to_recordset(${JSON.stringify(rows)}::json)
      AS (id text, topic text, key text, type text, payload json, at timestamptz))
      WITH ORDINALITY
    ORDER BY ordinality`.execute(trx)
}

/**
 * The next rows after `after`, at most `limit`, of one topic or of all. A transaction that is still
 * open may yet commit rows with smaller positions, so nothing at or above the oldest open
 * transaction is given out: what has been passed over can never appear afterwards.
 */
export async function readOutbox(
  db: QueryExecutorProvider,
  after: OutboxCursor,
  limit: number,
  topic?: Topic,
): Promise<OutboxRow[]> {
  const { rows } = await sql<OutboxRow>`
    SELECT transaction_id::text AS "transactionId", position, aggregatetype AS topic, id,
      aggregateid AS key, payload AS fact
    FROM outbox
    WHERE (transaction_id, position) > (${after.transactionId}::xid8, ${after.position}::bigint)
      AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      ${topic === undefined ? sql`` : sql`AND aggregatetype = ${topic}`}
    ORDER BY transaction_id, position
    LIMIT ${limit}::int`.execute(db)
  return rows
}
