// Postings of sessions: a confirmed one releases its price, a dispute freezes it, and back.
import { account } from '../accounts.ts'
import { credit, debit, move, type DraftLine, type FactOf, type PostingTable } from './lines.ts'

type Parts = FactOf<'session.settled'>['data']['given']

/** Out of what the merchant has, in the order of F12: unpaid earnings, reserve, a debt. */
function taken(merchantId: string, parts: Parts): DraftLine[] {
  return [
    debit(account('2003', merchantId), parts.payableFen),
    debit(account('2008', merchantId), parts.reserveFen),
    debit(account('1101', merchantId), parts.receivableFen),
  ]
}

function given(merchantId: string, parts: Parts): DraftLine[] {
  return [
    credit(account('2003', merchantId), parts.payableFen),
    credit(account('2008', merchantId), parts.reserveFen),
    credit(account('1101', merchantId), parts.receivableFen),
  ]
}

export const sessionPostings = {
  'session.recorded': null,
  'session.unfunded': null,
  'session.backfilled': null,
  'session.confirmed': ({ data: { lotId, merchantId, amountFen } }) =>
    move(account('2001', lotId), account('2003', merchantId), amountFen),
  'session.reversed': ({ data: { lotId, merchantId, amountFen, taken: parts } }) =>
    parts === undefined || amountFen === undefined
      ? []
      : [...taken(merchantId, parts), credit(account('2001', lotId), amountFen)],
  'session.disputed': ({ data: { lotId, merchantId, amountFen, taken: parts } }) =>
    parts === undefined
      ? move(account('2001', lotId), account('2002', lotId), amountFen)
      : [...taken(merchantId, parts), credit(account('2002', lotId), amountFen)],
  'session.answered': null,
  'session.settled': ({ data }) => [
    debit(account('2002', data.lotId), data.amountFen),
    ...given(data.merchantId, data.given),
    credit(account('2001', data.lotId), data.consumerFen),
  ],
} satisfies Partial<PostingTable>
