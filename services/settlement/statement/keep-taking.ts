// Looks every now and then whether the day of a waiting line has come.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Log } from '@ticun/observability'
import type { SettlementTables } from '../tables.ts'
import { takeDue } from './ahead.ts'

const LOOK_MS = 500

type Keeping = { db: Kysely<SettlementTables>; log: Log; onFacts: () => void }

/** Takes lines on their day until it is stopped; what fails is tried again. */
export function keepTaking({ db, log, onFacts }: Keeping): { stop: () => Promise<void> } {
  const stopped = new AbortController()
  const run = async () => {
    while (!stopped.signal.aborted) {
      try {
        if (await takeDue(db)) onFacts()
      } catch (error) {
        log.warn({ err: error }, 'lines that waited for their day cannot be taken for now')
      }
      // Only the end of waiting rejects.
      await sleep(LOOK_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      stopped.abort()
      await ended
    },
  }
}
