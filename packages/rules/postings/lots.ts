// Postings of contracts and lots.
import { account } from '../accounts.ts'
import { BANK, credit, debit, move, type PostingTable } from './lines.ts'

export const lotPostings = {
  'contract.signed': null,
  'lot.added': null,
  'contract.closed': null,
  'lot.accrued': ({ data: { lotId, merchantId, amountFen } }) =>
    move(account('2001', lotId), account('2003', merchantId), amountFen),
  'lot.expired': null,
  'lot.extended': null,
  'lot.suspended': null,
  'lot.resumed': null,
  'lot.funded': ({ data: { lotId, amountFen, suspenseFen } }) => {
    const held = account('2001', lotId)
    if (suspenseFen === undefined) return move(BANK, held, amountFen)
    const total = (BigInt(amountFen) + BigInt(suspenseFen)).toString()
    const earlier = debit(account('2006', lotId), suspenseFen)
    return [debit(BANK, amountFen), earlier, credit(held, total)]
  },
} satisfies Partial<PostingTable>
