// Postings of chargebacks: money that the bank has taken already, and who bears it (F14).
import { account } from '../accounts.ts'
import { BANK, credit, debit, type PostingTable } from './lines.ts'

export const chargebackPostings = {
  'chargeback.reported': null,
  'chargeback.booked': ({ data }) => [
    debit(account('2001', data.lotId), data.heldFen),
    debit(account('1101', data.merchantId), data.merchantFen),
    debit(account('1101', data.consumerId), data.consumerFen),
    credit(BANK, data.amountFen),
  ],
  'chargeback.rejected': null,
  'chargeback.answered': null,
  'chargeback.won': ({ data }) => [
    debit(BANK, data.amountFen),
    credit(account('2001', data.lotId), data.heldFen),
    credit(account('1101', data.merchantId), data.owedFen),
    credit(account('2003', data.merchantId), data.payableFen),
    credit(account('1101', data.consumerId), data.consumerFen),
  ],
  'chargeback.lost': null,
  'chargeback.covered': ({ data }) => [
    debit(account('2001', data.lotId), data.amountFen),
    credit(account('1101', data.merchantId), data.owedFen),
    credit(account('2003', data.merchantId), data.payableFen),
  ],
} satisfies Partial<PostingTable>
