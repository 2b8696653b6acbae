// The proof that an entry is in the log, as whoever holds the entry can check it.
import type { Database } from '@ticun/db'
import { refuse, type Refusal } from '@ticun/protocol'
import type { Book } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { publishedCheckpoint } from './latest.ts'
import { proofOf } from './prove.ts'
import { isHeard } from './standing.ts'

type Db = Database<NotaryTables>

/** The `.tlog-proof` of an entry under the newest checkpoint. */
export async function proveEntry(
  { db, witnessesMin }: { db: Db; witnessesMin: number },
  { book }: { book: Book | undefined },
  sequence: bigint,
  now: string,
): Promise<string | Refusal> {
  if (!book || sequence === 0n) return refuse('unknown_entry')
  const last = await publishedCheckpoint(db, book.bookId, { witnessesMin, now })
  if (!last || sequence > BigInt(last.size)) {
    const heard = sequence <= book.sequence || (await isHeard(db, book.bookId, sequence))
    return heard
      ? refuse('not_in_log_yet', 'ask again in a second')
      : refuse('unknown_entry', 'the notary has not heard of such an entry')
  }
  return proofOf(db, book.bookId, Number(sequence - 1n), last)
}
