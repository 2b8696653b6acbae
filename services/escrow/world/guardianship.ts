// Guardianships in the world: complete for every person who asked for something herself.
import { sql, type Kysely, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { GuardianshipKind, GuardianshipStatus } from '@ticun/protocol'
import { shanghaiDate } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

export type Guardianship = {
  guardianshipId: string
  wardId: string
  guardianId: string
  kind: GuardianshipKind
  status: GuardianshipStatus
  /** First day (Shanghai) on which it is over. */
  until: string | undefined
  askedBy: 'WARD' | 'GUARDIAN' | 'OFFICER'
  askedAt: string
  /** Two officers decided it. */
  decided: boolean
  /** What one officer wants, until a second one agrees. */
  pending: { to: 'IN_FORCE' | 'ENDED'; by: string; evidenceSha256: string } | undefined
  begunAt: string | undefined
  endedAt: string | undefined
}

/** Whether the guardian may act by it at an instant (UTC): a majority ends it by itself. */
export function isInForce({ status, until }: Guardianship, now: string): boolean {
  return status === 'IN_FORCE' && (until === undefined || shanghaiDate(now) < until)
}

/** Those of a person, as ward or as guardian; the world has to know that person. */
export function guardianshipsOf(world: World, personId: string): Guardianship[] {
  const ids = world.guardianshipsOf.get(personId)
  if (!ids) throw new Error(`the world does not know whom ${personId} guards, or who guards her`)
  return ids.map((id) => world.guardianships.get(id)!)
}

/** Loads those that are named, and all of the people who ask. */
export async function loadGuardianships(db: Kysely<EscrowTables>, world: World, needs: Needs) {
  const people = [...needs.people].filter((id) => !world.guardianshipsOf.has(id))
  const named = [...needs.guardianships].filter((id) => !world.guardianships.has(id))
  if (people.length === 0 && named.length === 0) return
  const found = await sql<EscrowTables['guardianship']>`
    SELECT * FROM guardianship WHERE book_id = ${world.bookId}
      AND (guardianship_id = ANY(${column(named)}::text[])
        OR ward_id = ANY(${column(people)}::text[])
        OR guardian_id = ANY(${column(people)}::text[]))
    ORDER BY guardianship_id`.execute(db)
  for (const id of people) world.guardianshipsOf.set(id, [])
  for (const row of found.rows) {
    const each = guardianshipOf(row)
    // What the world holds may be newer than what was written.
    if (!world.guardianships.has(each.guardianshipId)) {
      world.guardianships.set(each.guardianshipId, each)
    }
    for (const id of [each.wardId, each.guardianId]) {
      if (people.includes(id)) world.guardianshipsOf.get(id)!.push(each.guardianshipId)
    }
  }
}

export function guardianshipOf(row: EscrowTables['guardianship']): Guardianship {
  return {
    guardianshipId: row.guardianship_id,
    wardId: row.ward_id,
    guardianId: row.guardian_id,
    kind: row.kind as GuardianshipKind,
    status: row.status as GuardianshipStatus,
    until: row.until ?? undefined,
    askedBy: row.asked_by as Guardianship['askedBy'],
    askedAt: row.asked_at,
    decided: row.decided,
    pending: row.pending ?? undefined,
    begunAt: row.begun_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  }
}

/** Saves them, a statement each: a person has few in her life. */
export async function saveGuardianships(
  trx: Transaction<EscrowTables>,
  bookId: string,
  all: readonly Guardianship[],
): Promise<void> {
  for (const each of all) {
    const state = {
      status: each.status,
      decided: each.decided,
      pending: each.pending ?? null,
      begun_at: each.begunAt ?? null,
      ended_at: each.endedAt ?? null,
    }
    const people = { ward_id: each.wardId, guardian_id: each.guardianId, kind: each.kind }
    const asked = { until: each.until ?? null, asked_by: each.askedBy, asked_at: each.askedAt }
    const ids = { book_id: bookId, guardianship_id: each.guardianshipId }
    await trx
      .insertInto('guardianship')
      .values({ ...ids, ...people, ...asked, ...state })
      .onConflict((conflict) => conflict.columns(['book_id', 'guardianship_id']).doUpdateSet(state))
      .execute()
  }
}
