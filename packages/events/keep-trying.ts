// Tries dead facts again that may come true, ever more seldom; what is left is work for officers.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import type { Topic } from '@ticun/protocol'
import { countDead, noteTry, replayDead } from './dead.ts'
import { FactNotYet, isFault, reasonOf } from './fault.ts'
import type { Log } from './log.ts'
import type { Handler } from './transport.ts'

const LOOK_MS = 1_000
/** Waits between tries, in ms; after the last one a fact is tried by nobody but officers. */
export const TRY_AFTER_MS: readonly number[] = [
  1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000,
]
const BATCH_MAX = 50

/** What a figure of a service is made by. */
type Figures = {
  gauge: (name: 'inbox_dead_facts', help: string, labels: [], read: () => number) => unknown
}

export type KeepTryingTarget<DB> = {
  db: Database<DB>
  handle: Handler<DB>
  log: Log
  /** One was handled after all: its transaction may have said facts. */
  onTaken?: () => void
  /** Where it is told how many dead facts wait. */
  metrics: Figures
}

/** When to try again after so many tries; null: no more. */
export function nextTryAt(attempts: number, nowMs: number): string | null {
  const waitMs = TRY_AFTER_MS[attempts - 1]
  return waitMs === undefined ? null : new Date(nowMs + waitMs).toISOString()
}

/** Looks until it is stopped. What fails because the world is away is tried again, uncounted. */
export function keepTrying<DB>(target: KeepTryingTarget<DB>): { stop: () => Promise<void> } {
  const stopped = new AbortController()
  const help = 'Facts that could not be handled and wait'
  let waiting = 0
  target.metrics.gauge('inbox_dead_facts', help, [], () => waiting)
  const run = async () => {
    while (!stopped.signal.aborted) {
      try {
        if ((await tryDue(target)) > 0) target.onTaken?.()
        waiting = await countDead(target.db)
      } catch (error) {
        target.log.warn({ err: error }, 'dead facts cannot be tried again for now')
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

type Due = { number: bigint; topic: Topic; fact_id: string; attempts: number }

/** Tries all that are due once; how many of them were handled. */
async function tryDue<DB>(target: KeepTryingTarget<DB>): Promise<number> {
  const { db, handle, log } = target
  const { rows } = await sql<Due>`
    SELECT number, topic, fact_id, attempts FROM inbox_dead
    WHERE next_try_at <= now() AND replayed_at IS NULL AND ended_at IS NULL
    ORDER BY number LIMIT ${BATCH_MAX}::int`.execute(db)
  let taken = 0
  for (const { number, topic, fact_id: factId, attempts } of rows) {
    try {
      if (!(await replayDead(db, { topic, factId }, handle))) continue
      taken += 1
      log.info({ topic, factId }, 'a dead fact was handled after all')
    } catch (error) {
      if (isFault(error)) throw error
      const mayComeTrue = error instanceof FactNotYet
      const next = mayComeTrue ? nextTryAt(attempts + 1, Date.now()) : null
      await noteTry(db, { number, reason: reasonOf(error), nextTryAt: next })
      if (next === null) log.error({ topic, factId }, 'a dead fact waits for an officer')
    }
  }
  return taken
}
