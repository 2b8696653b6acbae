// Postings of guardianships: who may act for whom moves no money.
import type { PostingTable } from './lines.ts'

export const guardianshipPostings = {
  'guardianship.asked': null,
  'guardianship.accepted': null,
  'guardianship.declined': null,
  'guardianship.proposed': null,
  'guardianship.kept': null,
  'guardianship.decided': null,
  'guardianship.ended': null,
} satisfies Partial<PostingTable>
