// Facts of the notary arrive: freezes that are placed and ended; no other is kept.
import { sql } from 'kysely'
import type { Handler } from '@ticun/events'
import type { Fact, NotaryFact } from '@ticun/protocol'
import type { SettlementTables } from '../tables.ts'

/** The facts of the notary that settlement acts on. */
export const NOTARY_TYPES = ['freeze.changed'] as const satisfies NotaryFact['type'][]

type FreezeChanged = Extract<NotaryFact, { type: 'freeze.changed' }>

/** Takes freezes in; from the commit of this transaction on they hold. */
export const takeNotaryFacts: Handler<SettlementTables> = async (trx, facts) => {
  const rows = newest(facts).map(({ bookId, data }) => ({
    book_id: bookId,
    freeze_id: data.freezeId,
    scope: data.scope,
    subject_id: data.subjectId,
    state: data.state,
    placed_at: data.placedAt,
    ended_at: data.endedAt ?? null,
  }))
  if (rows.length === 0) return
  await sql`
    INSERT INTO known_freeze AS known (book_id, freeze_id, scope, subject_id, state, placed_at,
      ended_at)
    SELECT book_id, freeze_id, scope, subject_id, state, placed_at, ended_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS told (book_id text, freeze_id text,
      scope text, subject_id text, state text, placed_at timestamptz, ended_at timestamptz)
    ON CONFLICT (book_id, freeze_id) DO UPDATE
      SET state = excluded.state, ended_at = excluded.ended_at
      WHERE known.state = 'PLACED'`.execute(trx)
}

/** The last word on each freeze: one statement may not change a row twice. */
function newest(facts: readonly Fact[]): FreezeChanged[] {
  const own = facts.filter((fact): fact is FreezeChanged => fact.type === 'freeze.changed')
  return [...new Map(own.map((fact) => [fact.data.freezeId, fact])).values()]
}
