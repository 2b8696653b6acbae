// Proposals in the world: what one officer wants with money that is nobody's, until another agrees.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import { missing } from './missing.ts'
import type { World } from './world.ts'

/** Suspense: the lot that it is for, and why. Interest: the days that it is for. */
export type Proposed =
  { contractId: string; lotId: string; reason: string } | { from: string; to: string }

export type Proposal = {
  /** `sus_…` or `int_…`; of each the newest. */
  subjectId: string
  what: Proposed
  by: string
  at: string
  /** It waits for a second officer. */
  isOpen: boolean
}

/** Loads what was proposed about these. */
export async function loadProposals(
  db: Kysely<EscrowTables>,
  world: World,
  subjectIds: ReadonlySet<string>,
): Promise<void> {
  const ids = missing(world.proposals, subjectIds)
  if (!ids) return
  const found = await sql<EscrowTables['proposal']>`
    SELECT * FROM proposal
    WHERE book_id = ${world.bookId} AND subject_id = ANY(${ids}::text[])`.execute(db)
  for (const row of found.rows) world.proposals.set(row.subject_id, proposalOf(row))
}

export function proposalOf(row: EscrowTables['proposal']): Proposal {
  return {
    subjectId: row.subject_id,
    what: row.what,
    by: row.proposed_by,
    at: row.proposed_at,
    isOpen: row.is_open,
  }
}

/** Saves them, a statement each: a few come a week. */
export async function saveProposals(
  trx: Transaction<EscrowTables>,
  bookId: string,
  proposals: readonly Proposal[],
): Promise<void> {
  for (const { subjectId, what, by, at, isOpen } of proposals) {
    const state = { what, proposed_by: by, proposed_at: at, is_open: isOpen }
    await trx
      .insertInto('proposal')
      .values({ book_id: bookId, subject_id: subjectId, ...state })
      .onConflict((conflict) => conflict.columns(['book_id', 'subject_id']).doUpdateSet(state))
      .execute()
  }
}
