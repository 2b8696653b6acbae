// What settlement tells of a statement: one fact for each line that moved money, then its close.
import type { Envelope, SettlementFact } from '@ticun/protocol'
import { renameId } from '@ticun/protocol'
import { readBankTime } from '../bank/bank-time.ts'
import type { StatementLine } from '../bank/bank-statement.ts'
import type { SentPayment, Verdict } from './match.ts'
import {
  depositIdOf,
  interestIdOf,
  lineFactIdOf,
  type ImportOrder,
  type LineOrder,
} from './order.ts'
import { returnReasonOf } from './save.ts'

/** The fact that a line causes; undefined when it moved nothing that the book has to know of. */
export function factOf(order: LineOrder, each: Verdict): SettlementFact | undefined {
  const { account } = order.statement
  const { line } = each
  const depositId = depositIdOf(account, line.bankSerial)
  const head = () => envelopeOf(order, depositId, line)
  switch (each.verdict) {
    case 'MATCHED': {
      const { contractId, lotId } = each.expectation
      const data = { depositId, contractId, lotId, ...moneyOf(line) }
      return { ...head(), type: 'deposit.received', data }
    }
    case 'SUSPENSE': {
      const data = { depositId, reason: each.reason, ...moneyOf(line) }
      return { ...head(), type: 'deposit.unmatched', data }
    }
    case 'INTEREST': {
      const interestId = interestIdOf(account, line.bankSerial)
      const data = { interestId, ...moneyOf(line) }
      return { ...envelopeOf(order, interestId, line), type: 'interest.received', data }
    }
    case 'SETTLED':
      return settledFact(order, each.payment, line)
    case 'RETURNED':
      return returnedFact(order, each.payment, line, returnReasonOf(each))
    case 'NETTED':
    case 'AHEAD':
    case 'STRAY':
      break
  }
  return undefined
}

function settledFact(
  order: LineOrder,
  { kind, paymentId }: SentPayment,
  line: StatementLine,
): SettlementFact {
  const envelope = envelopeOf(order, paymentId, line)
  const money = moneyOf(line)
  return kind === 'PAYOUT'
    ? { ...envelope, type: 'payout.settled', data: { payoutId: paymentId, ...money } }
    : { ...envelope, type: 'refund.settled', data: { refundId: paymentId, ...money } }
}

function returnedFact(
  order: LineOrder,
  { kind, paymentId }: SentPayment,
  line: StatementLine,
  reason: string,
): SettlementFact {
  const envelope = envelopeOf(order, paymentId, line)
  const told = { reason, amountFen: line.amountFen.toString() }
  return kind === 'PAYOUT'
    ? { ...envelope, type: 'payout.returned', data: { payoutId: paymentId, ...told } }
    : { ...envelope, type: 'refund.returned', data: { refundId: paymentId, ...told } }
}

function moneyOf({ amountFen, bankSerial, bookedAt }: StatementLine) {
  return { amountFen: amountFen.toString(), bankSerial, bookedAt }
}

function envelopeOf(
  order: LineOrder,
  subject: string,
  line: { bankSerial: string; bookedAt: string },
): Envelope {
  return {
    id: lineFactIdOf(order.statement.account, line.bankSerial),
    source: 'settlement',
    subject,
    recordedAt: order.recordedAt,
    occurredAt: line.bookedAt,
    bookId: order.bookId,
    correlationId: order.correlationId,
    causationId: order.commandId,
    actor: order.actor,
  }
}

/** What the bank holds at the end of the statement's last day. */
export function closingFact(order: ImportOrder, statementId: string): SettlementFact {
  const { account, from, to, openingBalanceFen, closingBalanceFen, lines } = order.statement
  return {
    id: renameId(statementId, 'fct'),
    type: 'statement.closed',
    source: 'settlement',
    subject: statementId,
    recordedAt: order.recordedAt,
    occurredAt: readBankTime(to)?.instant ?? order.recordedAt,
    bookId: order.bookId,
    correlationId: order.correlationId,
    causationId: order.commandId,
    actor: order.actor,
    data: {
      statementId,
      account,
      from,
      to,
      openingBalanceFen: openingBalanceFen.toString(),
      closingBalanceFen: closingBalanceFen.toString(),
      lines: lines.length,
    },
  }
}
