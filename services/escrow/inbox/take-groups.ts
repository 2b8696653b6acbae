// Executes the commands that arriving facts became, book by book.
import type { Transaction } from '@ticun/db'
import { FactNotYet, FactRejected } from '@ticun/events'
import type { Command } from '../command/command.ts'
import { execute } from '../command/execute.ts'
import type { EscrowTables } from '../tables.ts'

/** What it speaks of may still come: such a fact is tried again before officers have to look. */
const MAY_COME: ReadonlySet<string> = new Set([
  'time_in_future',
  'unknown_book',
  'unknown_merchant',
  'unknown_contract',
  'unknown_lot',
  'unknown_refund',
  'unknown_payout',
  'unknown_suspense',
  // The bank paid what a chargeback has taken meanwhile: money that comes makes it good.
  'bank_account_short',
])

/**
 * Executes them. A fact that contradicts the book is rejected (dead letter), so the rest of the
 * batch is rolled back and comes again without it. A command's key is the id of its fact.
 */
export async function takeGroups(
  trx: Transaction<EscrowTables>,
  commands: readonly Command[],
): Promise<void> {
  for (const [bookId, group] of Map.groupBy(commands, (command) => command.bookId)) {
    const outcomes = await execute(trx, bookId, group)
    for (const [index, { answer }] of outcomes.entries()) {
      if (!('refused' in answer)) continue
      const { key } = group[index]!
      const reason = `${key}: ${answer.refused} ${answer.detail ?? ''}`.trim()
      throw MAY_COME.has(answer.refused) ? new FactNotYet(reason) : new FactRejected(reason)
    }
  }
}
