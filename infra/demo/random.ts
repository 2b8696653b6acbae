// A small seeded source of chance, so that the same seed always tells the same story.

/** Chance that repeats: every call moves on; integers only, so that all machines agree. */
export type Random = {
  /** A whole number from 0 to `bound` − 1. */
  below: (bound: number) => number
  /** True `share` times out of 1000. */
  perMille: (share: number) => boolean
}

/** Chance from a seed (mulberry32) and the name of what it is used for. */
export function seededRandom(seed: number, purpose: string): Random {
  let state = seed >>> 0
  for (const character of purpose) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (bound: number): number => Math.floor((next() / 2 ** 32) * bound)
  return { below, perMille: (share) => below(1000) < share }
}

/** An index of `weights`, each as likely as its weight; weights are whole and not all zero. */
export function pick(random: Random, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let rest = random.below(total)
  for (const [index, weight] of weights.entries()) {
    if (rest < weight) return index
    rest -= weight
  }
  throw new Error('pick needs at least one weight above zero')
}
