// Counts wrong codes, so that nobody finds a member's code by trying: eight digits are few for a
// machine that asks a thousand times a second.

export const WRONG_CODES_PERIOD_MS = 10 * 60_000
/** So many wrong codes of a log-in for a contract lock its codes until they are past. */
export const WRONG_CODES_MAX = 10
/** The same of all log-ins of one merchant. */
export const DESK_WRONG_CODES_MAX = 20
/** The same of a log-in for all contracts. */
export const CALLER_WRONG_CODES_MAX = 200
/** Above so many counts, those that are past are looked for and dropped. */
const SWEEP_ABOVE = 10_000

/** A wrong code; the desk is the merchant that the caller acts for. */
export type Guess = { caller: string; desk: string; contractId: string }
export type KeptGuess = Guess & { atMs: number }

export type GuessOptions = {
  /** What was kept and is not past, in any order. */
  earlier: readonly KeptGuess[]
  /** Resolves when these would survive the end of the process. */
  keep: (guesses: readonly KeptGuess[]) => Promise<void>
  /** Whose contract it is; undefined for a made-up one. */
  merchantOf: (contractId: string) => Promise<string | undefined>
  /** Real time, whatever time a request states. */
  nowMs?: () => number
}

/** The codes of one request. */
export type Attempt = {
  /** A code's window, null when it is wrong, LOCKED when it was not looked at. */
  judge: (contractId: string, look: () => bigint | null) => bigint | null | 'LOCKED'
  /**
   * Await it before the request is answered: wrong codes for contracts of the desk's own are kept
   * durably. Those of others are forgotten, so nobody locks a contract for somebody else, and no
   * flood of made-up ones drives a count out.
   */
  settle: () => Promise<void>
}

export type Guesses = { begin: (caller: string, desk: string) => Attempt }

/** Begins an attempt of a caller, whose wrong codes will be remembered. */
export function rememberGuesses(
  guesses: Guesses,
  { id, party }: { id: string; party?: string | undefined },
): Attempt {
  return guesses.begin(id, party ?? id)
}

/** Counts by contract and log-in, by contract and desk, and by log-in. */
export function countGuesses(options: GuessOptions): Guesses {
  const { keep, merchantOf, nowMs = Date.now } = options
  const counts = openCounts(nowMs)
  for (const guess of options.earlier) counts.add(guess, guess.atMs)

  const begin = (caller: string, desk: string): Attempt => {
    const wrong: KeptGuess[] = []
    return {
      judge(contractId, look) {
        const guess = { caller, desk, contractId }
        if (counts.isLocked(guess)) return 'LOCKED'
        const window = look()
        if (window !== null) return window
        // Counted before anybody is asked whose it is: many at once must not pass together.
        const atMs = nowMs()
        counts.add(guess, atMs)
        wrong.push({ ...guess, atMs })
        return null
      },
      async settle() {
        if (wrong.length === 0) return
        const ids = [...new Set(wrong.map(({ contractId }) => contractId))]
        const owners = await Promise.all(ids.map(merchantOf))
        const own = new Set(ids.filter((_, index) => owners[index] === desk))
        for (const guess of wrong) {
          if (!own.has(guess.contractId)) counts.remove(guess, guess.atMs)
        }
        const kept = wrong.filter(({ contractId }) => own.has(contractId))
        if (kept.length > 0) await keep(kept)
      },
    }
  }
  return { begin }
}

/** When each of the newest wrong codes came, by what they are counted under. */
function openCounts(nowMs: () => number) {
  const times = new Map<string, number[]>()

  const recent = (key: string): number[] => {
    const since = nowMs() - WRONG_CODES_PERIOD_MS
    const left = (times.get(key) ?? []).filter((atMs) => atMs > since)
    if (left.length > 0) times.set(key, left)
    else times.delete(key)
    return left
  }
  return {
    isLocked: (guess: Guess) => keysOf(guess).some(([key, max]) => recent(key).length >= max),
    add(guess: Guess, atMs: number) {
      if (times.size > SWEEP_ABOVE) for (const key of times.keys()) recent(key)
      for (const [key] of keysOf(guess)) times.set(key, [...recent(key), atMs])
    },
    remove(guess: Guess, atMs: number) {
      for (const [key] of keysOf(guess)) {
        const left = recent(key)
        const at = left.indexOf(atMs)
        if (at >= 0) times.set(key, left.toSpliced(at, 1))
      }
    },
  }
}

function keysOf({ caller, desk, contractId }: Guess): readonly (readonly [string, number])[] {
  return [
    [`${contractId} log-in ${caller}`, WRONG_CODES_MAX],
    [`${contractId} desk ${desk}`, DESK_WRONG_CODES_MAX],
    [`log-in ${caller}`, CALLER_WRONG_CODES_MAX],
  ]
}
