// Knows how the run counts, and that its last line is the sum alone.
import { expect, test } from 'vitest'
import { judgeDemo } from './demo-stage.ts'
import { closingLines, exitCodeOf, stageLine } from './report.ts'
import { failedOnce, passedOnce, type Outcome } from './stage.ts'
import { judge } from './vitest-stage.ts'

const skipped: Outcome = {
  passed: 2,
  failures: [],
  skipped: [{ name: 'a > b (skipped: no JDK)', reason: 'no JDK' }],
}
const NONE: Outcome = { passed: 0, failures: [], skipped: [] }

test('the last line counts everything', () => {
  const lines = closingLines([passedOnce(), skipped, failedOnce('lint', 'no')])
  expect(lines.at(-1)).toBe('3 passed, 1 failed, 1 skipped')
  expect(lines).toContain('  - a > b: no JDK')
  expect(lines).toContain('  1) lint')
})

test('a failure or an empty run is no success', () => {
  expect(exitCodeOf([passedOnce(), skipped])).toBe(0)
  expect(exitCodeOf([passedOnce(), failedOnce('a', 'b')])).toBe(1)
  expect(exitCodeOf([NONE])).toBe(1)
})

test('a stage says what it counted and how long it took', () => {
  expect(stageLine({ ...skipped, name: 'unit', ms: 1234 })).toMatch(
    /✓ unit +1\.2 s {3}2 passed, 1 skipped/,
  )
})

test('a run that ends badly without a failed test is a failure', () => {
  const ran = { code: 1, isStuck: false, stdout: '', output: 'the server did not start' }
  const whole = { outcome: skipped, open: [], openFiles: [], isOver: true }
  const cut = { ...whole, isOver: false }
  expect(judge('db', ran, whole).failures).toHaveLength(1)
  expect(judge('db', ran, cut).failures).toHaveLength(1)
  expect(judge('db', { ...ran, code: 0 }, cut).failures).toHaveLength(1)
  expect(judge('db', { ...ran, code: 0 }, whole)).toBe(skipped)
  expect(judge('db', { ...ran, isStuck: true }, { ...cut, open: ['a > b'] })).toMatchObject({
    passed: skipped.passed,
    failures: [{ name: 'db > a > b' }],
  })
})

const FIGURES = {
  rowsRead: 500,
  sessionsRecorded: 240,
  refused: {},
  depositedFen: '1000',
  heldFen: '400',
  releasedFen: '500',
  payableFen: '200',
  paidOutFen: '300',
  refundedFen: '100',
  bankBalanceFen: '600',
  differenceFen: '0',
  entries: 10,
  chainHead: 'ab',
  chainVerified: true,
  checkpointVerified: true,
  facts: 20,
  transport: 'postgres',
  seconds: 12.5,
}
const play = { rows: 500, secondsMax: 180 }
const judged = (changes: object) =>
  judgeDemo('demo', `figures\n${JSON.stringify({ ...FIGURES, ...changes })}\n`, play)

test('figures that obey the laws pass', () => {
  expect(judged({}).failures).toEqual([])
  expect(judged({}).passed).toBeGreaterThan(8)
})

test.each([
  { differenceFen: '1' },
  { depositedFen: '1001' },
  { chainVerified: false },
  { checkpointVerified: false },
  { rowsRead: 499 },
  { facts: 0 },
  { seconds: 181 },
  { heldFen: undefined },
  { heldFen: 400 },
])('figures with %j fail', (changes) => {
  expect(judged(changes).failures).toHaveLength(1)
})

test('a last line that is no figures is a failure', () => {
  expect(judgeDemo('demo', 'NOT RIGHT', play).failures).toHaveLength(1)
})
