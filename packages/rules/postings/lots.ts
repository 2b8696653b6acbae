// Postings of contracts and lots.
import { account } from '../accounts.ts'
import { BANK, credit, debit, move, type PostingTable } from './lines.ts'

export const lotPostings = {
  'contract.signed': null,
  'lot.added': null,
  'lot.cancelled': null,
  'contract.transferred': null,
  // Nothing leaves escrow: it is held for another lot.
  'lot.upgraded': ({ data: { fromLotId, lotId, amountFen } }) =>
    move(account('2001', fromLotId), account('2001', lotId), amountFen),
  'lot.transferred': ({ data: { fromLotId, lotId, amountFen } }) =>
    move(account('2001', fromLotId), account('2001', lotId), amountFen),
  'contract.closed': null,
  'lot.accrued': ({ data: { lotId, merchantId, amountFen } }) =>
    move(account('2001', lotId), account('2003', merchantId), amountFen),
  'lot.expired': null,
  'lot.extended': null,
  'lot.suspended': null,
  'lot.resumed': null,
  'lot.paid_in': ({ data: { lotId, amountFen } }) => move(BANK, account('2006', lotId), amountFen),
  'lot.lapsed': ({ data: { lotId, parts } }) => {
    const total = parts.reduce((sum, part) => sum + BigInt(part.amountFen), 0n).toString()
    const credits = parts.map((part) => credit(account('2006', part.suspenseId), part.amountFen))
    return [debit(account('2006', lotId), total), ...credits]
  },
  'lot.funded': ({ data: { lotId, amountFen, suspenseFen } }) => {
    const held = account('2001', lotId)
    if (suspenseFen === undefined) return move(BANK, held, amountFen)
    const total = (BigInt(amountFen) + BigInt(suspenseFen)).toString()
    const earlier = debit(account('2006', lotId), suspenseFen)
    return [debit(BANK, amountFen), earlier, credit(held, total)]
  },
} satisfies Partial<PostingTable>
