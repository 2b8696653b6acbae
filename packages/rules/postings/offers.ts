// Postings of offers: they hold nothing.
import type { PostingTable } from './lines.ts'

export const offerPostings = {
  'contract.offered': null,
  'lot.offered': null,
  'transfer.offered': null,
  'offer.ended': null,
} satisfies Partial<PostingTable>
