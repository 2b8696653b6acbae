// What can be told of a run from a journal that stops in the middle.
import { expect, test } from 'vitest'
import { parseJournal, progressOf, type Line } from './journal.ts'

const LINES: Line[] = [
  { at: 'phase', name: 'between two tests' },
  { at: 'file queued', name: 'a.test.ts' },
  { at: 'file queued', name: 'b.test.ts' },
  { at: 'began', id: '1_1', name: 'a.test.ts > one' },
  { at: 'began', id: '1_1 beforeEach', name: 'a.test.ts > one > beforeEach' },
  { at: 'began', id: '1_10', name: 'a.test.ts > ten' },
]

test('what has begun and not ended is open, hooks by their own name', () => {
  expect(progressOf(LINES).open).toEqual([
    'a.test.ts > one',
    'a.test.ts > one > beforeEach',
    'a.test.ts > ten',
  ])
  expect(progressOf(LINES).openFiles).toEqual(['a.test.ts', 'b.test.ts'])
})

test('a result closes the test and its hooks, and no other whose number begins alike', () => {
  const progress = progressOf([...LINES, { at: 'passed', id: '1_1', name: 'a.test.ts > one' }])
  expect(progress.open).toEqual(['a.test.ts > ten'])
  expect(progress.outcome.passed).toBe(1)
})

test('where nothing is open the phase is told', () => {
  expect(progressOf([]).open).toEqual(['start'])
  expect(progressOf([{ at: 'phase', name: 'global set-up' }]).open).toEqual(['global set-up'])
})

test('a line that is half written is left out', () => {
  const text = `${JSON.stringify(LINES[0])}\n{"at":"file que`
  expect(parseJournal(text)).toEqual([LINES[0]])
  expect(parseJournal('')).toEqual([])
})
