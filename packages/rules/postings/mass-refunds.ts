// Postings of mass refunds: the refunds of the lots move the money, not the schedule.
import type { PostingTable } from './lines.ts'

export const massRefundPostings = {
  'mass_refund.computed': null,
  'mass_refund.listed': null,
  'mass_refund.approved': null,
  'mass_refund.paid_out': null,
  'mass_refund.skipped': null,
  'mass_refund.completed': null,
} satisfies Partial<PostingTable>
