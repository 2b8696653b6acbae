// The newest checkpoint of a book.
import type { Database } from '@ticun/db'
import type { NotaryTables } from '../tables.ts'

export type SignedCheckpoint = { size: number; root: Uint8Array; note: string }

/** Undefined when nothing of the book was signed yet. */
export async function latestCheckpoint(
  db: Database<NotaryTables>,
  bookId: string,
): Promise<SignedCheckpoint | undefined> {
  const row = await db
    .selectFrom('checkpoint')
    .select(['size', 'root', 'note'])
    .where('book_id', '=', bookId)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { size: Number(row.size), root: new Uint8Array(row.root), note: row.note }
}
