// What an operator can do with facts that could not be handled: look at them, replay them.
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import type { Topic } from '@ticun/protocol'
import { FactRejected } from './fault.ts'
import { readFact } from './read-fact.ts'
import type { Handler } from './transport.ts'

const LISTED_MAX = 200

export type DeadFact = {
  topic: Topic
  factId: string
  reason: string
  payload: unknown
  failedAt: string
}

/** The dead letters that nobody has replayed yet, oldest first, at most 200. */
export async function listDead<DB>(db: Database<DB>): Promise<DeadFact[]> {
  const { rows } = await sql<DeadFact>`
    SELECT topic, fact_id AS "factId", reason, payload, failed_at AS "failedAt"
    FROM inbox_dead WHERE replayed_at IS NULL
    ORDER BY failed_at, topic, fact_id LIMIT ${LISTED_MAX}::int`.execute(db)
  return rows
}

/**
 * Handles one dead fact again, in one transaction with its mark. Returns false when there is no
 * such dead letter or it was replayed before. Throws `FactRejected` when it still cannot be read,
 * and whatever the handler throws; then it stays dead.
 */
export async function replayDead<DB>(
  db: Database<DB>,
  which: { topic: Topic; factId: string },
  handle: Handler<DB>,
): Promise<boolean> {
  const { topic, factId } = which
  return transact(db, async (trx) => {
    const { rows } = await sql<{ payload: unknown }>`
      SELECT payload FROM inbox_dead
      WHERE topic = ${topic} AND fact_id = ${factId} AND replayed_at IS NULL
      FOR UPDATE`.execute(trx)
    const found = rows[0]
    if (found === undefined) return false
    const reading = readFact(topic, found.payload)
    if ('broken' in reading) throw new FactRejected(reading.broken)
    if ('unknownType' in reading) throw new FactRejected(`unknown type ${reading.unknownType}`)
    await handle(trx, [reading.fact], topic)
    await sql`
      UPDATE inbox_dead SET replayed_at = now()
      WHERE topic = ${topic} AND fact_id = ${factId}`.execute(trx)
    return true
  })
}
