// The topics that escrow listens to, and who takes the facts of each.
import type { Handler } from '@ticun/events'
import { TOPICS, type Topic } from '@ticun/protocol'
import type { EscrowTables } from '../tables.ts'
import { takeBankFacts } from './bank-facts.ts'
import { takeNotaryFacts } from './notary-facts.ts'

export const LISTENED: readonly Topic[] = [TOPICS.settlement, TOPICS.notary]

/** Takes facts of either topic. */
export const takeFacts: Handler<EscrowTables> = (trx, facts, topic) =>
  topic === TOPICS.notary ? takeNotaryFacts(trx, facts, topic) : takeBankFacts(trx, facts, topic)
