// Writes which timers were set and cleared.
import { sql, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Changes } from './changes.ts'

type Trx = Transaction<EscrowTables>

/** Saves them; no statement when there are none. */
export async function saveTimers(
  trx: Trx,
  bookId: string,
  { timersSet, timersCleared }: Pick<Changes, 'timersSet' | 'timersCleared'>,
): Promise<void> {
  if (timersCleared.length > 0) {
    await sql`
      DELETE FROM timer t USING unnest(
        ${column(timersCleared.map((each) => each.kind))}::text[],
        ${column(timersCleared.map((each) => each.subject))}::text[]) AS gone (kind, subject)
      WHERE t.book_id = ${bookId} AND t.kind = gone.kind AND t.subject = gone.subject`.execute(trx)
  }
  if (timersSet.length > 0) {
    await sql`
      INSERT INTO timer (book_id, kind, subject, due_at, contract_id, merchant_id)
      SELECT ${bookId}, * FROM unnest(
        ${column(timersSet.map((each) => each.kind))}::text[],
        ${column(timersSet.map((each) => each.subject))}::text[],
        ${column(timersSet.map((each) => each.dueAt))}::timestamptz[],
        ${column(timersSet.map((each) => each.contractId ?? null))}::text[],
        ${column(timersSet.map((each) => each.merchantId ?? null))}::text[])
      ON CONFLICT (book_id, kind, subject) DO UPDATE SET due_at = excluded.due_at`.execute(trx)
  }
}
