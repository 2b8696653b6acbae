// One cause, one entry: finds a cause that has two, with memory that does not grow with the log.
import { createTextHash } from './hash-text.ts'
import { BUCKETS, createSpill } from './spill.ts'

/** Two hashes of the cause, and where its entry lies in the file. */
const RECORD_BYTES = 16
/** Causes that are compared at once; a larger bucket is read several times. */
const COMPARED_MAX = 262_144

export type Causes = {
  add: (causeId: string, offset: number) => void
  /**
   * Offsets of pairs that look the same, earlier first. Hashes may agree by chance, so that the
   * caller has to compare what is written there.
   */
  likelyTwins: () => Generator<readonly [earlier: number, later: number]>
  close: () => void
}

export function createCauses(): Causes {
  const spill = createSpill()
  const [high, low] = [createTextHash(), createTextHash()]
  return {
    add: (causeId, offset) => {
      const first = high(causeId)
      const { bytes, at } = spill.room(first % BUCKETS, RECORD_BYTES)
      bytes.writeUInt32LE(first, at)
      bytes.writeUInt32LE(low(causeId), at + 4)
      bytes.writeDoubleLE(offset, at + 8)
    },
    likelyTwins: function* () {
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        const count = spill.size(bucket) / RECORD_BYTES
        const rounds = Math.ceil(count / COMPARED_MAX)
        for (let round = 0; round < rounds; round += 1) {
          yield* twinsOf(spill.parts(bucket), { count, round, rounds })
        }
      }
    },
    close: spill.close,
  }
}

type Round = { count: number; round: number; rounds: number }

/** Pairs with equal hashes among every `rounds`-th record of a bucket. */
function* twinsOf(
  parts: Generator<Buffer>,
  { count, round, rounds }: Round,
): Generator<readonly [number, number]> {
  const slots = 2 ** Math.ceil(Math.log2((2 * count) / rounds + 1))
  const firsts = new Uint32Array(slots)
  const seconds = new Uint32Array(slots)
  // No entry begins at 0, where the header lies, so that 0 means empty.
  const offsets = new Float64Array(slots)
  let held = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; at += RECORD_BYTES) {
      const second = part.readUInt32LE(at + 4)
      if (second % rounds !== round) continue
      const first = part.readUInt32LE(at)
      const offset = part.readDoubleLE(at + 8)
      let slot = (first ^ Math.imul(second, 0x9e3779b1)) & (slots - 1)
      for (let known = offsets[slot] ?? 0; known !== 0; known = offsets[slot] ?? 0) {
        if (firsts[slot] === first && seconds[slot] === second) yield [known, offset]
        slot = (slot + 1) & (slots - 1)
      }
      if ((held += 1) === slots) throw new Error('causes are not spread evenly; try again')
      firsts[slot] = first
      seconds[slot] = second
      offsets[slot] = offset
    }
  }
}
