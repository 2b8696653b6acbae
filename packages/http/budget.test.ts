// A bucket of requests: what fits, what waits and how long, and that callers are apart.
import { expect, test } from 'vitest'
import { BUDGETS, openBudget } from './budget.ts'

function budget(perMinute: number) {
  const clock = { ms: 0 }
  return { clock, take: openBudget(perMinute, () => clock.ms) }
}

test('a minute’s worth comes at once, then as it fills again', () => {
  const { clock, take } = budget(60)
  for (let sent = 0; sent < 60; sent += 1) expect(take('a')).toBe(0)
  expect(take('a')).toBe(1)
  expect(take('b')).toBe(0)
  clock.ms = 1000
  expect(take('a')).toBe(0)
  expect(take('a')).toBe(1)
  clock.ms = 10 * 60_000
  for (let sent = 0; sent < 60; sent += 1) expect(take('a')).toBe(0)
  expect(take('a')).toBe(1)
})

test('the wait is long enough, also when less than one a second is allowed', () => {
  const { clock, take } = budget(2)
  take('a')
  take('a')
  const wait = take('a')
  expect(wait).toBe(30)
  clock.ms = wait * 1000
  expect(take('a')).toBe(0)
})

test('zero is no limit', () => {
  const { take } = budget(0)
  for (let sent = 0; sent < 1000; sent += 1) expect(take('a')).toBe(0)
})

test('what a house can book fits many times', () => {
  expect(BUDGETS.callerPerMinute / 60).toBeGreaterThan(15_000)
})
