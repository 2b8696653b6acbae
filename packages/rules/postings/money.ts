// Postings of suspense and of payouts.
import { account } from '../accounts.ts'
import { BANK, credit, debit, move, type PostingTable } from './lines.ts'

export const moneyPostings = {
  'suspense.credited': ({ data: { suspenseId, amountFen } }) =>
    move(BANK, account('2006', suspenseId), amountFen),
  'suspense.assignment_proposed': null,
  'suspense.match_missed': null,
  'suspense.assigned': ({ data: { suspenseId, lotId, amountFen, heldFen } }) => {
    const from = account('2006', suspenseId)
    if (heldFen === undefined) return move(from, account('2006', lotId), amountFen)
    const earlierFen = (BigInt(heldFen) - BigInt(amountFen)).toString()
    return [
      debit(from, amountFen),
      debit(account('2006', lotId), earlierFen),
      credit(account('2001', lotId), heldFen),
    ]
  },
  'suspense.due': ({ data: { suspenseId, amountFen } }) =>
    move(account('2006', suspenseId), account('2005', suspenseId), amountFen),
  'suspense.paid': ({ data: { suspenseId, amountFen } }) =>
    move(account('2005', suspenseId), BANK, amountFen),
  'suspense.returned': ({ data: { suspenseId, amountFen } }) =>
    move(account('2005', suspenseId), account('2006', suspenseId), amountFen),
  // Out of what was earned: debts to lots are covered by cash now, and the reserve gets its share.
  'payout.reckoned': ({ data: { merchantId, nettedFen, withheldFen } }) => [
    debit(account('2003', merchantId), (BigInt(nettedFen) + BigInt(withheldFen)).toString()),
    credit(account('1101', merchantId), nettedFen),
    credit(account('2008', merchantId), withheldFen),
  ],
  'interest.credited': ({ data: { interestId, amountFen } }) =>
    move(BANK, account('2007', interestId), amountFen),
  'interest.allocation_proposed': null,
  'interest.allocated': ({ data: { interestId, lotId, amountFen } }) =>
    move(account('2007', interestId), account('2001', lotId), amountFen),
  'payout.due': ({ data: { merchantId, payoutId, amountFen } }) =>
    move(account('2003', merchantId), account('2004', payoutId), amountFen),
  'payout.paid': ({ data: { payoutId, amountFen } }) =>
    move(account('2004', payoutId), BANK, amountFen),
  'payout.bounced': ({ data: { merchantId, payoutId, amountFen } }) =>
    move(account('2004', payoutId), account('2003', merchantId), amountFen),
} satisfies Partial<PostingTable>
