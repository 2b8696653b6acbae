// Knows the bank's rules: what an order becomes, given the book. Pure; writes nothing.
import { createHash } from 'node:crypto'
import { availableFen, type Book } from './book.ts'
import type {
  BankBookingOrder,
  IncomingTransferOrder,
  OpenAccountOrder,
  PaymentMessage,
  TransferOrder,
} from './order.ts'
import { isAccountNumber } from './order.ts'
import type { BookedLine, JournalRecord, LineTaken, PaymentDecided } from './record.ts'
import { bankDateOf, DAY_MS, startOfBankDay } from './shanghai-time.ts'

/** Creditor accounts that begin so are paid and come back the next day (account closed). */
const RETURN_PREFIX = 'RETURN'
/** Creditor accounts that begin so are rejected at once. */
const REJECT_PREFIX = 'REJECT'
/** Returned money is booked at this time of the next day. */
const RETURN_TIME_MS = 9 * 60 * 60 * 1000
const BANK_NAME = '银行'
const BANK_ACCOUNT = 'BANK'

export type RefusalCode =
  'unknown_account' | 'account_differs' | 'key_reused' | 'serial_reused' | 'message_id_reused'
export type Refusal = { refused: RefusalCode; detail: string }

/** A digest of what was asked: the same digest under one key means the same order again. */
export function orderHash(order: unknown): string {
  const text = JSON.stringify(order, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

function refusal(refused: RefusalCode, detail: string): Refusal {
  return { refused, detail }
}

/** Serials are dense and stable: the journal's order alone decides them. */
function freshSerials(book: Book, count: number): string[] {
  const serials: string[] = []
  for (let next = book.linesBySerial.size + 1; serials.length < count; next += 1) {
    const serial = `TB${next.toString().padStart(12, '0')}`
    if (!book.linesBySerial.has(serial)) serials.push(serial)
  }
  return serials
}

/** Opens an account; the same order again changes nothing, another one is refused. */
export function decideAccount(
  book: Book,
  number: string,
  order: OpenAccountOrder,
  now: string,
): JournalRecord | { existing: true } | Refusal {
  const account = book.accounts.get(number)
  if (account === undefined) {
    return { type: 'account.opened', recordedAt: now, number, ...order }
  }
  const same = account.name === order.name && account.openingBalanceFen === order.openingBalanceFen
  if (same) return { existing: true }
  return refusal('account_differs', `account ${number} exists with another name or opening balance`)
}

/** Money from outside. `key` is the caller's idempotency key or stands for the given serial. */
export function decideIncoming(
  book: Book,
  order: IncomingTransferOrder,
  key: string,
  now: string,
): LineTaken | { existing: LineTaken } | Refusal {
  return decideLine(book, key, orderHash(order), order.bankSerial, now, {
    account: order.creditAccount,
    direction: 'CREDIT',
    amountFen: order.amountFen,
    bookedAt: order.bookedAt,
    kind: 'TRANSFER',
    remittance: order.remittance,
    counterpartyName: order.debtorName,
    counterpartyAccount: order.debtorAccount,
  })
}

/** Interest is credited, fees are debited. */
export function decideBankBooking(
  book: Book,
  account: string,
  order: BankBookingOrder,
  key: string,
  now: string,
): LineTaken | { existing: LineTaken } | Refusal {
  return decideLine(book, key, orderHash({ account, ...order }), undefined, now, {
    account,
    direction: order.kind === 'INTEREST' ? 'CREDIT' : 'DEBIT',
    amountFen: order.amountFen,
    bookedAt: order.bookedAt,
    kind: order.kind,
    remittance: order.remittance,
    counterpartyName: BANK_NAME,
    counterpartyAccount: BANK_ACCOUNT,
  })
}

function decideLine(
  book: Book,
  key: string,
  requestHash: string,
  bankSerial: string | undefined,
  now: string,
  line: Omit<BookedLine, 'serial'>,
): LineTaken | { existing: LineTaken } | Refusal {
  const answered = book.linesByKey.get(key)
  if (answered !== undefined) {
    if (answered.requestHash === requestHash) return { existing: answered }
    return refusal('key_reused', 'this idempotency key belongs to another order')
  }
  if (bankSerial !== undefined && book.linesBySerial.has(bankSerial)) {
    const taken = book.linesBySerial.get(bankSerial)
    if (taken?.requestHash === requestHash) return { existing: taken }
    return refusal('serial_reused', `serial ${bankSerial} belongs to another line`)
  }
  if (!book.accounts.has(line.account)) {
    return refusal('unknown_account', `there is no account ${line.account}`)
  }
  const serial = bankSerial ?? freshSerials(book, 1)[0] ?? ''
  return { type: 'line.taken', recordedAt: now, key, requestHash, line: { serial, ...line } }
}

/** The digest of a message: its transfers, but not the day they were asked for. */
export function messageHash(message: PaymentMessage): string {
  return orderHash(message.transfers.map((order) => ({ ...order, executionDate: undefined })))
}

/** The status of one transfer; `reason` is an ISO 20022 external code. */
export type Verdict =
  { decided: PaymentDecided } | { existing: PaymentDecided } | { status: 'RJCT'; reason: 'DU04' }

/**
 * Executes or rejects one transfer, once for ever: a re-send under the same end-to-end id gets
 * the first answer, and the same id with another content is DU04.
 */
export function decidePayment(
  book: Book,
  messageId: string,
  order: TransferOrder,
  bookedAt: string,
  now: string,
): Verdict {
  const requestHash = orderHash({ ...order, executionDate: undefined })
  const existing = book.payments.get(order.endToEndId)
  if (existing !== undefined) {
    return existing.requestHash === requestHash ? { existing } : { status: 'RJCT', reason: 'DU04' }
  }
  const head = {
    type: 'payment.decided' as const,
    recordedAt: now,
    messageId,
    endToEndId: order.endToEndId,
    requestHash,
    amountFen: order.amountFen,
  }
  const reason = rejectionOf(book, order, bookedAt)
  if (reason !== undefined) return { decided: { ...head, status: 'RJCT', reason, lines: [] } }
  return { decided: { ...head, status: 'ACCP', lines: paymentLines(book, order, bookedAt) } }
}

/** Why a transfer is rejected, in order of precedence; undefined when it may be executed. */
function rejectionOf(book: Book, order: TransferOrder, bookedAt: string): string | undefined {
  const debtor = book.accounts.get(order.debtorAccount)
  if (debtor === undefined) return 'AC02'
  if (!isAccountNumber(order.creditorAccount)) return 'AC01'
  if (order.creditorAccount.startsWith(REJECT_PREFIX)) return 'AC01'
  if (order.creditorAccount === order.debtorAccount) return 'AC01'
  if (availableFen(debtor, bookedAt) < order.amountFen) return 'AM04'
  return undefined
}

function paymentLines(book: Book, order: TransferOrder, bookedAt: string): BookedLine[] {
  const [first = '', second = ''] = freshSerials(book, 2)
  const debit: BookedLine = {
    serial: first,
    account: order.debtorAccount,
    direction: 'DEBIT',
    amountFen: order.amountFen,
    bookedAt,
    kind: 'TRANSFER',
    endToEndId: order.endToEndId,
    remittance: order.remittance,
    counterpartyName: order.creditorName,
    counterpartyAccount: order.creditorAccount,
  }
  if (order.creditorAccount.startsWith(RETURN_PREFIX)) {
    const nextDay = startOfBankDay(bankDateOf(Date.parse(bookedAt))) + DAY_MS
    const back = new Date(nextDay + RETURN_TIME_MS).toISOString()
    const credit = { serial: second, direction: 'CREDIT', kind: 'RETURN', bookedAt: back } as const
    return [debit, { ...debit, ...credit, returnReason: 'AC04' }]
  }
  const debtor = book.accounts.get(order.debtorAccount)
  if (debtor === undefined || !book.accounts.has(order.creditorAccount)) return [debit]
  const credit: BookedLine = {
    ...debit,
    serial: second,
    account: order.creditorAccount,
    direction: 'CREDIT',
    counterpartyName: debtor.name,
    counterpartyAccount: debtor.number,
  }
  return [debit, credit]
}
