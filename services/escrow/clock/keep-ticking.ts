// The heartbeat: a round every few seconds, slower while escrow is away, and one at a time.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@ticun/observability'

/** From the end of a round to the begin of the next. */
export const ROUND_EVERY_MS = 2_000
/** After a round that failed: this long, then twice as long each time. */
const BACKOFF_FIRST_MS = 500
const BACKOFF_MAX_MS = 60_000

export type Heartbeat = {
  /** Runs between two rounds, never beside one; gives its result. */
  between: <T>(work: () => Promise<T>) => Promise<T>
  /** Ends the beat; resolves when the running round has ended. */
  stop: () => Promise<void>
}

/** Begins the beat. A round that throws is told and tried again after a growing pause. */
export function keepTicking(round: () => Promise<void>, log: Log): Heartbeat {
  const stopped = new AbortController()
  let last: Promise<unknown> = Promise.resolve()
  const between = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
  const beat = async () => {
    let failures = 0
    while (!stopped.signal.aborted) {
      try {
        await between(round)
        if (failures > 0) log.info({ failures }, 'ticking again')
        failures = 0
      } catch (error) {
        failures += 1
        log.warn({ err: error, failures }, 'a round failed; what is due waits for the next one')
      }
      await sleep(pauseMs(failures), undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }
  const beating = beat()
  const stop = async () => {
    stopped.abort()
    await beating
  }
  return { between, stop }
}

/** The pause after a round, in ms, when this many in a row have failed. */
export function pauseMs(failures: number): number {
  if (failures === 0) return ROUND_EVERY_MS
  return Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS)
}
