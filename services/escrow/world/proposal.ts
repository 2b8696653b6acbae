// Proposals in the world: what one officer wants with money or a calendar, until another agrees.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import { missing } from './missing.ts'
import type { World } from './world.ts'

/** Days are listed in their order, with a space between. */
export type NoticeText = { year: string; holidays: string; workdays: string; source: string }

/**
 * Suspense: the lot that it is for, and why. Interest: the days that it is for. A calendar: the
 * notice of its year.
 */
export type Proposed =
  { contractId: string; lotId: string; reason: string } | { from: string; to: string } | NoticeText

export type Proposal = {
  /** `sus_…`, `int_…` or `cal_` and a year; of each the newest. */
  subjectId: string
  what: Proposed
  by: string
  at: string
  /** It waits for a second officer. */
  isOpen: boolean
}

type Notice = {
  year: number
  holidays: readonly string[]
  workdays: readonly string[]
  source: string
}

/** What proposals of a year's notice are about. */
export function calendarId(year: number): string {
  return `cal_${year}`
}

/** A notice as a proposal keeps it: the same days are the same words in whatever order. */
export function noticeText({ year, holidays, workdays, source }: Notice): NoticeText {
  const listed = (days: readonly string[]) => [...new Set(days)].toSorted().join(' ')
  return { year: String(year), holidays: listed(holidays), workdays: listed(workdays), source }
}

/** The notice that a proposal keeps. */
export function noticeOf({ year, holidays, workdays, source }: NoticeText): Notice {
  const days = (text: string) => text.split(' ').filter((day) => day !== '')
  return { year: Number(year), holidays: days(holidays), workdays: days(workdays), source }
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
