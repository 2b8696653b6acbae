// The posting table: which entry a fact causes. Escrow books by it and the notary re-derives by it.
import type { EscrowFact } from '@ticun/protocol'
import { account } from './accounts.ts'

export type DraftLine = { account: string; /** Signed fen: debit +, credit −. */ amount: bigint }

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

const BANK = account('1001')

/** One debit, one credit, of one amount. */
function move(debit: string, credit: string, amountFen: string): DraftLine[] {
  const amount = BigInt(amountFen)
  return [
    { account: debit, amount },
    { account: credit, amount: -amount },
  ]
}

/** The lines that a fact causes; undefined when it moves no money. */
function linesOf(fact: EscrowFact): DraftLine[] | undefined {
  switch (fact.type) {
    case 'lot.funded':
      return move(BANK, account('2001', fact.data.lotId), fact.data.amountFen)
    case 'suspense.credited':
      return move(BANK, account('2006', fact.data.suspenseId), fact.data.amountFen)
    case 'session.confirmed': {
      // A slot of 0 fen (more sessions than fen) is released without an entry.
      const { lotId, merchantId, amountFen } = fact.data
      if (amountFen === '0') return undefined
      return move(account('2001', lotId), account('2003', merchantId), amountFen)
    }
    case 'refund.due':
      return move(
        account('2001', fact.data.lotId),
        account('2005', fact.data.refundId),
        fact.data.amountFen,
      )
    case 'refund.paid':
      return move(account('2005', fact.data.refundId), BANK, fact.data.amountFen)
    case 'refund.returned':
      // The money never left the escrow account: it is the consumer's held balance again.
      return move(
        account('2005', fact.data.refundId),
        account('2001', fact.data.lotId),
        fact.data.amountFen,
      )
    case 'payout.due':
      return move(
        account('2003', fact.data.merchantId),
        account('2004', fact.data.payoutId),
        fact.data.amountFen,
      )
    case 'payout.paid':
      return move(account('2004', fact.data.payoutId), BANK, fact.data.amountFen)
    case 'payout.bounced':
      return move(
        account('2004', fact.data.payoutId),
        account('2003', fact.data.merchantId),
        fact.data.amountFen,
      )
    case 'book.opened':
    case 'merchant.enrolled':
    case 'product.listed':
    case 'contract.signed':
    case 'session.recorded':
    case 'session.reversed':
    case 'refund.requested':
    case 'refund.agreed':
    case 'refund.rejected':
    case 'refund.approved':
    case 'contract.closed':
      return undefined
  }
}

/** The entry that a fact causes (domain: posting table); undefined when it moves no money. */
export function posting(fact: EscrowFact): Draft | undefined {
  const lines = linesOf(fact)
  if (!lines) return undefined
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
