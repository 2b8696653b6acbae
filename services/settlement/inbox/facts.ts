// The topics that settlement listens to, and who takes the facts of each.
import type { Handler } from '@ticun/events'
import { TOPICS, type Topic } from '@ticun/protocol'
import type { SettlementTables } from '../tables.ts'
import { ESCROW_TYPES, takeEscrowFacts } from './escrow-facts.ts'
import { NOTARY_TYPES, takeNotaryFacts } from './notary-facts.ts'

export const LISTENED: readonly Topic[] = [TOPICS.escrow, TOPICS.notary]

const WANTED: ReadonlySet<string> = new Set([...ESCROW_TYPES, ...NOTARY_TYPES])

/** Under load nearly all that escrow says is about sessions, which are no business of a bank. */
export const wants = (type: string): boolean => WANTED.has(type)

/** Takes facts of either topic. */
export const takeFacts: Handler<SettlementTables> = (trx, facts, topic) =>
  topic === TOPICS.notary ? takeNotaryFacts(trx, facts, topic) : takeEscrowFacts(trx, facts, topic)
