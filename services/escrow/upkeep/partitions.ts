// Keeps the book's monthly partitions ahead of the calendar.
import type { Kysely } from 'kysely'
import { makePartitions, type LedgerTables } from '@ticun/ledger'
import type { Log } from '@ticun/observability'

/** Partitions reach months ahead, so a failed day is made good on the next one. */
const EVERY_MS = 24 * 3_600_000

/** Makes partitions now and once a day until stopped. A failure is logged and tried again. */
export function keepPartitions(db: Kysely<LedgerTables>, log: Log): { stop: () => void } {
  const make = async () => {
    try {
      const made = await makePartitions(db, new Date().toISOString().slice(0, 10))
      if (made > 0) log.info({ made }, 'partitions of the book made ahead of time')
    } catch (error) {
      log.error({ err: error }, 'no partitions could be made; tomorrow again')
    }
  }
  void make()
  const timer = setInterval(() => void make(), EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
