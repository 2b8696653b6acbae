// A statement that somebody wants imported, with the names that its parts get.
import type { Actor } from '@ticun/protocol'
import type { BankStatement } from '../bank/bank-statement.ts'
import { namedAfter } from '../naming.ts'
import { contentSha256 } from './line-content.ts'

export type ImportOrder = {
  bookId: string
  statement: BankStatement
  commandId: string
  correlationId: string
  actor: Actor
  /** UTC. */
  recordedAt: string
}

/** As much of it as a line's facts and rows are made of; a line that waited has no more. */
export type LineOrder = Omit<ImportOrder, 'statement'> & {
  statement: Pick<BankStatement, 'account'>
}

/**
 * The same lines and balances are the same statement, whatever file they come in; a fuller picture
 * of its days is another one, and so is one with a line that says something else.
 */
export function statementIdOf(statement: BankStatement): string {
  const { account, statementId, from, to, openingBalanceFen, closingBalanceFen, lines } = statement
  const balances = [openingBalanceFen, closingBalanceFen].map(String)
  const contents = lines.map((line) => `${line.bankSerial} ${contentSha256(line)}`).toSorted()
  return namedAfter('stm', account, statementId, from, to, ...balances, ...contents)
}

/** A deposit is named after its line, so a line read again is the same deposit. */
export function depositIdOf(account: string, bankSerial: string): string {
  return namedAfter('dep', account, bankSerial)
}

/** Interest is named after its line too. */
export function interestIdOf(account: string, bankSerial: string): string {
  return namedAfter('int', account, bankSerial)
}

/** A line causes one fact at most. */
export function lineFactIdOf(account: string, bankSerial: string): string {
  return namedAfter('fct', account, bankSerial)
}
