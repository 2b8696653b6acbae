// The pace of the audit: a round through the whole book fits into its time, at low cost.
import { expect, test } from 'vitest'
import { pauseOf } from './keep-auditing.ts'

const DAY_MS = 24 * 3_600_000

test.each([
  [0n, 60_000],
  [999n, 60_000],
  [1_000_000n, 43_156],
  [100_000_000n, 431],
])('a book of %s entries: a page each %s ms', (entries, pauseMs) => {
  expect(Math.floor(pauseOf(entries, DAY_MS / 2))).toBe(pauseMs)
})

test('a round ends within its time up to two hundred million entries', () => {
  for (const entries of [10_000n, 10_000_000n, 200_000_000n]) {
    const pages = Number(entries) / 1000 + 1
    expect(pages * pauseOf(entries, DAY_MS / 2)).toBeLessThanOrEqual(DAY_MS / 2 + 1)
  }
})
