// Transaction ids in an outbox that came from another server: none may lie ahead of this one's.
import { sql, type Kysely } from 'kysely'

/** Older than any that a server gives. */
const OLD = '3'

/**
 * Whether rows of the outbox bear transaction ids that this server has not reached yet, as after a
 * dump was restored into a new one: those rows, and what is said after them, would never leave.
 */
export async function isAheadOfServer<DB>(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ ahead: boolean }>`
    SELECT coalesce(max(transaction_id) >= pg_snapshot_xmax(pg_current_snapshot()), false) AS ahead
    FROM (SELECT transaction_id FROM outbox ORDER BY transaction_id DESC LIMIT 1) AS last
  `.execute(db)
  return rows[0]?.ahead === true
}

/**
 * Makes the outbox one of this server: old rows in the order of their positions, below everything
 * that is written from now on. The relay sends them all again, and readers drop what they know.
 * Only the owner may do this.
 */
export async function takeOverOutbox<DB>(owner: Kysely<DB>): Promise<void> {
  await owner.transaction().execute(async (trx) => {
    await sql`LOCK TABLE outbox IN EXCLUSIVE MODE`.execute(trx)
    await sql`UPDATE outbox SET transaction_id = ${OLD}::xid8`.execute(trx)
    await sql`DELETE FROM outbox_cursor`.execute(trx)
    await sql`DELETE FROM outbox_sent`.execute(trx)
  })
}
