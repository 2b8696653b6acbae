// The table of what one officer has proposed, as Kysely sees it.
import type { Proposed } from './world/proposal.ts'

export type ProposalTables = {
  proposal: {
    book_id: string
    subject_id: string
    what: Proposed
    proposed_by: string
    proposed_at: string
    is_open: boolean
  }
}
