// What a stage of the test run is, and what it says when it ends.

export type Failure = { name: string; message: string }
export type Skip = { name: string; reason: string }

export type Outcome = {
  passed: number
  failures: Failure[]
  skipped: Skip[]
}

export type Stage = {
  name: string
  /** Needs no server and no browser: part of `pnpm check`. */
  static: boolean
  /** How many cores it keeps busy: what fills one runs beside another one. */
  cores: 1 | 2
  /** `onStart` is told every process that it starts. */
  run: (onStart: OnStart) => Promise<Outcome>
}

export type OnStart = (pid: number) => void

export type Ended = Outcome & { name: string; ms: number }

/** One thing that was asked and held. */
export function passedOnce(): Outcome {
  return { passed: 1, failures: [], skipped: [] }
}

/** One thing that was asked and did not hold. */
export function failedOnce(name: string, message: string): Outcome {
  return { passed: 0, failures: [{ name, message }], skipped: [] }
}

/** Several outcomes as one. */
export function sumOf(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, each) => sum + each.passed, 0),
    failures: outcomes.flatMap((each) => each.failures),
    skipped: outcomes.flatMap((each) => each.skipped),
  }
}
