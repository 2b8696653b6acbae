// Turns that transactions take; each ends with its transaction.
import { sql, type Transaction } from 'kysely'
import type { SettlementTables } from '../tables.ts'

type Trx = Transaction<SettlementTables>

/** One at a time writes facts of a book, so that they stand in the order of what was decided. */
export async function lockBook(trx: Trx, bookId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${bookId}, 1))`.execute(trx)
}

/** A twin under the same key waits here until the first one is answered. */
export async function lockKey(trx: Trx, scope: string, key: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 2))`.execute(trx)
}

/**
 * One at a time says where these consumers' refunds go. In sorted order, so that two never wait for
 * each other.
 */
export async function lockConsumers(trx: Trx, consumerIds: readonly string[]): Promise<void> {
  for (const consumerId of [...new Set(consumerIds)].toSorted()) {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${consumerId}, 3))`.execute(trx)
  }
}
