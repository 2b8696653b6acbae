// What can be wrong: a log that does not hold, and input that cannot be read at all.

/** Why a log does not hold, at the first place where that shows. */
export type Flaw = {
  /** Place of the first bad leaf, from 1; absent when no single leaf can be named. */
  readonly sequence?: number
  readonly what: string
  readonly expected?: string
  readonly found?: string
}

/** The input cannot be read, or is not what this command is for; the message says why. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

/** The flaw that comes first in the book. */
export function firstOf(flaws: readonly (Flaw | undefined)[]): Flaw | undefined {
  const rank = (flaw: Flaw) => flaw.sequence ?? Infinity
  return flaws
    .filter((flaw) => flaw !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || 0)
    .at(0)
}
