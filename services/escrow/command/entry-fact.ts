// An entry as the fact that the ledger speaks about it.
import type { Entry } from '@ticun/proof'
import type { EscrowFact, LedgerFact, Receipt } from '@ticun/protocol'

/** `entry.posted`, with the id of the business fact that caused it: ids are unique per topic. */
export function entryFact(cause: EscrowFact, entry: Entry, receipt: Receipt): LedgerFact {
  const { source, recordedAt, occurredAt, bookId, correlationId, actor } = cause
  const { contractId, merchantId } = entry
  return {
    id: cause.id,
    source,
    subject: entry.entryId,
    recordedAt,
    occurredAt,
    bookId,
    bookSequence: receipt.sequence,
    correlationId,
    causationId: cause.id,
    actor,
    type: 'entry.posted',
    data: {
      bookId: entry.bookId,
      causeId: entry.causeId,
      ...(contractId === undefined ? {} : { contractId }),
      currency: entry.currency,
      entryId: entry.entryId,
      kind: entry.kind,
      lines: entry.lines.map(({ account, amount, balance, sequence }) => ({
        account,
        amount: amount.toString(),
        balance: balance.toString(),
        sequence: sequence.toString(),
      })),
      ...(merchantId === undefined ? {} : { merchantId }),
      occurredAt: entry.occurredAt,
      recordedAt: entry.recordedAt,
      sequence: receipt.sequence,
      hash: receipt.hash,
    },
  }
}
