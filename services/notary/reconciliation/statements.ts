// Keeps what the bank says that it holds: the closing balances of its statements.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import type { SettlementFact } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'

type Closed = Extract<SettlementFact, { type: 'statement.closed' }>

/** Adds the statements among these facts; other facts of settlement change nothing here. */
export async function keepStatements(
  trx: Transaction<NotaryTables>,
  facts: readonly SettlementFact[],
): Promise<void> {
  const closed = facts.filter((fact): fact is Closed => fact.type === 'statement.closed')
  if (closed.length === 0) return
  await sql`
    INSERT INTO bank_statement (book_id, statement_id, from_day, to_day, closing_fen)
    SELECT book_id, statement_id, from_day, to_day, closing_fen FROM unnest(
      ${closed.map((fact) => fact.bookId)}::text[],
      ${closed.map(({ data }) => data.statementId)}::text[],
      ${closed.map(({ data }) => data.from)}::date[],
      ${closed.map(({ data }) => data.to)}::date[],
      ${closed.map(({ data }) => data.closingBalanceFen)}::bigint[])
      WITH ORDINALITY AS closed (book_id, statement_id, from_day, to_day, closing_fen, place)
    ORDER BY place
    ON CONFLICT DO NOTHING`.execute(trx)
}
