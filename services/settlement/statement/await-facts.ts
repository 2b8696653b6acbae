// Waits for facts of escrow that may still be on their way when the bank's statement is here.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { BankStatement } from '../bank/bank-statement.ts'
import type { SettlementTables } from '../tables.ts'
import { loadKnownLines, referencesOf } from './load.ts'

type Db = Kysely<SettlementTables>

const LOOK_MS = 50

/** The book of this account, once it is known; undefined when it is not within `patienceMs`. */
export async function awaitBook(
  db: Db,
  account: string,
  patienceMs: number,
): Promise<string | undefined> {
  const find = async () => {
    const row = await db
      .selectFrom('book')
      .select('book_id')
      .where('bank_number', '=', account)
      .orderBy('opened_at')
      .orderBy('book_id')
      .executeTakeFirst()
    return row?.book_id
  }
  return until(find, patienceMs)
}

/**
 * Waits until every reference that new credits name is known, for money in suspense takes a person
 * to move. A reference that nobody will ever know costs `patienceMs`, once.
 */
export async function awaitReferences(
  db: Db,
  bookId: string,
  statement: BankStatement,
  patienceMs: number,
): Promise<void> {
  const known = await loadKnownLines(db, bookId, statement)
  const fresh = statement.lines.filter((line) => !known.has(line.bankSerial))
  const references = referencesOf(fresh)
  if (references.length === 0) return
  const allKnown = async () => {
    const { rows } = await sql<{ missing: boolean }>`
      SELECT EXISTS (
        SELECT FROM unnest(${references}::text[]) AS asked (reference)
        LEFT JOIN expected_deposit e
          ON e.book_id = ${bookId} AND e.reference = asked.reference
        WHERE e.reference IS NULL) AS missing`.execute(db)
    return rows[0]?.missing === true ? undefined : true
  }
  await until(allKnown, patienceMs)
}

async function until<T>(ask: () => Promise<T | undefined>, patienceMs: number) {
  const end = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined || performance.now() >= end) return answer
    await sleep(LOOK_MS)
  }
}
