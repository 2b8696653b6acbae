// Postings of suspense and of payouts.
import { account } from '../accounts.ts'
import { BANK, move, type PostingTable } from './lines.ts'

export const moneyPostings = {
  'suspense.credited': ({ data: { suspenseId, amountFen } }) =>
    move(BANK, account('2006', suspenseId), amountFen),
  'payout.due': ({ data: { merchantId, payoutId, amountFen } }) =>
    move(account('2003', merchantId), account('2004', payoutId), amountFen),
  'payout.paid': ({ data: { payoutId, amountFen } }) =>
    move(account('2004', payoutId), BANK, amountFen),
  'payout.bounced': ({ data: { merchantId, payoutId, amountFen } }) =>
    move(account('2004', payoutId), account('2003', merchantId), amountFen),
} satisfies Partial<PostingTable>
