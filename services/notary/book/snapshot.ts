// Several questions, one state of the database: no replay happens between them.
import type { Transaction, Database } from '@ticun/db'
import type { NotaryTables } from '../tables.ts'

/** Runs reads in one snapshot. */
export function inOneInstant<T>(
  db: Database<NotaryTables>,
  read: (trx: Transaction<NotaryTables>) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(read)
}
