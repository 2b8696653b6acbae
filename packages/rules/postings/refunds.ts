// Postings of refunds: held → in transit → gone, or back again.
import { account } from '../accounts.ts'
import { BANK, move, type PostingTable } from './lines.ts'

export const refundPostings = {
  'refund.requested': null,
  'refund.parted': null,
  'refund.agreed': null,
  'refund.contested': null,
  'refund.accepted': null,
  'refund.escalated': null,
  'refund.awarded': null,
  'refund.withdrawn': null,
  'refund.rejected': null,
  'refund.approved': null,
  'refund.due': ({ data: { lotId, refundId, amountFen } }) =>
    move(account('2001', lotId), account('2005', refundId), amountFen),
  'refund.paid': ({ data: { refundId, amountFen } }) =>
    move(account('2005', refundId), BANK, amountFen),
  // The channel was paid by the office: it is owed to that, by who bears it.
  'refund.fee_recorded': ({ data: { merchantId, merchantFen } }) =>
    move(account('1101', merchantId), account('2010'), merchantFen),
  // The money never left the escrow account: it is the consumer's held balance again.
  'refund.returned': ({ data: { lotId, refundId, amountFen } }) =>
    move(account('2005', refundId), account('2001', lotId), amountFen),
  'lot.adjusted': ({ data: { lotId, merchantId, amountFen } }) =>
    move(account('2001', lotId), account('2003', merchantId), amountFen),
} satisfies Partial<PostingTable>
