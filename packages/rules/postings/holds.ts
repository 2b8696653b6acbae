// Postings of holds: they keep money where it is.
import type { PostingTable } from './lines.ts'

export const holdPostings = {
  'hold.placed': null,
  'hold.lifted': null,
} satisfies Partial<PostingTable>
