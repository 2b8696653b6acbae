// Knows how the bank acts: decide, remember, write down, and only then answer.
import { join } from 'node:path'
import { balanceFen, emptyBook, evolve } from './book.ts'
import * as decide from './decide.ts'
import type { Refusal } from './decide.ts'
import { openJournal } from './journal.ts'
import type {
  BankBookingOrder,
  IncomingTransferOrder,
  OpenAccountOrder,
  PaymentMessage,
} from './order.ts'
import { recordOfText, recordText, type JournalRecord, type LineTaken } from './record.ts'
import type { PaymentDecided } from './record.ts'
import { eveningOf } from './shanghai-time.ts'
import { statementOf, type Statement } from './statement.ts'

export const JOURNAL_FILE = 'journal.jsonl'

export type AccountView = { number: string; name: string; balanceFen: bigint }
export type LineReply = { taken: LineTaken; replayed: boolean }
export type TransferStatus = {
  endToEndId: string
  status: 'ACCP' | 'RJCT'
  reason?: string
  replayed: boolean
  payment?: PaymentDecided
}
export type MessageReply = { messageId: string; transfers: TransferStatus[] }

/** Every answer is on disk before it is given, reads included: what was seen stays true. */
export type Bank = {
  openAccount: (
    number: string,
    order: OpenAccountOrder,
  ) => Promise<(AccountView & { created: boolean }) | Refusal>
  account: (number: string) => Promise<AccountView | undefined>
  takeIncoming: (order: IncomingTransferOrder, key: string) => Promise<LineReply | Refusal>
  takeBankBooking: (
    account: string,
    order: BankBookingOrder,
    key: string,
  ) => Promise<LineReply | Refusal>
  /** `valueDate` (YYYY-MM-DD or ISO instant) wins over the execution date in the message. */
  takePayments: (
    message: PaymentMessage,
    valueDate: string | undefined,
  ) => Promise<MessageReply | Refusal>
  payment: (endToEndId: string) => Promise<PaymentDecided | undefined>
  /** Days are Asia/Shanghai, `to` is excluded; undefined for an unknown account. */
  statement: (account: string, from: string, to: string) => Promise<Statement | undefined>
  healthy: () => boolean
  close: () => Promise<void>
}

/** Opens the bank on its data directory. Throws when the journal is damaged. */
export async function openBank(
  dataDirectory: string,
  clock: () => Date,
  open: typeof openJournal = openJournal,
): Promise<Bank> {
  const book = emptyBook()
  const journal = await open(join(dataDirectory, JOURNAL_FILE), (line) => {
    evolve(book, recordOfText(line))
  })
  const now = () => clock().toISOString()

  // Memory moves on in the same instant as the decision, so the next order sees it.
  const remember = (record: JournalRecord): void => {
    evolve(book, record)
    journal.append(recordText(record))
  }
  const durable = <Answer>(answer: Answer): Promise<Answer> => journal.flushed().then(() => answer)
  const view = (number: string): AccountView | undefined => {
    const account = book.accounts.get(number)
    return account && { number, name: account.name, balanceFen: balanceFen(account) }
  }
  const takeLine = (
    decision: LineTaken | { existing: LineTaken } | Refusal,
  ): Promise<LineReply | Refusal> => {
    if ('refused' in decision) return durable(decision)
    if ('existing' in decision) return durable({ taken: decision.existing, replayed: true })
    remember(decision)
    return durable({ taken: decision, replayed: false })
  }

  return {
    openAccount: (number, order) => {
      const decision = decide.decideAccount(book, number, order, now())
      if ('refused' in decision) return durable(decision)
      const created = !('existing' in decision)
      if (!('existing' in decision)) remember(decision)
      const opened = { number, name: order.name, balanceFen: order.openingBalanceFen }
      return durable({ ...(view(number) ?? opened), created })
    },
    account: (number) => durable(view(number)),
    takeIncoming: (order, key) => takeLine(decide.decideIncoming(book, order, key, now())),
    takeBankBooking: (account, order, key) =>
      takeLine(decide.decideBankBooking(book, account, order, key, now())),
    takePayments: (message, valueDate) => {
      const { messageId } = message
      const requestHash = decide.messageHash(message)
      const known = book.messages.get(messageId)
      if (known !== undefined && known !== requestHash) {
        const detail = `message ${messageId} was sent before with other transfers`
        return durable({ refused: 'message_id_reused', detail })
      }
      if (known === undefined) {
        remember({ type: 'message.taken', recordedAt: now(), messageId, requestHash })
      }
      const transfers = message.transfers.map((order): TransferStatus => {
        const bookedAt = bookingInstant(valueDate ?? order.executionDate)
        const verdict = decide.decidePayment(book, messageId, order, bookedAt, now())
        if ('decided' in verdict) remember(verdict.decided)
        return transferStatus(order.endToEndId, verdict)
      })
      return durable({ messageId, transfers })
    },
    payment: (endToEndId) => durable(book.payments.get(endToEndId)),
    statement: (number, from, to) => {
      const account = book.accounts.get(number)
      return durable(account && statementOf(account, from, to))
    },
    healthy: journal.healthy,
    close: journal.close,
  }
}

/** A day alone means the evening run of that day. */
function bookingInstant(date: string): string {
  const instantMs = date.length === 10 ? eveningOf(date) : Date.parse(date)
  return new Date(instantMs).toISOString()
}

function transferStatus(endToEndId: string, verdict: decide.Verdict): TransferStatus {
  if ('reason' in verdict) return { endToEndId, ...verdict, replayed: false }
  const payment = 'decided' in verdict ? verdict.decided : verdict.existing
  return {
    endToEndId,
    status: payment.status,
    ...(payment.reason === undefined ? {} : { reason: payment.reason }),
    replayed: 'existing' in verdict,
    payment,
  }
}
