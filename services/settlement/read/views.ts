// Rows in the words of the HTTP contract.
import type { PaymentView, ReplyOf } from '@ticun/protocol'
import type { bankStatement, deposit } from '@ticun/protocol'
import { unseal } from '../sealed/text.ts'
import type { DepositTable, PaymentRow, PaymentStatus, StatementTable } from '../tables.ts'

export type StatementView = ReplyOf<typeof bankStatement>
export type DepositView = ReplyOf<typeof deposit>

/** A statement as officers see it. */
export function viewStatement(row: StatementTable): StatementView {
  return {
    statementId: row.statement_id,
    account: row.account,
    from: row.from_day,
    to: row.to_day,
    openingBalanceFen: row.opening_balance.toString(),
    closingBalanceFen: row.closing_balance.toString(),
    lines: row.lines,
    importedAt: row.imported_at,
  }
}

/** A deposit without its payer, who is nobody's business in a list. */
export function viewDeposit(row: DepositTable): DepositView {
  return {
    depositId: row.deposit_id,
    bankSerial: row.bank_serial,
    amountFen: row.amount.toString(),
    bookedAt: row.booked_at,
    remittance: unseal(row.remittance),
    status: row.status,
    ...(row.contract_id === null ? {} : { contractId: row.contract_id }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }
}

/** A payment that is on its way to the bank is, for everybody else, an approved one. */
export function shownStatus(status: PaymentStatus): PaymentView['status'] {
  return status === 'SENDING' ? 'APPROVED' : status
}

/** To whom a payment goes, once it is known. */
export function creditorOf(
  row: Pick<PaymentRow, 'creditor_number' | 'creditor_name'>,
): Pick<PaymentView, 'creditor'> {
  const { creditor_number: number, creditor_name: name } = row
  return number === null || name === null
    ? {}
    : { creditor: { number: unseal(number), name: unseal(name) } }
}

/** A payment with its creditor, and what holds it while it has not left. */
export function viewPayment(row: Omit<PaymentRow, 'attempts'>): PaymentView {
  const waits = row.status === 'DUE' || row.status === 'APPROVED'
  const isHeld = waits && row.frozen_by.length > 0
  return {
    paymentId: row.payment_id,
    kind: row.kind,
    status: shownStatus(row.status),
    amountFen: row.amount.toString(),
    ...creditorOf(row),
    ...(row.payee === 'MERCHANT' ? {} : { payee: row.payee }),
    ...(row.payee_recorded_by === null ? {} : { payeeRecordedBy: row.payee_recorded_by }),
    ...(row.consumer_id === null ? {} : { consumerId: row.consumer_id }),
    dueAt: row.due_at,
    author: row.author,
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(isHeld ? { frozenBy: row.frozen_by } : {}),
    ...(row.retry_of === null ? {} : { retryOf: row.retry_of }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.bank_serial === null ? {} : { bankSerial: row.bank_serial }),
  }
}
