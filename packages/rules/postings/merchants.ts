// Postings of a merchant: its states move no money, the release of its reserve does.
import { account } from '../accounts.ts'
import { move, type PostingTable } from './lines.ts'

export const merchantPostings = {
  'merchant.change_requested': null,
  'merchant.activated': null,
  'merchant.watched': null,
  'merchant.sales_stopped': null,
  'merchant.payouts_frozen': null,
  'merchant.wind_down_started': null,
  'merchant.notice_ended': null,
  'merchant.absconded': null,
  'merchant.closed': null,
  'reserve.release_requested': null,
  'reserve.released': ({ data: { merchantId, amountFen } }) =>
    move(account('2008', merchantId), account('2003', merchantId), amountFen),
} satisfies Partial<PostingTable>
