// How far a book is replayed, and the lock that makes one transaction its only writer.
import { sql, type Selectable } from 'kysely'
import { orSame, send, type Database, type Transaction } from '@ticun/db'
import { concat, emptyFrontier, genesisHash, HASH_BYTES, type Frontier } from '@ticun/proof'
import type { NotaryTables } from '../tables.ts'

/** Where a book's copy stands. Everything up to `sequence` was re-derived and held. */
export type Book = {
  bookId: string
  sequence: bigint
  /** Head of the hash chain. */
  hash: Uint8Array
  /** `recordedAt` of the last entry (UTC). */
  recordedAt: string | null
  /** Right edge of the Merkle tree over the entries' canonical bytes. */
  frontier: Frontier
  /** The first entry that did not hold; nothing is replayed from here on. */
  stoppedAt: bigint | null
}

type Row = Selectable<NotaryTables['book_head']>

/** Locks a book's head until the transaction ends; a book never met before begins empty. */
export async function lockBook(trx: Transaction<NotaryTables>, bookId: string): Promise<Book> {
  const known = await readLocked(trx, bookId)
  if (known) return known
  await sql`
    INSERT INTO book_head (book_id, sequence, hash, peaks)
    VALUES (${bookId}, 0, ${Buffer.from(genesisHash())}, ''::bytea)
    ${orSame('BEGINS_ONLY')}`.execute(trx)
  const begun = await readLocked(trx, bookId)
  if (!begun) throw new Error(`the head of ${bookId} cannot be read back`)
  return begun
}

async function readLocked(
  trx: Transaction<NotaryTables>,
  bookId: string,
): Promise<Book | undefined> {
  const row = await trx
    .selectFrom('book_head')
    .selectAll()
    .where('book_id', '=', bookId)
    .forUpdate()
    .executeTakeFirst()
  return row && bookOf(row)
}

/** Stores where a locked book now stands. */
export async function saveBook(trx: Transaction<NotaryTables>, book: Book): Promise<void> {
  const statement = sql`
    UPDATE book_head SET sequence = ${book.sequence}::bigint, hash = ${Buffer.from(book.hash)},
      recorded_at = ${book.recordedAt}::timestamptz,
      peaks = ${Buffer.from(concat(...book.frontier.peaks))},
      stopped_at = ${book.stoppedAt}::bigint
    WHERE book_id = ${book.bookId}`
  await send(trx, statement)
}

/** All books, in the order in which they were met. */
export async function listBooks(db: Database<NotaryTables>): Promise<Book[]> {
  const rows = await db.selectFrom('book_head').selectAll().orderBy('number').execute()
  return rows.map(bookOf)
}

/** The book of this id, or the first one; undefined when there is none. */
export async function findBook(
  db: Database<NotaryTables>,
  bookId?: string,
): Promise<Book | undefined> {
  const first = db.selectFrom('book_head').selectAll().orderBy('number').limit(1)
  const query = bookId === undefined ? first : first.where('book_id', '=', bookId)
  const row = await query.executeTakeFirst()
  return row && bookOf(row)
}

/** A program that starts looks at stopped books again: it may be the one that was mended. */
export async function lookAgain(db: Database<NotaryTables>): Promise<void> {
  await sql`UPDATE book_head SET stopped_at = NULL WHERE stopped_at IS NOT NULL`.execute(db)
}

function bookOf(row: Row): Book {
  const size = Number(row.sequence)
  return {
    bookId: row.book_id,
    sequence: row.sequence,
    hash: new Uint8Array(row.hash),
    recordedAt: row.recorded_at,
    frontier: size === 0 ? emptyFrontier : { size, peaks: hashesOf(row.peaks) },
    stoppedAt: row.stopped_at,
  }
}

function hashesOf(bytes: Buffer): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    Uint8Array.from(bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  )
}
