// Guardianships as the two people and the officers may see them, and whom somebody guards now.
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Caller } from '@ticun/http'
import type { GuardianshipView } from '@ticun/protocol'
import { shanghaiDate } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import { guardianshipOf, isInForce } from '../world/guardianship.ts'

type Db = Kysely<EscrowTables>

/**
 * SQL: the caller guards the consumer of a row at this instant (UTC). `row` is the name of the
 * table, which has book_id and consumer_id.
 */
export function guardsConsumerOf(row: string, caller: Caller, now: string): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT FROM guardianship g
    WHERE g.book_id = ${sql.ref(`${row}.book_id`)} AND g.ward_id = ${sql.ref(`${row}.consumer_id`)}
      AND g.guardian_id = ${caller.party ?? ''} AND g.status = 'IN_FORCE'
      AND (g.until IS NULL OR g.until > ${shanghaiDate(now)}::date))`
}

/** Whether the caller guards this consumer in this book, at an instant (UTC). */
export async function isGuardian(
  db: Db,
  caller: Caller,
  { bookId, consumerId }: { bookId: string; consumerId: string },
  now: string,
): Promise<boolean> {
  if (caller.role !== 'consumer' || caller.party === undefined) return false
  const found = await sql<EscrowTables['guardianship']>`
    SELECT * FROM guardianship WHERE book_id = ${bookId} AND ward_id = ${consumerId}
      AND guardian_id = ${caller.party}`.execute(db)
  return found.rows.some((row) => isInForce(guardianshipOf(row), now))
}

export type GuardianshipQuery = {
  before?: string | undefined
  limit: number
  status?: string | undefined
  pending?: 'true' | undefined
}

/** A page of those that the caller may see, newest first. */
export async function listGuardianships(
  db: Db,
  caller: Caller,
  { before, limit, status, pending }: GuardianshipQuery,
): Promise<GuardianshipView[]> {
  let rows = db.selectFrom('guardianship').selectAll().orderBy('guardianship_id', 'desc')
  if (caller.role === 'consumer') {
    const party = caller.party ?? ''
    rows = rows.where((or) => or.or([or('ward_id', '=', party), or('guardian_id', '=', party)]))
  }
  if (status) rows = rows.where('status', '=', status)
  if (pending) {
    rows = rows.where(sql<boolean>`(pending IS NOT NULL OR status = 'ASKED')`)
  }
  if (before) rows = rows.where('guardianship_id', '<', before)
  return (await rows.limit(limit).execute()).map((row) => viewOf(row, caller))
}

/** One of them; undefined when there is none that the caller may see. */
export async function findGuardianship(
  db: Db,
  caller: Caller,
  guardianshipId: string,
): Promise<GuardianshipView | undefined> {
  const row = await db
    .selectFrom('guardianship')
    .selectAll()
    .where('guardianship_id', '=', guardianshipId)
    .where('book_id', 'in', db.selectFrom('book').select('book_id'))
    .executeTakeFirst()
  if (!row) return undefined
  const isTheirs = caller.party === row.ward_id || caller.party === row.guardian_id
  return caller.role === 'officer' || isTheirs ? viewOf(row, caller) : undefined
}

function viewOf(row: EscrowTables['guardianship'], caller: Caller): GuardianshipView {
  const { until, pending, begunAt, endedAt, ...each } = guardianshipOf(row)
  return {
    ...each,
    bookId: row.book_id,
    ...(until === undefined ? {} : { until }),
    ...(pending !== undefined && caller.role === 'officer' ? { pending } : {}),
    ...(begunAt === undefined ? {} : { begunAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}
