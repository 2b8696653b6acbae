// Which of settlement's words about the bank the book has taken; one that it has not, differs.
import { sql } from 'kysely'
import { texts, transact, type Database, type Transaction } from '@ticun/db'
import type { EscrowFact, SettlementFact } from '@ticun/protocol'
import { raise, type Told } from '../alert/raise.ts'
import type { NotaryTables } from '../tables.ts'

type Trx = Transaction<NotaryTables>

/** A word that the book has not taken for so long is an alert. */
export const UNTAKEN_PATIENCE_MS = 10 * 60_000
const ALERTS_AT_ONCE = 20

/** What a fact does to the bank account, in fen; undefined when it is no such word. */
function effectOf(fact: SettlementFact): bigint | undefined {
  switch (fact.type) {
    case 'deposit.received':
    case 'deposit.unmatched':
    case 'interest.received':
      return BigInt(fact.data.amountFen)
    case 'payout.settled':
    case 'refund.settled':
      return -BigInt(fact.data.amountFen)
    // The money never left, or is in the book already; that the book hears it matters too.
    case 'payout.returned':
    case 'refund.returned':
    case 'deposit.matched':
      return 0n
    case 'statement.closed':
      break
  }
  return undefined
}

/**
 * Notes what settlement has told; the same word again changes nothing. Rows are taken in one order,
 * so that two listeners never wait for each other.
 */
export async function keepBankWords(trx: Trx, facts: readonly SettlementFact[]): Promise<void> {
  const rows = facts.flatMap((fact) => {
    const amount = effectOf(fact)
    if (amount === undefined) return []
    const { id: fact_id, bookId: book_id, type } = fact
    return [{ book_id, fact_id, type, amount: amount.toString() }]
  })
  if (rows.length === 0) return
  await sql`
    INSERT INTO bank_word AS known (book_id, fact_id, type, amount)
    SELECT book_id, fact_id, type, amount FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS told (book_id text, fact_id text, type text, amount bigint)
    ORDER BY book_id, fact_id
    ON CONFLICT (book_id, fact_id) DO UPDATE SET type = excluded.type, amount = excluded.amount
      WHERE known.amount IS NULL`.execute(trx)
}

/** Notes which of them escrow has taken: its facts name what caused them. */
export async function takeBankWords(
  trx: Trx,
  bookId: string,
  facts: readonly EscrowFact[],
): Promise<void> {
  const taken = facts.flatMap(({ actor, causationId }) =>
    actor.role === 'system' && actor.id === 'settlement' ? [causationId] : [],
  )
  if (taken.length === 0) return
  await sql`
    INSERT INTO bank_word (book_id, fact_id, is_taken)
    SELECT DISTINCT ${bookId}, fact_id, true FROM unnest(${texts(taken)}::text[]) AS fact_id
    ORDER BY fact_id
    ON CONFLICT (book_id, fact_id) DO UPDATE SET is_taken = true`.execute(trx)
}

/** What the bank did that the book has not taken, as its effect on the account, in fen. */
export async function untakenFen(trx: Trx, bookId: string): Promise<bigint> {
  const { rows } = await sql<{ fen: bigint }>`
    SELECT coalesce(sum(amount), 0)::bigint AS fen FROM bank_word
    WHERE book_id = ${bookId} AND amount IS NOT NULL AND NOT is_taken`.execute(trx)
  return rows[0]?.fen ?? 0n
}

/** Raises an alert for each word that waits too long. */
export async function tellUntaken(
  db: Database<NotaryTables>,
  told: Told,
  patienceMs = UNTAKEN_PATIENCE_MS,
): Promise<void> {
  const { rows } = await sql<{ book_id: string; fact_id: string; type: string; amount: bigint }>`
    SELECT w.book_id, w.fact_id, w.type, w.amount FROM bank_word w
    WHERE w.amount IS NOT NULL AND NOT w.is_taken
      AND w.heard_at < now() - ${patienceMs}::int * interval '1 millisecond'
      AND NOT EXISTS (SELECT FROM alert a WHERE a.book_id = w.book_id
        AND a.code = 'BANK_WORD_NOT_TAKEN' AND a.subject = w.fact_id)
    ORDER BY w.heard_at LIMIT ${ALERTS_AT_ONCE}::int`.execute(db)
  for (const { book_id: bookId, fact_id: subject, type, amount } of rows) {
    const detail = `${type} of ${amount} fen was told, and the book has not taken it: ${subject}`
    const ids = { causationId: subject, correlationId: subject }
    const problem = { code: 'BANK_WORD_NOT_TAKEN' as const, subject, detail, ...ids }
    await transact(db, (trx) => raise(trx, bookId, [problem], told))
  }
}
