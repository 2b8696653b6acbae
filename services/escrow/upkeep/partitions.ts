// Keeps the book's monthly partitions ahead of the calendar.
import type { Kysely } from 'kysely'
import { systemNow } from '@ticun/http'
import { makePartitions, type LedgerTables } from '@ticun/ledger'
import type { Log } from '@ticun/observability'

/** Partitions reach months ahead, so a failed day is made good on the next one. */
const EVERY_MS = 24 * 3_600_000

type Db = Kysely<LedgerTables>

/** Makes the partitions from an instant (UTC) on; throws when they cannot be made. */
export async function makeAhead(db: Db, log: Log, now: string): Promise<void> {
  const made = await makePartitions(db, now.slice(0, 'YYYY-MM-DD'.length))
  if (made > 0) log.info({ made }, 'partitions of the book made ahead of time')
}

/** Makes partitions now and once a day until stopped. A failure is logged and tried again. */
export function keepPartitions(db: Db, log: Log): { stop: () => void } {
  const make = async () => {
    try {
      await makeAhead(db, log, systemNow())
    } catch (error) {
      log.error({ err: error }, 'no partitions could be made; tomorrow again')
    }
  }
  void make()
  const timer = setInterval(() => void make(), EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
