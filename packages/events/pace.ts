// How a loop waits: a while, unless somebody wakes it or stops it.
export type Pace = {
  /** Waits, at most this long; `wake` ends it, also a `wake` that came just before. */
  wait: (ms: number) => Promise<void>
  /** Waits this long whoever calls; only `stop` ends it. For the time after a fault. */
  rest: (ms: number) => Promise<void>
  wake: () => void
  stop: () => void
  stopped: () => boolean
}

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 2_000

/** How long to rest after this many failures in a row, counted from 1. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10))
}

export function createPace(): Pace {
  let stopped = false
  let woken = false
  let resume: (() => void) | undefined
  let canWake = false
  const sleep = (ms: number, wakeable: boolean) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(end, ms)
      canWake = wakeable
      resume = end
      function end() {
        clearTimeout(timer)
        resume = undefined
        resolve()
      }
    })
  return {
    wait: async (ms) => {
      if (!stopped && !woken) await sleep(ms, true)
      woken = false
    },
    rest: async (ms) => {
      if (!stopped) await sleep(ms, false)
    },
    wake: () => {
      woken = true
      if (canWake) resume?.()
    },
    stop: () => {
      stopped = true
      resume?.()
    },
    stopped: () => stopped,
  }
}

/** How long an idle reader sleeps: shortly after work, longer when nothing has come for a while. */
export function createIdle(options: { activeMs: number; idleMs: number; calmMs: number }) {
  let lastWork = 0
  return {
    worked: () => (lastWork = performance.now()),
    pauseMs: () =>
      performance.now() - lastWork < options.calmMs ? options.activeMs : options.idleMs,
  }
}
