// The newest checkpoint of a book, and the newest one that is published, with all its signatures.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import type { NotaryTables } from '../tables.ts'

type Db = Database<NotaryTables>

/** `note` is as it was signed first. */
export type SignedCheckpoint = { size: number; root: Uint8Array; note: string }

/**
 * When a checkpoint is shown: with so many cosignatures, or when it waited for them long enough.
 */
export type Publication = { witnessesMin: number; now: string }

/** A checkpoint waits this long for the wanted cosignatures before it is published without. */
export const COSIGNATURES_WAIT_MS = 1_000

/** Undefined when nothing of the book was signed yet. */
export async function latestCheckpoint(
  db: Db,
  bookId: string,
): Promise<SignedCheckpoint | undefined> {
  const row = await db
    .selectFrom('checkpoint')
    .select(['size', 'root', 'note'])
    .where('book_id', '=', bookId)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { size: Number(row.size), root: new Uint8Array(row.root), note: row.note }
}

/**
 * The newest checkpoint that may be shown, its note with every signature that has arrived: the
 * log's own first, of each key its newest. Never goes back: what may be shown once may be shown for
 * ever.
 */
export async function publishedCheckpoint(
  db: Db,
  bookId: string,
  { witnessesMin, now }: Publication,
): Promise<{ size: number; note: string } | undefined> {
  const waitedSince = new Date(Date.parse(now) - COSIGNATURES_WAIT_MS).toISOString()
  const { rows } = await sql<{ size: string; note: string }>`
    SELECT c.size::text AS size, c.note || coalesce(s.lines, '') AS note
    FROM checkpoint c, LATERAL (
      SELECT string_agg(line, '' ORDER BY is_witness, name, key_hash) AS lines,
        count(DISTINCT name) FILTER (WHERE is_witness) AS witnesses
      FROM (
        SELECT DISTINCT ON (name, key_hash) * FROM (
          SELECT name, key_hash, is_witness, line, added_at
          FROM checkpoint_signature WHERE book_id = c.book_id AND size = c.size
          UNION ALL
          SELECT name, key_hash, is_witness, line, added_at
          FROM heartbeat WHERE book_id = c.book_id AND size = c.size
        ) every ORDER BY name, key_hash, added_at DESC
      ) newest
    ) s
    WHERE c.book_id = ${bookId}
      AND (s.witnesses >= ${witnessesMin}::int OR c.signed_at <= ${waitedSince}::timestamptz)
    ORDER BY c.size DESC LIMIT 1`.execute(db)
  const [row] = rows
  return row && { size: Number(row.size), note: row.note }
}
