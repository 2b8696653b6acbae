// One round of sending: clear up what is unsure, then send what is approved, never blindly twice.
import type { Kysely } from 'kysely'
import { systemNow } from '@ticun/http'
import type { Log } from '@ticun/observability'
import { BankFault, type Bank, type PaymentState, type TransferReport } from '../bank/bank.ts'
import type { SettlementTables } from '../tables.ts'
import { messageOf } from './message.ts'
import {
  holdFrozen,
  listUnsure,
  markRejected,
  markSent,
  markUnsent,
  takeApproved,
  type Sending,
} from './transitions.ts'

/** The bank's word that an end-to-end id is in use says nothing about our payment. */
const ID_IN_USE = 'DU04'
/** Questions to the bank that are open at one time. */
const ASKED_AT_ONCE = 8

export type RoundOptions = {
  db: Kysely<SettlementTables>
  bank: Bank
  log: Log
  /** Facts were committed. */
  onFacts: () => void
  onSent: (payments: number) => void
}

/**
 * Does one round; true when it got something done, so that another one may follow at once. Throws
 * the bank's fault; then nothing was lost, and what may have been sent is asked about next time.
 */
export async function sendRound(options: RoundOptions): Promise<boolean> {
  let cleared = 0
  for (const payment of await listUnsure(options.db)) {
    if (await clearUp(options, payment)) cleared += 1
  }
  const payments = await takeApproved(options.db)
  const sent = payments.length > 0 && (await send(options, payments))
  return sent || cleared > 0
}

/** Asks the bank what became of a payment; true when that is known now. */
async function clearUp(options: RoundOptions, payment: Sending): Promise<boolean> {
  const { db, bank, log } = options
  const paymentId = payment.payment_id
  const answer = await bank.paymentState(payment.end_to_end_id)
  log.info({ paymentId, state: answer.state }, 'asked the bank about an unfinished payment')
  if (answer.state === 'UNKNOWN') {
    await markUnsent(db, [paymentId])
    return false
  }
  return learn(options, payment, answer)
}

type Known = Exclude<PaymentState, { state: 'UNKNOWN' }>

/** Writes down what the bank knows of a payment; true when that settles what became of it. */
async function learn(options: RoundOptions, payment: Sending, answer: Known): Promise<boolean> {
  const { db, log } = options
  const paymentId = payment.payment_id
  if (answer.state === 'REJECTED') {
    await reject(options, payment.book_id, [{ paymentId, reason: answer.reason }])
    return true
  }
  if (answer.amountFen !== payment.amount) {
    log.error({ paymentId }, 'the bank paid another amount under the id of this payment')
    return false
  }
  await markSent(db, [{ paymentId, bankSerial: answer.bankSerial }])
  options.onSent(1)
  return true
}

/**
 * Those of which the bank knows nothing. A database that was restored from a backup has forgotten
 * what it sent since, so that nothing leaves before the bank was asked.
 */
async function unknownToBank(
  options: RoundOptions,
  payments: readonly Sending[],
): Promise<Sending[]> {
  const unknown: Sending[] = []
  for (let from = 0; from < payments.length; from += ASKED_AT_ONCE) {
    const asked = payments.slice(from, from + ASKED_AT_ONCE)
    const answers = await Promise.all(
      asked.map(({ end_to_end_id: id }) => options.bank.paymentState(id)),
    )
    for (const [index, payment] of asked.entries()) {
      const answer = answers[index]!
      if (answer.state === 'UNKNOWN') unknown.push(payment)
      else {
        options.log.warn({ paymentId: payment.payment_id }, 'the bank knew a payment before')
        await learn(options, payment, answer)
      }
    }
  }
  return unknown
}

/** Sends one message; a message that the bank does not take at all is tried payment by payment. */
async function send(options: RoundOptions, taken: readonly Sending[]): Promise<boolean> {
  const { db, bank, log } = options
  // A freeze may have come since they were taken, or while their neighbours were tried.
  const frozen = await holdFrozen(
    db,
    taken.map((payment) => payment.payment_id),
  )
  const free = taken.filter((payment) => !frozen.has(payment.payment_id))
  const payments = await unknownToBank(options, free)
  if (payments.length === 0) return free.length > 0
  try {
    const { xml, valueDate } = messageOf(payments, systemNow())
    const report = await bank.sendPayments(xml, { valueDate })
    return await takeReport(options, payments, report.transfers)
  } catch (error) {
    if (mayHaveHappened(error)) throw error
    if (payments.length === 1) {
      await markUnsent(db, [payments[0]!.payment_id])
      log.error({ err: error, paymentId: payments[0]!.payment_id }, 'a payment cannot be sent')
      return false
    }
    // One of them spoils the message; its neighbours must not wait for it.
    let sent = false
    for (const payment of payments) sent = (await send(options, [payment])) || sent
    return sent
  }
}

/** Only the bank's own no, or our own mistake before anything was sent, is certain. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof BankFault) return error.mayHaveHappened
  return !(error instanceof RangeError)
}

async function takeReport(
  options: RoundOptions,
  payments: readonly Sending[],
  transfers: readonly TransferReport[],
): Promise<boolean> {
  const byId = new Map(transfers.map((transfer) => [transfer.endToEndId, transfer]))
  const answered = payments.flatMap((payment) => {
    const transfer = byId.get(payment.end_to_end_id)
    return transfer === undefined ? [] : [{ paymentId: payment.payment_id, ...transfer }]
  })
  const accepted = answered.filter((each) => each.status === 'ACCEPTED')
  const rejected = answered
    .filter((each) => each.status === 'REJECTED' && each.reason !== ID_IN_USE)
    .map(({ paymentId, reason }) => ({ paymentId, reason: reason ?? 'REJECTED' }))
  await markSent(options.db, accepted)
  options.onSent(accepted.length)
  await reject(options, payments[0]!.book_id, rejected)
  // What is not answered stays unsure and is asked about in the next round.
  return accepted.length + rejected.length > 0
}

async function reject(
  { db, log, onFacts }: RoundOptions,
  bookId: string,
  rejected: readonly { paymentId: string; reason: string }[],
): Promise<void> {
  for (const each of rejected) log.warn(each, 'the bank rejected a payment')
  if (await markRejected(db, bookId, rejected)) onFacts()
}
