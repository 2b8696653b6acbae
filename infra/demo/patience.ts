// Knows how to wait for what takes a moment: a process that restarts, a fact that travels.
import { setTimeout as sleep } from 'node:timers/promises'

/** How long anything may take before the demo gives up. */
export const PATIENCE_MS = 60_000
const PAUSE_FIRST_MS = 20
const PAUSE_MAX_MS = 1_000

/** Pauses between tries, each longer than the one before, until patience ends. */
export type Pauses = {
  /** Sleeps, at least `atLeastMs`; false when patience has run out. */
  next: (atLeastMs?: number) => Promise<boolean>
}

/** Starts counting now; a pause is never longer than `pauseMaxMs`. */
export function pauses(patienceMs = PATIENCE_MS, pauseMaxMs = PAUSE_MAX_MS): Pauses {
  const endMs = performance.now() + patienceMs
  let pauseMs = PAUSE_FIRST_MS
  return {
    next: async (atLeastMs = 0) => {
      if (performance.now() >= endMs) return false
      await sleep(Math.max(pauseMs, atLeastMs))
      pauseMs = Math.min(pauseMs * 1.6, pauseMaxMs)
      return true
    },
  }
}

/** Something did not happen in time. */
export class PatienceError extends Error {
  override name = 'PatienceError'
}

/**
 * Asks again and again until there is an answer, and returns it.
 * Throws PatienceError that tells `what` was awaited.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { patienceMs = PATIENCE_MS, pauseMaxMs = 200 } = {},
): Promise<T> {
  const waiting = pauses(patienceMs, pauseMaxMs)
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (!(await waiting.next())) {
      throw new PatienceError(`waited ${patienceMs / 1000} s in vain: ${what}`)
    }
  }
}

/** Lets at most `max` tasks run at the same time; the others wait in order of arrival. */
export function limiter(max: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      // The place is handed over rather than freed, so that nobody can jump the queue.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
