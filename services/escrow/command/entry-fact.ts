// An entry as the fact that the ledger speaks about it.
import type { Entry } from '@ticun/proof'
import type { EscrowFact, LedgerFact, Receipt } from '@ticun/protocol'

/** `entry.posted`, with the id of the business fact that caused it: ids are unique per topic. */
export function entryFact(cause: EscrowFact, entry: Entry, receipt: Receipt): LedgerFact {
  const { source, correlationId, actor } = cause
  const { bookId, causeId, occurredAt, recordedAt, contractId, merchantId } = entry
  return {
    id: cause.id,
    source,
    subject: entry.entryId,
    recordedAt,
    occurredAt,
    bookId,
    bookSequence: receipt.sequence,
    correlationId,
    causationId: causeId,
    actor,
    type: 'entry.posted',
    data: {
      ...(contractId === undefined ? {} : { contractId }),
      currency: entry.currency,
      kind: entry.kind,
      lines: entry.lines.map(({ account, amount, balance, sequence }) => ({
        account,
        amount: amount.toString(),
        balance: balance.toString(),
        sequence: sequence.toString(),
      })),
      ...(merchantId === undefined ? {} : { merchantId }),
      hash: receipt.hash,
    },
  }
}
