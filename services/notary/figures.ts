// Keeps the notary's figures for whoever scrapes them.
import type { Database } from '@ticun/db'
import type { Metrics } from '@ticun/observability'
import { findBook } from './book/book.ts'
import { latestCheckpoint } from './checkpoint/latest.ts'
import { readCounts } from './checkpoint/standing.ts'
import type { NotaryTables } from './tables.ts'

/** Declares the figures and returns what brings them up to date. */
export function raiseFigures(db: Database<NotaryTables>, metrics: Metrics): () => Promise<void> {
  const replayed = metrics.gauge('notary_replayed_entries', 'Entries re-derived that held')
  const waiting = metrics.gauge('notary_waiting_entries', 'Entries heard that wait for replay')
  const signed = metrics.gauge('notary_signed_leaves', 'Size of the latest checkpoint')
  const alerts = metrics.gauge('notary_raised_alerts', 'Alerts ever raised')
  return async () => {
    const book = await findBook(db)
    const last = book && (await latestCheckpoint(db, book.bookId))
    const counts = await readCounts(db)
    replayed.set(Number(book?.sequence ?? 0n))
    signed.set(last?.size ?? 0)
    waiting.set(counts.waiting)
    alerts.set(counts.alerts)
  }
}
