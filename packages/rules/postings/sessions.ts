// Postings of sessions: a confirmed one releases its price.
import { account } from '../accounts.ts'
import { move, type PostingTable } from './lines.ts'

export const sessionPostings = {
  'session.recorded': null,
  'session.confirmed': ({ data: { lotId, merchantId, amountFen } }) =>
    move(account('2001', lotId), account('2003', merchantId), amountFen),
  'session.reversed': null,
} satisfies Partial<PostingTable>
