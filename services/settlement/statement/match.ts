// Decides what each new line of a bank statement is. Pure.
import type { StatementLine } from '../bank/bank-statement.ts'
import type { PaymentStatus, UnmatchedReason } from '../tables.ts'
import { referencesIn } from './reference.ts'

/** A lot that can be paid for. */
export type Expectation = {
  reference: string
  contractId: string
  lotId: string
  consumerId: string | null
}

/** A payment as far as a statement may speak about it. */
export type SentPayment = {
  paymentId: string
  kind: 'PAYOUT' | 'REFUND'
  endToEndId: string
  amountFen: bigint
  status: PaymentStatus
  attempts: number
  /** A statement has shown the debit. */
  debited: boolean
}

export type Known = {
  /** By reference. */
  expectations: ReadonlyMap<string, Expectation>
  /** By end-to-end id. */
  payments: ReadonlyMap<string, SentPayment>
}

export type Verdict = { line: StatementLine } & (
  | { verdict: 'MATCHED'; expectation: Expectation }
  | {
      verdict: 'SUSPENSE'
      reason: UnmatchedReason
      /** A payment that was settled before and whose money this is, come back. */
      lateReturn?: SentPayment
    }
  | { verdict: 'SETTLED'; payment: SentPayment }
  /** The money came back before its leaving was ever told: together they are nothing. */
  | { verdict: 'RETURNED'; payment: SentPayment }
  | { verdict: 'NETTED'; payment: SentPayment }
  | { verdict: 'INTEREST' }
  /** The bank has dated it ahead: what it is shows when its day comes. */
  | { verdict: 'AHEAD' }
  /** Money that left, or nothing at all: no payment of ours explains it. */
  | { verdict: 'STRAY' }
)

/** One verdict per line, in the order of the lines. */
export function matchLines(lines: readonly StatementLine[], known: Known): Verdict[] {
  const returns = returnsAmong(lines, known)
  const debited = new Set<string>()
  return lines.map((line) => {
    if (line.amountFen === 0n) return { line, verdict: 'STRAY' }
    if (line.direction === 'DEBIT') return matchDebit(line, known, returns, debited)
    if (isReturn(line)) return matchReturn(line, known, returns)
    return matchCredit(line, known)
  })
}

function isReturn(line: StatementLine): boolean {
  return line.kind === 'RETURN' || line.returnReason !== undefined
}

/** The payment that a line speaks of by id and amount. */
function paymentOf(line: StatementLine, known: Known): SentPayment | undefined {
  const payment = known.payments.get(line.endToEndId ?? '')
  return payment?.amountFen === line.amountFen ? payment : undefined
}

/** On its way, as far as we know: the bank may show it leaving. */
function isUnderWay({ status, attempts }: SentPayment): boolean {
  return (status === 'APPROVED' && attempts > 0) || status === 'SENDING' || status === 'SENT'
}

/** For each payment under way the first line here that brings its money back. */
function returnsAmong(
  lines: readonly StatementLine[],
  known: Known,
): ReadonlyMap<string, StatementLine> {
  const returns = new Map<string, StatementLine>()
  for (const line of lines) {
    if (line.direction !== 'CREDIT' || !isReturn(line)) continue
    const payment = paymentOf(line, known)
    if (payment === undefined || !isUnderWay(payment)) continue
    if (!returns.has(payment.paymentId)) returns.set(payment.paymentId, line)
  }
  return returns
}

function matchDebit(
  line: StatementLine,
  known: Known,
  returns: ReadonlyMap<string, StatementLine>,
  debited: Set<string>,
): Verdict {
  const payment = isReturn(line) ? undefined : paymentOf(line, known)
  // A second debit of one payment is the bank's mistake, and not explained by the payment.
  if (!payment || payment.debited || debited.has(payment.paymentId)) {
    return { line, verdict: 'STRAY' }
  }
  const cameBackBefore = payment.status === 'RETURNED'
  if (!isUnderWay(payment) && !cameBackBefore) return { line, verdict: 'STRAY' }
  debited.add(payment.paymentId)
  if (cameBackBefore || returns.has(payment.paymentId)) return { line, verdict: 'NETTED', payment }
  return { line, verdict: 'SETTLED', payment }
}

function matchReturn(
  line: StatementLine,
  known: Known,
  returns: ReadonlyMap<string, StatementLine>,
): Verdict {
  const unknown = { line, verdict: 'SUSPENSE', reason: 'UNKNOWN_PAYMENT' } as const
  const payment = paymentOf(line, known)
  if (payment === undefined) return unknown
  if (returns.get(payment.paymentId) === line) return { line, verdict: 'RETURNED', payment }
  // The book has let this money go already, so it comes in again as nobody's.
  return payment.status === 'SETTLED' ? { ...unknown, lateReturn: payment } : unknown
}

function matchCredit(line: StatementLine, known: Known): Verdict {
  const suspense = (reason: UnmatchedReason) => ({ line, verdict: 'SUSPENSE', reason }) as const
  if (line.kind === 'INTEREST') return { line, verdict: 'INTEREST' }
  if (line.kind === 'FEE') return suspense('UNKNOWN_PAYMENT')
  const found = referencesIn(line.remittance).flatMap(
    (reference) => known.expectations.get(reference) ?? [],
  )
  const [expectation] = found
  // One transfer for two contracts is for a person to split.
  if (expectation === undefined || found.length > 1) return suspense('UNKNOWN_REFERENCE')
  // Whatever its amount: what is too little, too much or came twice is for the book to part.
  return { line, verdict: 'MATCHED', expectation }
}
