// Reads what this database holds of a book at a place that others have heard of.
import { sql, type Kysely } from 'kysely'
import type { LedgerTables } from '@ticun/ledger'
import type { HeardEntry, OwnBook } from './compare.ts'

/** Undefined when the book is not here. */
export async function readOwn(
  db: Kysely<LedgerTables>,
  { bookId, sequence }: Pick<HeardEntry, 'bookId' | 'sequence'>,
): Promise<OwnBook | undefined> {
  const { rows } = await sql<{ sequence: bigint; hash: string | null }>`
    SELECT h.sequence, encode(e.hash, 'hex') AS hash
    FROM chain_head h
    LEFT JOIN entry e ON e.book_id = h.book_id AND e.sequence = ${sequence}::bigint
    WHERE h.book_id = ${bookId}`.execute(db)
  const [row] = rows
  return row && { sequence: row.sequence, hashThere: row.hash ?? undefined }
}
