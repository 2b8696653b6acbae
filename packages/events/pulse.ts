// Tells a loop that goes on, however slowly, from one that stands still.
export type Pulse = {
  beat: () => void
  /** A beat at this moment of `performance.now()`. */
  beatAt: (ms: number) => void
  /** Undefined while the last beat is recent; else what stands still, for how long, and why. */
  silence: (what: string, why: string | undefined) => string | undefined
}

const SECOND_MS = 1_000

/** A loop that has not beaten for `silenceMaxMs` stands still; its start counts as a beat. */
export function createPulse(silenceMaxMs: number): Pulse {
  let beatenAt = performance.now()
  const beatAt = (ms: number) => {
    if (ms > beatenAt) beatenAt = ms
  }
  return {
    beat: () => beatAt(performance.now()),
    beatAt,
    silence: (what, why) => {
      const silentMs = performance.now() - beatenAt
      if (silentMs < silenceMaxMs) return undefined
      const seconds = Math.floor(silentMs / SECOND_MS)
      return `${what} for ${seconds} s: ${why ?? 'no answer'}`
    },
  }
}
