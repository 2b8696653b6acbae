// Medians, percentiles, and what is written of them.
import { expect, test } from 'vitest'
import { latencyOf, percentile, spreadOf } from './statistics.ts'
import { judge } from './targets.ts'

test('a spread is the median with least and most', () => {
  expect(spreadOf([3, 1, 2])).toMatchObject({ median: 2, min: 1, max: 3 })
  expect(spreadOf([4, 1]).median).toBe(2.5)
})

test('99 of a hundred are not above p99', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(latencyOf(hundred)).toEqual({ count: 100, p50: 50.5, p90: 90, p99: 99, max: 100 })
  expect(percentile([7], 0.99)).toBe(7)
})

test('what was not measured is neither reached nor missed', () => {
  const machine = {
    cpu: '',
    cores: 2,
    memoryGib: 1,
    kernel: '',
    node: '',
    postgres: '',
    postgresBuild: '',
    fsync: 'on',
    synchronousCommit: 'on',
    loadBefore: 0,
    date: '',
  }
  const verdicts = judge({ machine, quick: true, seconds: 0, commands: {}, failed: {} })
  expect(new Set(verdicts.map(({ reached }) => reached))).toEqual(new Set([undefined]))
})
