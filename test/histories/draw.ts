// Chance by a seed: the same history draws the same lots, names and sizes again.
import { referenceOf, renameId, type IdPrefix } from '@ticun/protocol'

const UINT32 = 2 ** 32
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** An id's body: a scrambled count, whose history it is of, and the count: 26 characters. */
const LENGTHS = { scrambled: 7, history: 9, count: 10 }

/** Chance of one deed. */
export type Draw = {
  /** A whole number from 0 to below `limit`. */
  upTo: (limit: number) => number
  /** True in so many of a hundred cases. */
  percent: (share: number) => boolean
  /** One of these; undefined when there is none. */
  one: <T>(list: readonly T[]) => T | undefined
}

/** The numbers of a seed (mulberry32). */
export function drawOf(seed: number): Draw {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32
  }
  const upTo = (limit: number) => Math.floor(next() * limit)
  return {
    upTo,
    percent: (share) => upTo(100) < share,
    one: (list) => list[upTo(list.length)],
  }
}

/** Ids by counting; their order is not that of their making, so nothing can lean on it. */
export function idMaker(history: number): (prefix: IdPrefix) => string {
  let count = 0
  const own = base32(history, LENGTHS.history)
  return (prefix) => {
    count += 1
    const scrambled = base32(Math.imul(count, 0x9e3779b1) >>> 0, LENGTHS.scrambled)
    return `${prefix}_${scrambled}${own}${base32(count, LENGTHS.count)}`
  }
}

/** Nouns whose ids callers choose. */
const CHOSEN: readonly IdPrefix[] = ['ctr', 'lot', 'ses', 'ref', 'cbk', 'rel', 'run', 'chg', 'mrf']
/** Of a hundred: those that are taken, and those with the body of another noun's id. */
const SAME_ID = 2
const SAME_BODY = 3

/** Ids as callers choose them: some are taken, and some have the body of another noun's id. */
export function idChooser(history: number): (prefix: IdPrefix) => string {
  const draw = drawOf(history ^ 0x5bd1e995)
  const make = idMaker(history)
  const made = new Map<IdPrefix, string[]>()
  return (prefix) => {
    const own = made.get(prefix) ?? []
    made.set(prefix, own)
    if (CHOSEN.includes(prefix)) {
      const share = draw.upTo(100)
      const other = draw.one([...made.values()].flat())
      const taken = draw.one(own)
      if (share < SAME_ID && taken) return taken
      if (share < SAME_ID + SAME_BODY && other) return renameId(other, prefix)
    }
    const id = make(prefix)
    own.push(id)
    return id
  }
}

/** References by a seed of their own, so that they change nothing else that is drawn. */
export function referenceMaker(history: number): () => string {
  const draw = drawOf(~history)
  return () => referenceOf((100_000 + draw.upTo(900_000)) * 1e6 + draw.upTo(1e6))
}

function base32(number: number, length: number): string {
  let text = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) text = BASE_32[rest % 32]! + text
  return text.padStart(length, '0')
}
