// What officers have proposed about suspense, interest and calendars, and others have to approve.
import type { Kysely } from 'kysely'
import type { escrowRoutes, ReplyOf } from '@ticun/protocol'
import type { EscrowTables } from '../tables.ts'
import { noticeOf, proposalOf, type Proposal } from '../world/proposal.ts'

type Db = Kysely<EscrowTables>
type ProposalView = ReplyOf<typeof escrowRoutes.listProposals.reply>['items'][number]

/** The proposals that wait about these. */
export async function openProposals(db: Db, subjectIds: readonly string[]): Promise<Proposal[]> {
  if (subjectIds.length === 0) return []
  const found = await db
    .selectFrom('proposal')
    .selectAll()
    .where('subject_id', 'in', subjectIds)
    .where('is_open', '=', true)
    .execute()
  return found.map(proposalOf)
}

/** All that wait, by what they are about. */
export async function listProposals(
  db: Db,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<ProposalView[]> {
  let rows = db.selectFrom('proposal').selectAll().where('is_open', '=', true)
  if (after !== undefined) rows = rows.where('subject_id', '>', after)
  const found = await rows.orderBy('subject_id').limit(limit).execute()
  return found.map((row) => {
    const { subjectId, what, by: proposedBy, at: proposedAt } = proposalOf(row)
    return { bookId: row.book_id, subjectId, proposedBy, proposedAt, ...viewOf(what) }
  })
}

function viewOf(what: Proposal['what']) {
  if ('lotId' in what) return { assignment: what }
  if ('from' in what) return { allocation: what }
  const { holidays, workdays, ...notice } = noticeOf(what)
  return { calendar: { ...notice, holidays: [...holidays], workdays: [...workdays] } }
}
