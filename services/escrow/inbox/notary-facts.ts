// Freezes of the notary arrive and become commands, in the transaction that marks them received.
import { createHash } from 'node:crypto'
import { type Handler } from '@ticun/events'
import { newId, type Fact } from '@ticun/protocol'
import type { Command, FreezeFact } from '../command/command.ts'
import type { EscrowTables } from '../tables.ts'
import { takeGroups } from './take-groups.ts'

/** Scope of the keys of arriving facts: their ids are unique per speaker. */
const SCOPE = 'notary'

function isFreeze(fact: Fact): fact is FreezeFact {
  return fact.type === 'freeze.changed'
}

function commandOf(fact: FreezeFact): Command {
  return {
    verb: 'take-freeze',
    fact,
    commandId: newId('cmd'),
    bookId: fact.bookId,
    scope: SCOPE,
    key: fact.id,
    requestSha256: createHash('sha256').update(fact.id).digest('hex'),
    now: fact.recordedAt,
    // An order is obeyed now, whatever time somebody has stated for it.
    occurredAt: fact.occurredAt < fact.recordedAt ? fact.occurredAt : fact.recordedAt,
    actor: { role: 'system', id: SCOPE },
    correlationId: fact.correlationId,
    causationId: fact.id,
    references: [],
  }
}

/**
 * Takes freezes into the book. Commands that wait in a queue, or were decided in memory and not
 * written yet, are decided after it: the chain head has moved.
 */
export const takeNotaryFacts: Handler<EscrowTables> = (trx, facts) =>
  takeGroups(trx, facts.filter(isFreeze).map(commandOf))
