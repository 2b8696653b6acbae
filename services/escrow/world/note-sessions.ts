// Finds the sessions of a contract that a decision looks at, and notes them as needs.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Needs, Span } from './needs.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>
type Found = { session_id: string }

function note(needs: Needs, rows: readonly Found[]): void {
  for (const each of rows) needs.sessions.add(each.session_id)
}

/** Those of contracts that nobody has confirmed. */
export async function noteUnconfirmed(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.unconfirmed.size === 0) return
  const found = await sql<Found>`
    SELECT session_id FROM session
    WHERE contract_id = ANY(${column([...needs.unconfirmed])}::text[])
      AND book_id = ${world.bookId} AND status = 'SUBMITTED'`.execute(db)
  note(needs, found.rows)
}

/** Contracts and spans as rows that sessions can be joined to. */
function spans(all: readonly Span[]) {
  const texts = (key: keyof Span) => column(all.map((each) => each[key]))
  return sql`unnest(${texts('contractId')}::text[], ${texts('from')}::timestamptz[],
    ${texts('to')}::timestamptz[]) AS n (contract_id, since, until)`
}

/** Those that happened, or were confirmed, while a code was shown that is told late. */
export async function noteMet(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.codes.length === 0) return
  const found = await sql<Found>`
    SELECT s.session_id FROM ${spans(needs.codes)} JOIN session s
      ON s.contract_id = n.contract_id
        AND (s.occurred_at >= n.since AND s.occurred_at < n.until
          OR s.confirmed_at >= n.since AND s.confirmed_at < n.until)
    WHERE s.book_id = ${world.bookId}`.execute(db)
  note(needs, found.rows)
}

/** Those of a day that stand without her code; which they are is said in `isTold`. */
export async function noteTold(db: Db, world: World, needs: Needs): Promise<void> {
  if (needs.told.length === 0) return
  const found = await sql<Found>`
    SELECT DISTINCT s.session_id FROM ${spans(needs.told)} JOIN session s
      ON s.contract_id = n.contract_id AND s.occurred_at >= n.since AND s.occurred_at < n.until
    WHERE s.book_id = ${world.bookId} AND s.status NOT IN ('REVERSED', 'REJECTED')
      AND s.confirmed_by IS DISTINCT FROM 'CODE'`.execute(db)
  note(needs, found.rows)
}
