// The posting table: which entry a fact causes. Escrow books by it and the notary re-derives by it.
import type { EscrowFact } from '@ticun/protocol'
import { chargebackPostings } from './chargebacks.ts'
import { guardianshipPostings } from './guardianships.ts'
import { holdPostings } from './holds.ts'
import type { DraftLine, PostingTable } from './lines.ts'
import { lotPostings } from './lots.ts'
import { massRefundPostings } from './mass-refunds.ts'
import { merchantPostings } from './merchants.ts'
import { moneyPostings } from './money.ts'
import { offerPostings } from './offers.ts'
import { refundPostings } from './refunds.ts'
import { sessionPostings } from './sessions.ts'

/** An entry before it has a place in the book. */
export type Draft = {
  causeId: string
  kind: string
  contractId?: string
  merchantId?: string
  occurredAt: string
  recordedAt: string
  lines: DraftLine[]
}

const table: PostingTable = {
  'book.opened': null,
  'merchant.enrolled': null,
  'product.listed': null,
  'product.withdrawn': null,
  'policy.proposed': null,
  'policy.set': null,
  'policy.rejected': null,
  'calendar.proposed': null,
  'calendar.supplied': null,
  'deadline.moved': null,
  ...lotPostings,
  ...sessionPostings,
  ...refundPostings,
  ...chargebackPostings,
  ...moneyPostings,
  ...holdPostings,
  ...offerPostings,
  ...guardianshipPostings,
  ...merchantPostings,
  ...massRefundPostings,
}

/**
 * The entry that a fact causes (domain: posting table); undefined when it moves no money. A slot
 * may be worth 0 fen (a gift, or more sessions than fen): its lines are left out, and an entry
 * without lines is none.
 */
export function posting(fact: EscrowFact): Draft | undefined {
  const linesOf = table[fact.type] as ((fact: EscrowFact) => DraftLine[]) | null
  const lines = linesOf?.(fact).filter((line) => line.amount !== 0n) ?? []
  if (lines.length === 0) return undefined
  return {
    causeId: fact.id,
    kind: fact.type,
    ...('contractId' in fact.data ? { contractId: fact.data.contractId } : {}),
    ...('merchantId' in fact.data ? { merchantId: fact.data.merchantId } : {}),
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    lines,
  }
}
