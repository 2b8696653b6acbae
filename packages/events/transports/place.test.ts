// Knows that a reader misses no fact of a log that was cut off and grew again, however often.
import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { judge, UNREAD, type Arrived, type Standing } from './place.ts'

const RUNS = 2_000
const STEPS_MAX = 40

const standing: Standing = { next: 10n, mark: 'nine', cuts: 0 }
const arrived = (first: bigint, id: string, more: Partial<Arrived> = {}): Arrived => ({
  first: { offset: first, id },
  partition: 3,
  cuts: undefined,
  end: 20n,
  ...more,
})

test('the next record is taken, and the last one once more only to know the log by it', () => {
  expect(judge(standing, arrived(10n, 'ten'))).toEqual({ take: 'all', cuts: 0 })
  expect(judge(standing, arrived(9n, 'nine'))).toEqual({ take: 'all but the first', cuts: 0 })
  expect(judge(standing, arrived(9n, 'other'))).toMatchObject({ seek: 0n })
  expect(judge(UNREAD, arrived(0n, 'zero'))).toEqual({ take: 'all', cuts: 0 })
})

test('what the broker no longer has is waited for at its end', () => {
  expect(judge(standing, arrived(0n, 'zero', { end: 7n }))).toMatchObject({ seek: 7n, cuts: 0 })
})

test('a cut that was passed over is gone back to, another partition’s is not', () => {
  const cuts = '1:1:2,3:1:8,3:2:6,3:3:15'
  expect(judge(standing, arrived(10n, 'ten', { cuts }))).toMatchObject({ seek: 6n, cuts: 3 })
  const known = { ...standing, cuts: 2 }
  expect(judge(known, arrived(10n, 'ten', { cuts }))).toEqual({ take: 'all', cuts: 3 })
  expect(judge(standing, arrived(10n, 'ten', { cuts: '1:1:2,x,3:y:1' }))).toMatchObject({ cuts: 0 })
})

type Step = { verb: 'say' | 'lose' | 'carry' | 'read' | 'restart'; count: number }

/** A speaker with its outbox, a broker that loses its tail, a reader with its inbox. */
function play(steps: readonly Step[]): { said: number; heard: ReadonlySet<number> } {
  const log: { fact: number; cuts: string | undefined }[] = []
  const heard = new Set<number>()
  let [said, carried, acknowledged, cuts] = [0, 0, -1, '']
  let read: Standing = UNREAD
  let isJoining = true
  const sentAt: { end: number; carried: number }[] = []

  const carry = (count: number) => {
    const first = log.length
    for (let fact = carried; fact < Math.min(said, carried + count); fact += 1) {
      log.push({ fact, cuts: cuts === '' ? undefined : cuts })
    }
    if (log.length === first && first > acknowledged) return
    if (first <= acknowledged) {
      cuts = [
        ...cuts.split(',').filter(Boolean),
        `0:${cuts.split(',').filter(Boolean).length + 1}:${first}`,
      ].join(',')
      while ((sentAt.at(-1)?.end ?? -1) > first) sentAt.pop()
      carried = sentAt.at(-1)?.carried ?? 0
      acknowledged = (sentAt.at(-1)?.end ?? 0) - 1
      return
    }
    carried = Math.min(said, carried + count)
    acknowledged = log.length - 1
    sentAt.push({ end: log.length, carried })
  }
  const readOn = (count: number) => {
    let from = Number(isJoining && read.mark !== undefined ? read.next - 1n : read.next)
    isJoining = false
    if (from > log.length) from = 0
    const batch = log.slice(from, from + count)
    if (batch.length === 0) return
    const id = String(batch[0]!.fact)
    const end = BigInt(log.length)
    const last = batch.at(-1)!
    const verdict = judge(read, {
      first: { offset: BigInt(from), id },
      partition: 0,
      cuts: last.cuts,
      end,
    })
    if ('seek' in verdict) {
      read = { next: verdict.seek, mark: undefined, cuts: verdict.cuts }
      return
    }
    for (const { fact } of batch) heard.add(fact)
    read = { next: BigInt(from + batch.length), mark: String(last.fact), cuts: verdict.cuts }
  }

  for (const { verb, count } of steps) {
    if (verb === 'say') said += count
    if (verb === 'lose') log.splice(Math.max(0, log.length - count))
    if (verb === 'carry') carry(count)
    if (verb === 'read') readOn(count)
    if (verb === 'restart') isJoining = true
  }
  for (let turn = 0; turn < 4 * (said + steps.length) + 10; turn += 1) {
    carry(3)
    readOn(3)
  }
  return { said, heard }
}

test('whatever is lost and whenever, every fact is heard', () => {
  const step = record({
    verb: constantFrom<Step['verb'][]>(
      'say',
      'say',
      'carry',
      'carry',
      'read',
      'read',
      'lose',
      'restart',
    ),
    count: integer({ min: 1, max: 6 }),
  })
  assert(
    property(array(step, { maxLength: STEPS_MAX }), (steps) => {
      const { said, heard } = play(steps)
      expect(heard.size).toBe(said)
    }),
    { numRuns: RUNS },
  )
})
