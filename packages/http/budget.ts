// How many requests a caller may send: a bucket of requests that fills again evenly.

const MINUTE_MS = 60_000
/** The oldest caller is forgotten first; each comes back with a full bucket. */
const CALLERS_MAX = 100_000

/** Requests a minute; each may also come at once. 0 is no limit. */
export type Budgets = {
  /** Of one log-in, everything together: a machine that books by hundreds is one log-in. */
  callerPerMinute: number
  /** Of one log-in, reads alone. */
  readsPerMinute: number
  /** Of one address, without a valid token. */
  strangerPerMinute: number
}

export type StatedBudgets = { readonly [K in keyof Budgets]?: number | undefined }

/** Far above what one house can book, and far below what makes reading somebody else's trouble. */
export const BUDGETS: Budgets = {
  callerPerMinute: 1_200_000,
  readsPerMinute: 120_000,
  strangerPerMinute: 12_000,
}

/** The default for each one that nobody has stated. */
export function budgetsFrom(stated: StatedBudgets = {}): Budgets {
  return {
    callerPerMinute: stated.callerPerMinute ?? BUDGETS.callerPerMinute,
    readsPerMinute: stated.readsPerMinute ?? BUDGETS.readsPerMinute,
    strangerPerMinute: stated.strangerPerMinute ?? BUDGETS.strangerPerMinute,
  }
}

/** Takes one request; gives the seconds to wait when there is none left, else 0. */
export type Budget = (key: string) => number

/** A budget of `perMinute` requests for each key. */
export function openBudget(perMinute: number, nowMs: () => number = Date.now): Budget {
  const buckets = new Map<string, { left: number; atMs: number }>()
  if (perMinute === 0) return () => 0
  return (key) => {
    const now = nowMs()
    const bucket = buckets.get(key)
    if (!bucket) {
      if (buckets.size >= CALLERS_MAX) buckets.delete(buckets.keys().next().value ?? '')
      buckets.set(key, { left: perMinute - 1, atMs: now })
      return 0
    }
    const filled = bucket.left + ((now - bucket.atMs) * perMinute) / MINUTE_MS
    bucket.left = Math.min(perMinute, filled)
    bucket.atMs = now
    if (bucket.left < 1) {
      return Math.ceil(((1 - bucket.left) * MINUTE_MS) / perMinute / 1000)
    }
    bucket.left -= 1
    return 0
  }
}
