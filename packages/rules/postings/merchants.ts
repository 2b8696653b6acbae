// Postings of a merchant's states: no money moves by them.
import type { PostingTable } from './lines.ts'

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
} satisfies Partial<PostingTable>
