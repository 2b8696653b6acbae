// An entry as the fact that the ledger speaks about it.
import type { Posted } from '@ticun/ledger'
import { hex } from '@ticun/proof'
import type { EscrowFact, LedgerFact } from '@ticun/protocol'

/** `entry.posted`, with the id of the business fact that caused it: ids are unique per topic. */
export function entryFact(cause: EscrowFact, { entry, hash }: Posted): LedgerFact {
  const { type: _, data: __, ...envelope } = cause
  return {
    ...envelope,
    subject: entry.entryId,
    causationId: cause.id,
    bookSequence: entry.sequence.toString(),
    type: 'entry.posted',
    data: {
      ...entry,
      sequence: entry.sequence.toString(),
      hash: hex(hash),
      lines: entry.lines.map(({ account, amount, balance, sequence }) => ({
        account,
        amount: amount.toString(),
        balance: balance.toString(),
        sequence: sequence.toString(),
      })),
    },
  }
}
