// Keeps what the bank says that it holds: the closing balances of its statements.
import { insertOnce, type Once, type Transaction } from '@ticun/db'
import { FactRejected } from '@ticun/events'
import type { SettlementFact } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'

type Closed = Extract<SettlementFact, { type: 'statement.closed' }>

const STATEMENT: Once = {
  table: 'bank_statement',
  key: { book_id: 'text', statement_id: 'text' },
  says: { from_day: 'date', to_day: 'date', closing_fen: 'bigint' },
  otherwise: ({ statement_id: id }) => new FactRejected(`statement ${id} was told otherwise`),
}

/**
 * Adds the statements among these facts; other facts of settlement change nothing here. Throws
 * FactRejected for one that was told otherwise before.
 */
export async function keepStatements(
  trx: Transaction<NotaryTables>,
  facts: readonly SettlementFact[],
): Promise<void> {
  const closed = facts.filter((fact): fact is Closed => fact.type === 'statement.closed')
  if (closed.length === 0) return
  const rows = closed.map(({ bookId, data }) => ({
    book_id: bookId,
    statement_id: data.statementId,
    from_day: data.from,
    to_day: data.to,
    closing_fen: data.closingBalanceFen,
  }))
  await insertOnce(trx, STATEMENT, rows)
}
