// Knows what ends a wait: a wake for the one, only a stop for the other.
import { expect, test } from 'vitest'
import { backoffMs, createPace } from './pace.ts'

const LONG_MS = 600_000

test('a wake ends a wait, also one that came just before', async () => {
  const pace = createPace()
  const waiting = pace.wait(LONG_MS)
  pace.wake()
  await waiting
  pace.wake()
  await pace.wait(LONG_MS)
})

test('a wake before is used up by one wait', async () => {
  const pace = createPace()
  pace.wake()
  await pace.wait(LONG_MS)
  let over = false
  const second = pace.wait(LONG_MS).then(() => (over = true))
  await new Promise((resume) => setImmediate(resume))
  expect(over).toBe(false)
  pace.stop()
  await second
})

test('a rest is not for waking, but ends with a stop', async () => {
  const pace = createPace()
  let over = false
  const resting = pace.rest(LONG_MS).then(() => (over = true))
  pace.wake()
  await new Promise((resume) => setImmediate(resume))
  expect(over).toBe(false)
  pace.stop()
  await resting
  await pace.rest(LONG_MS)
  await pace.wait(LONG_MS)
  expect(pace.stopped()).toBe(true)
})

test('the time after a fault grows and stays bounded', () => {
  expect([1, 2, 3, 5, 50].map(backoffMs)).toEqual([100, 200, 400, 1_600, 2_000])
})
