// Which rows a command has to see before it can be decided.
import type { BankFact, Command } from '../command/command.ts'

/** Ids to load, by noun. Contracts bring their merchant and lot along. */
export type Needs = {
  merchants: Set<string>
  products: Set<string>
  contracts: Set<string>
  sessions: Set<string>
  refunds: Set<string>
  payouts: Set<string>
  /** Payable balances and all merchants of the book. */
  payable: boolean
}

function note(needs: Needs, command: Command): void {
  switch (command.verb) {
    case 'open-book':
      break
    case 'enrol-merchant':
      needs.merchants.add(command.merchantId)
      break
    case 'list-product':
      needs.merchants.add(command.merchantId)
      needs.products.add(command.productId)
      break
    case 'sign-contract':
      needs.products.add(command.productId)
      needs.contracts.add(command.contractId)
      break
    case 'record-session':
      needs.contracts.add(command.contractId)
      needs.sessions.add(command.sessionId)
      break
    case 'confirm-session':
    case 'reverse-session':
      needs.sessions.add(command.sessionId)
      break
    case 'request-refund':
      needs.contracts.add(command.contractId)
      needs.refunds.add(command.refundId)
      break
    case 'decide-refund':
      needs.refunds.add(command.refundId)
      break
    case 'run-payouts':
      needs.payable = true
      break
    case 'take-bank-fact':
      noteBankFact(needs, command.fact.data)
      break
  }
}

function noteBankFact(needs: Needs, data: BankFact['data']): void {
  if ('contractId' in data) needs.contracts.add(data.contractId)
  if ('payoutId' in data) needs.payouts.add(data.payoutId)
  if ('refundId' in data) needs.refunds.add(data.refundId)
}

/** The union of what these commands need. */
export function needsOf(commands: readonly Command[]): Needs {
  const needs: Needs = {
    merchants: new Set(),
    products: new Set(),
    contracts: new Set(),
    sessions: new Set(),
    refunds: new Set(),
    payouts: new Set(),
    payable: false,
  }
  for (const command of commands) note(needs, command)
  return needs
}
