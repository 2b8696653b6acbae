// Counts that say how much the notary has heard and found.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import type { NotaryTables } from '../tables.ts'

type Db = Database<NotaryTables>

/** Facts taken over all topics, alerts raised, and entries that wait. */
export async function readCounts(
  db: Db,
): Promise<{ facts: number; alerts: number; waiting: number }> {
  const { rows } = await sql<{ facts: string; alerts: string; waiting: string }>`
    SELECT (SELECT coalesce(sum(facts), 0) FROM heard)::text AS facts,
      (SELECT count(*) FROM alert)::text AS alerts,
      (SELECT count(*) FROM waiting_entry)::text AS waiting`.execute(db)
  const { facts = '0', alerts = '0', waiting = '0' } = rows[0] ?? {}
  return { facts: Number(facts), alerts: Number(alerts), waiting: Number(waiting) }
}

/** Whether anything was heard of an entry that is not replayed yet. */
export async function isHeard(db: Db, bookId: string, sequence: bigint): Promise<boolean> {
  const { rows } = await sql<{ heard: boolean }>`
    SELECT EXISTS (
      SELECT FROM waiting_entry WHERE book_id = ${bookId} AND sequence = ${sequence}::bigint
    ) OR EXISTS (
      SELECT FROM cause WHERE book_id = ${bookId} AND sequence = ${sequence}::bigint
    ) AS heard`.execute(db)
  return rows[0]?.heard === true
}
