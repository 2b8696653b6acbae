// Facts of settlement arrive and become commands, in the transaction that marks them received.
import { createHash } from 'node:crypto'
import type { Handler } from '@ticun/events'
import { newId, type Fact } from '@ticun/protocol'
import type { BankFact, Command } from '../command/command.ts'
import type { EscrowTables } from '../tables.ts'
import { takeGroups } from './take-groups.ts'

/** Scope of the keys of arriving facts: their ids are unique per speaker. */
const SCOPE = 'settlement'

const BANK_FACTS: readonly string[] = [
  'deposit.received',
  'deposit.unmatched',
  'deposit.matched',
  'interest.received',
  'payout.settled',
  'payout.returned',
  'refund.settled',
  'refund.returned',
] satisfies BankFact['type'][]

function isBankFact(fact: Fact): fact is BankFact {
  return BANK_FACTS.includes(fact.type)
}

function commandOf(fact: BankFact): Command {
  return {
    verb: 'take-bank-fact',
    fact,
    commandId: newId('cmd'),
    bookId: fact.bookId,
    scope: SCOPE,
    key: fact.id,
    requestSha256: createHash('sha256').update(fact.id).digest('hex'),
    now: fact.recordedAt,
    occurredAt: fact.occurredAt,
    actor: { role: 'system', id: SCOPE },
    correlationId: fact.correlationId,
    causationId: fact.id,
    references: [],
  }
}

/**
 * Takes what the bank did into the book. A fact that contradicts the book is rejected (dead
 * letter).
 */
export const takeBankFacts: Handler<EscrowTables> = (trx, facts) =>
  takeGroups(trx, facts.filter(isBankFact).map(commandOf))
