// Reads freezes as they stand: placed, asked to be lifted, ended.
import { sql, type Kysely } from 'kysely'
import { freeze, type Freeze } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'

/** A freeze, the book that it is of, and where it stands in lists. */
export type Found = { bookId: string; number: bigint; correlationId: string; freeze: Freeze }

type Row = {
  book_id: string
  freeze_id: string
  number: bigint
  scope: string
  subject_id: string
  amount: bigint | null
  basis: string
  reason: string
  evidence_sha256: string
  expires_at: string | null
  placed_by: string
  placed_at: string
  correlation_id: string
  lift_requested_by: string | null
  lift_requested_at: string | null
  lift_reason: string | null
  state: string
  approved_by: string | null
  ended_at: string | null
}

const STANDING = sql`
  SELECT f.*, r.requested_by AS lift_requested_by, r.requested_at AS lift_requested_at,
    r.reason AS lift_reason, coalesce(e.state, 'PLACED') AS state, e.approved_by, e.ended_at
  FROM placed_freeze f
  LEFT JOIN lift_request r ON r.book_id = f.book_id AND r.freeze_id = f.freeze_id
  LEFT JOIN ended_freeze e ON e.book_id = f.book_id AND e.freeze_id = f.freeze_id`

/** One freeze as it stands. */
export async function findFreeze(
  db: Kysely<NotaryTables>,
  freezeId: string,
): Promise<Found | undefined> {
  const { rows } = await sql<Row>`${STANDING} WHERE f.freeze_id = ${freezeId}`.execute(db)
  return rows[0] && foundOf(rows[0])
}

/** Freezes that nobody lifted and whose expiry has come by `now` (UTC), earliest first. */
export async function listDue(
  db: Kysely<NotaryTables>,
  now: string,
  limit: number,
): Promise<Found[]> {
  const { rows } = await sql<Row>`${STANDING}
    WHERE f.expires_at <= ${now}::timestamptz AND e.freeze_id IS NULL
    ORDER BY f.expires_at, f.number LIMIT ${limit}::int`.execute(db)
  return rows.map(foundOf)
}

export type Asked = {
  state?: Freeze['state'] | undefined
  scope?: Freeze['scope'] | undefined
  subjectId?: string | undefined
  /** Only those older than this number. */
  before?: bigint | undefined
  limit: number
}

/** Freezes, newest first. */
export async function listFreezes(db: Kysely<NotaryTables>, asked: Asked): Promise<Found[]> {
  const { rows } = await sql<Row>`${STANDING}
    WHERE (${asked.before ?? null}::bigint IS NULL OR f.number < ${asked.before ?? null}::bigint)
      AND (${asked.state ?? null}::text IS NULL
        OR coalesce(e.state, 'PLACED') = ${asked.state ?? null}::text)
      AND (${asked.scope ?? null}::text IS NULL OR f.scope = ${asked.scope ?? null}::text)
      AND (${asked.subjectId ?? null}::text IS NULL
        OR f.subject_id = ${asked.subjectId ?? null}::text)
    ORDER BY f.number DESC LIMIT ${asked.limit}::int`.execute(db)
  return rows.map(foundOf)
}

function foundOf(row: Row): Found {
  const stands = freeze.parse({
    freezeId: row.freeze_id,
    state: row.state,
    scope: row.scope,
    subjectId: row.subject_id,
    ...(row.amount === null ? {} : { amountFen: row.amount.toString() }),
    basis: row.basis,
    reason: row.reason,
    evidenceSha256: row.evidence_sha256,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    ...(row.lift_requested_by === null
      ? {}
      : {
          lift: {
            requestedBy: row.lift_requested_by,
            requestedAt: row.lift_requested_at,
            reason: row.lift_reason,
          },
        }),
    ...(row.approved_by === null ? {} : { liftedBy: row.approved_by }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  })
  return {
    bookId: row.book_id,
    number: row.number,
    correlationId: row.correlation_id,
    freeze: stands,
  }
}
