// The topics that settlement listens to, and who takes the facts of each.
import type { Handler } from '@ticun/events'
import { TOPICS, type Topic } from '@ticun/protocol'
import type { SettlementTables } from '../tables.ts'
import { takeEscrowFacts } from './escrow-facts.ts'
import { takeNotaryFacts } from './notary-facts.ts'

export const LISTENED: readonly Topic[] = [TOPICS.escrow, TOPICS.notary]

/** Takes facts of either topic. */
export const takeFacts: Handler<SettlementTables> = (trx, facts, topic) =>
  topic === TOPICS.notary ? takeNotaryFacts(trx, facts, topic) : takeEscrowFacts(trx, facts, topic)
