// A contract, or a refund of one, with all that a decision about it would know, for questions that
// change nothing.
import type { Kysely } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf, type Needs } from '../world/needs.ts'
import { emptyWorld, type World } from '../world/world.ts'

/** The world of one contract: its lots, its merchant, the policies and the calendar of its book. */
export function worldOf(
  db: Kysely<EscrowTables>,
  bookId: string,
  contractId: string,
): Promise<World> {
  return loadWorld(db, bookId, (needs) => needs.contracts.add(contractId))
}

/** The world of one refund: what it is of, too. */
export function worldOfRefund(
  db: Kysely<EscrowTables>,
  bookId: string,
  refundId: string,
): Promise<World> {
  return loadWorld(db, bookId, (needs) => needs.refunds.add(refundId))
}

/** The world of a book with what `note` asks for. */
export async function loadWorld(
  db: Kysely<EscrowTables>,
  bookId: string,
  note: (needs: Needs) => void,
): Promise<World> {
  const world = emptyWorld(bookId)
  const needs = needsOf([], false)
  note(needs)
  await loadMissing(db, world, needs)
  return world
}
