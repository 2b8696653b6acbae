// Raises an alert of every book when facts stand still, once for each time.
import { transact, type Database } from '@ticun/db'
import type { Standing } from '@ticun/events'
import { listBooks } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { raise, type Told } from './raise.ts'

/** A look, to be repeated, at what `streams` say. */
export function createStandstillWatch(
  db: Database<NotaryTables>,
  streams: Pick<Standing, 'still'>,
  told: Told,
): () => Promise<void> {
  let since: string | undefined
  return async () => {
    const reasons = streams.still()
    if (reasons.length === 0) since = undefined
    if (reasons.length === 0 || since !== undefined) return
    const begun = told.now()
    for (const { bookId } of await listBooks(db)) {
      const ids = { causationId: bookId, correlationId: bookId }
      const problem = { code: 'FACTS_STAND_STILL' as const, subject: begun, ...ids }
      const detail = reasons.join('; ')
      await transact(db, (trx) => raise(trx, bookId, [{ ...problem, detail }], told))
    }
    since = begun
  }
}
