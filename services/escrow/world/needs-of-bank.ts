// Which rows a fact of the bank has to see.
import { renameId } from '@ticun/protocol'
import type { BankFact } from '../command/command.ts'
import { subjectOfPayment } from '../decide/bank-facts.ts'
import type { Needs } from './needs.ts'

/** The contract, payout, refund or item of suspense that it is about. */
export function noteBankFact(needs: Needs, { type, data }: BankFact): void {
  if (type === 'deposit.matched') needs.suspense.add(renameId(data.depositId, 'sus'))
  if ('contractId' in data) {
    needs.unfunded.add(data.contractId)
    needs.offers.add(data.contractId).add(data.lotId)
  }
  if ('contractId' in data) needs.contracts.add(data.contractId)
  if ('payoutId' in data) needs.payouts.add(data.payoutId)
  if (!('refundId' in data)) return
  const subject = subjectOfPayment(data.refundId)
  needs.refunds.add(subject)
  needs.suspense.add(renameId(subject, 'sus'))
}
