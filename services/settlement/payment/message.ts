// Writes approved payments as one message to the bank.
import { newId } from '@ticun/protocol'
import { readBankTime } from '../bank/bank-time.ts'
import { writePain001 } from '../bank/pain001.ts'
import { unseal } from '../sealed/text.ts'
import type { Sending } from './transitions.ts'

const REMITTANCES = { PAYOUT: '提存划付', REFUND: '提存退款' }

export type Message = {
  xml: string
  /** ISO, UTC: when the bank shall book it. */
  valueDate: string
}

/** Payments of one book and one value date, to be booked then, or at `now` (UTC) without one. */
export function messageOf(payments: readonly Sending[], now: string): Message {
  const first = payments[0]!
  const valueDate = first.value_at ?? now
  const xml = writePain001({
    messageId: newId('cmd'),
    createdAt: now,
    executionDate: readBankTime(valueDate)?.day ?? valueDate.slice(0, 10),
    debtorName: first.debtor_name,
    debtorAccount: first.debtor_number,
    transfers: payments.map((payment) => ({
      endToEndId: payment.end_to_end_id,
      amountFen: payment.amount,
      creditorName: known(payment, payment.creditor_name),
      creditorAccount: known(payment, payment.creditor_number),
      remittance: `${REMITTANCES[payment.kind]} ${payment.payment_id}`,
    })),
  })
  return { xml, valueDate }
}

/** What has been approved has a creditor: the table sees to it. */
function known({ payment_id: id }: Sending, text: string | null): string {
  if (text === null) throw new RangeError(`${id} has no creditor`)
  return unseal(text)
}
