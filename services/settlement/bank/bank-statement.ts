// Knows what a bank statement is, whatever file it came in, and when it cannot be believed.
import { isAmount, isBalance } from '@ticun/money'

export type LineKind = 'TRANSFER' | 'RETURN' | 'INTEREST' | 'FEE' | 'OTHER'

/** One booked movement of the account. The amount is positive; the direction says which way. */
export type StatementLine = {
  /** The bank's own reference: the same money has the same serial in every statement. */
  bankSerial: string
  direction: 'CREDIT' | 'DEBIT'
  amountFen: bigint
  /** ISO, UTC. A statement that names only the day means its first instant in Shanghai. */
  bookedAt: string
  /** YYYY-MM-DD, Shanghai. */
  valueDate: string
  endToEndId?: string
  remittance: string
  counterpartyName: string
  counterpartyAccount: string
  returnReason?: string
  kind: LineKind
}

export type BankStatement = {
  statementId: string
  account: string
  currency: 'CNY'
  /** Days in Shanghai, YYYY-MM-DD: from the first one on, up to but without the second one. */
  from: string
  to: string
  openingBalanceFen: bigint
  closingBalanceFen: bigint
  lines: StatementLine[]
}

export const statementRefusalCodes = [
  'statement_too_large',
  'statement_encoding_unknown',
  'statement_not_xml',
  'statement_doctype_forbidden',
  'statement_not_camt053',
  'statement_version_unknown',
  'statement_not_csv',
  'statement_not_single',
  'statement_field_missing',
  'statement_field_invalid',
  'statement_currency_unknown',
  'statement_rows_bad',
  'statement_serial_repeats',
  'statement_does_not_add_up',
] as const
export type StatementRefusalCode = (typeof statementRefusalCodes)[number]

export type BadRow = { line: number; reason: string }

/** A statement is taken whole or not at all; `line` counts from 1 in the file as it came. */
export type StatementRefusal = {
  refused: StatementRefusalCode
  detail: string
  line?: number
  badRows?: BadRow[]
}

export type StatementReading = { statement: BankStatement } | StatementRefusal

/** The line's effect on the balance, in fen. */
export function signedFen(line: StatementLine): bigint {
  return line.direction === 'CREDIT' ? line.amountFen : -line.amountFen
}

/**
 * What is wrong with a line's amount, if anything. What comes in is one amount that somebody paid;
 * what leaves, and comes back, may be a sum of many.
 */
export function complaintAbout(line: StatementLine): string | undefined {
  const isPaidIn = line.direction === 'CREDIT' && line.kind !== 'RETURN' && !line.returnReason
  const fits = isPaidIn ? isAmount(line.amountFen) : isBalance(line.amountFen)
  return fits ? undefined : `has an amount of ${line.amountFen} fen, which is too much`
}

/** Opening balance and lines must give the closing balance, and no serial may come twice. */
export function checkStatement(statement: BankStatement): StatementRefusal | undefined {
  const serials = new Set<string>()
  let balanceFen = statement.openingBalanceFen
  for (const line of statement.lines) {
    if (serials.has(line.bankSerial)) {
      const detail = `serial ${line.bankSerial} comes twice`
      return { refused: 'statement_serial_repeats', detail }
    }
    serials.add(line.bankSerial)
    balanceFen += signedFen(line)
  }
  if (balanceFen === statement.closingBalanceFen) return undefined
  const detail =
    `opening ${statement.openingBalanceFen} fen and the lines give ${balanceFen} fen, ` +
    `but the closing balance is ${statement.closingBalanceFen} fen`
  return { refused: 'statement_does_not_add_up', detail }
}
