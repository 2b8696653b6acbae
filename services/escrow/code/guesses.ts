// Counts wrong codes, so that nobody finds a member's code by trying: eight digits are few for a
// machine that asks a thousand times a second.

/** So many wrong codes of a caller for a contract lock its codes until the period is over. */
export const WRONG_CODES_MAX = 10
export const WRONG_CODES_PERIOD_MS = 10 * 60_000
/** Callers with a wrong code that are remembered at once. */
const REMEMBERED_MAX = 100_000

type Count = { wrong: number; sinceMs: number }

export type Guesses = {
  /**
   * Looks at a code: its window, null when it is wrong, LOCKED when it was not looked at. `tries`
   * names who tries and for what.
   */
  judge: (tries: string, look: () => bigint | null) => bigint | null | 'LOCKED'
}

/**
 * A memory of this process alone: it goes by real time (`nowMs`, milliseconds), whatever time a
 * request states, and a restart forgives. That is enough to make guessing hopeless.
 */
export function rememberGuesses(nowMs: () => number = Date.now): Guesses {
  const counts = new Map<string, Count>()

  const countOf = (tries: string): Count | undefined => {
    const count = counts.get(tries)
    if (count && nowMs() - count.sinceMs < WRONG_CODES_PERIOD_MS) return count
    if (count) counts.delete(tries)
    return undefined
  }
  const remember = (tries: string) => {
    const count = countOf(tries)
    if (count) {
      count.wrong += 1
      return
    }
    // The oldest goes first: a Map keeps the order of insertion.
    const [oldest] = counts.keys()
    if (counts.size >= REMEMBERED_MAX && oldest !== undefined) counts.delete(oldest)
    counts.set(tries, { wrong: 1, sinceMs: nowMs() })
  }

  const judge = (tries: string, look: () => bigint | null) => {
    if ((countOf(tries)?.wrong ?? 0) >= WRONG_CODES_MAX) return 'LOCKED'
    const window = look()
    if (window === null) remember(tries)
    return window
  }
  return { judge }
}
