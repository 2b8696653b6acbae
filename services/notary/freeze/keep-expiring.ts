// Looks for freezes that have expired, for as long as the process lives.
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@ticun/db'
import type { Told } from '../alert/raise.ts'
import type { NotaryTables } from '../tables.ts'
import { expireDue } from './expire.ts'

/** A freeze may hold this much longer than it says. */
const LOOK_MS = 1_000

/** Starts looking; faults are logged and tried again. */
export function keepExpiring(options: {
  db: Database<NotaryTables>
  told: Told
  /** Facts were committed. */
  onEnded: () => void
}): { stop: () => Promise<void> } {
  const ending = new AbortController()
  const { db, told, onEnded } = options
  const run = async () => {
    while (!ending.signal.aborted) {
      try {
        if ((await expireDue(db, told.now())) > 0) onEnded()
      } catch (error) {
        told.log.warn({ err: error }, 'freezes cannot be ended for now')
      }
      await wait(LOOK_MS, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}
