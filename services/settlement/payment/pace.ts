// How the sender waits: a while, unless somebody wakes it or stops it.

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 5_000

/** How long to rest after this many failures in a row, counted from 1. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10))
}

export type Pace = {
  /** Waits at most this long; a `wake` ends it, also one that came just before. */
  wait: (ms: number) => Promise<void>
  /** Waits this long whoever wakes; only `stop` ends it. */
  rest: (ms: number) => Promise<void>
  wake: () => void
  stop: () => void
  stopped: () => boolean
}

export function createPace(): Pace {
  let stopped = false
  let woken = false
  let resume: ((reason: 'wake' | 'stop') => void) | undefined

  const sleep = (ms: number, wakeable: boolean) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        resume = undefined
        resolve()
      }
      const timer = setTimeout(end, ms)
      resume = (reason) => {
        if (wakeable || reason === 'stop') end()
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
      resume?.('wake')
    },
    stop: () => {
      stopped = true
      resume?.('stop')
    },
    stopped: () => stopped,
  }
}
