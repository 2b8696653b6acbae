// A contract with all that a decision about it would know, for questions that change nothing.
import type { Kysely } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import { emptyWorld, type World } from '../world/world.ts'

/** The world of one contract: its lots, its merchant, the policies and the calendar of its book. */
export async function worldOf(
  db: Kysely<EscrowTables>,
  bookId: string,
  contractId: string,
): Promise<World> {
  const world = emptyWorld(bookId)
  const needs = needsOf([], false)
  needs.contracts.add(contractId)
  await loadMissing(db, world, needs)
  return world
}
