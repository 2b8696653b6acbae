// Facts that could not be handled: who looks at them, tries them again, or ends them.
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import type { Topic } from '@ticun/protocol'
import { FactRejected } from './fault.ts'
import { readFact } from './read-fact.ts'
import type { Handler } from './transport.ts'

const LISTED_MAX = 200
const REASON_LENGTH_MAX = 2_000

export type DeadFact = {
  /** Its number in this inbox. */
  number: bigint
  topic: Topic
  factId: string
  reason: string
  payload: unknown
  failedAt: string
  attempts: number
  /** When it is tried again by itself; null: it waits for a person. */
  nextTryAt: string | null
  replayedAt: string | null
  replayedBy: string | null
  endingReason: string | null
  proposedBy: string | null
  proposedAt: string | null
  endedBy: string | null
  endedAt: string | null
}

const COLUMNS = sql`number, topic, fact_id AS "factId", reason, payload, failed_at AS "failedAt",
  attempts, next_try_at AS "nextTryAt", replayed_at AS "replayedAt", replayed_by AS "replayedBy",
  ending_reason AS "endingReason", ending_proposed_by AS "proposedBy",
  ending_proposed_at AS "proposedAt", ended_by AS "endedBy", ended_at AS "endedAt"`
const IS_OPEN = sql<boolean>`replayed_at IS NULL AND ended_at IS NULL`

/** Which dead facts: those that nobody has dealt with, or all; after a number. */
export type DeadQuery = { open?: boolean; after?: bigint; limit?: number }

/** Dead facts, oldest first: open ones unless asked otherwise, at most 200 or `limit`. */
export async function listDead<DB>(
  db: Database<DB>,
  { open = true, after = 0n, limit = LISTED_MAX }: DeadQuery = {},
): Promise<DeadFact[]> {
  const { rows } = await sql<DeadFact>`
    SELECT ${COLUMNS} FROM inbox_dead
    WHERE number > ${after}::bigint ${open ? sql`AND ${IS_OPEN}` : sql``}
    ORDER BY number LIMIT ${limit}::int`.execute(db)
  return rows
}

/** One of them, dealt with or not. */
export async function findDead<DB>(
  db: Database<DB>,
  number: bigint,
): Promise<DeadFact | undefined> {
  const { rows } = await sql<DeadFact>`
    SELECT ${COLUMNS} FROM inbox_dead WHERE number = ${number}::bigint`.execute(db)
  return rows[0]
}

/** How many wait. */
export async function countDead<DB>(db: Database<DB>): Promise<number> {
  const { rows } = await sql<{ n: bigint }>`
    SELECT count(*) AS n FROM inbox_dead WHERE ${IS_OPEN}`.execute(db)
  return Number(rows[0]?.n ?? 0n)
}

/**
 * Handles one dead fact again, in one transaction with its mark. Returns false when there is no
 * such dead letter or it was dealt with before. Throws `FactRejected` when it still cannot be read,
 * and whatever the handler throws; then it stays dead. `by`: who wants it; absent: it is tried
 * again by itself.
 */
export async function replayDead<DB>(
  db: Database<DB>,
  which: { topic: Topic; factId: string; by?: string },
  handle: Handler<DB>,
): Promise<boolean> {
  const { topic, factId, by } = which
  return transact(db, async (trx) => {
    const { rows } = await sql<{ payload: unknown }>`
      SELECT payload FROM inbox_dead
      WHERE topic = ${topic} AND fact_id = ${factId} AND ${IS_OPEN}
      FOR UPDATE`.execute(trx)
    const found = rows[0]
    if (found === undefined) return false
    const reading = readFact(topic, found.payload)
    if ('broken' in reading) throw new FactRejected(reading.broken)
    if ('unknownType' in reading) throw new FactRejected(`unknown type ${reading.unknownType}`)
    await handle(trx, [reading.fact], topic)
    await sql`
      UPDATE inbox_dead SET replayed_at = now(), replayed_by = ${by ?? null}, next_try_at = NULL
      WHERE topic = ${topic} AND fact_id = ${factId}`.execute(trx)
    return true
  })
}

/**
 * Notes that it was tried once more in vain, and when it is tried again (UTC); null: never; absent:
 * as it was.
 */
export async function noteTry<DB>(
  db: Database<DB>,
  { number, reason, nextTryAt }: { number: bigint; reason: string; nextTryAt?: string | null },
): Promise<void> {
  const next = nextTryAt === undefined ? sql`next_try_at` : sql`${nextTryAt}::timestamptz`
  await sql`
    UPDATE inbox_dead SET attempts = attempts + 1, reason = ${reason.slice(0, REASON_LENGTH_MAX)},
      next_try_at = ${next}
    WHERE number = ${number}::bigint AND ${IS_OPEN}`.execute(db)
}

/**
 * One officer says why it can never be handled; a newer word takes the place of an older one. False
 * when it was dealt with meanwhile.
 */
export async function proposeEnding<DB>(
  db: Database<DB>,
  { number, by, reason, at }: { number: bigint; by: string; reason: string; at: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE inbox_dead SET ending_reason = ${reason}, ending_proposed_by = ${by},
      ending_proposed_at = ${at}::timestamptz
    WHERE number = ${number}::bigint AND ${IS_OPEN}`.execute(db)
  return numAffectedRows === 1n
}

/**
 * Another officer says so too: it is tried no more, and kept with both names. False when nothing
 * was ended: it was dealt with meanwhile, or the newest word is this officer's own.
 */
export async function endDead<DB>(
  db: Database<DB>,
  { number, by, at }: { number: bigint; by: string; at: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE inbox_dead SET ended_by = ${by}, ended_at = ${at}::timestamptz, next_try_at = NULL
    WHERE number = ${number}::bigint AND ${IS_OPEN} AND ending_proposed_by <> ${by}`.execute(db)
  return numAffectedRows === 1n
}
