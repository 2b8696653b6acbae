// Which topic carries whose facts.
import { z } from 'zod'
import { escrowFacts } from './escrow.ts'
import { ledgerFacts } from './ledger.ts'
import { notaryFacts } from './notary.ts'
import { settlementFacts } from './settlement.ts'

export const TOPICS = {
  escrow: 'escrow.facts.v1',
  ledger: 'ledger.entries.v1',
  settlement: 'settlement.facts.v1',
  notary: 'notary.facts.v1',
} as const

export type Topic = (typeof TOPICS)[keyof typeof TOPICS]

export const factSchemas = {
  [TOPICS.escrow]: z.discriminatedUnion('type', escrowFacts),
  [TOPICS.ledger]: z.discriminatedUnion('type', ledgerFacts),
  [TOPICS.settlement]: z.discriminatedUnion('type', settlementFacts),
  [TOPICS.notary]: z.discriminatedUnion('type', notaryFacts),
} as const

export type FactOf<T extends Topic> = z.infer<(typeof factSchemas)[T]>
export type Fact = FactOf<Topic>
