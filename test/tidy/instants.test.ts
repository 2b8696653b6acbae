// Knows a date that is made from text when it sees one.
import { expect, test } from 'vitest'
import { instants } from './instants.ts'

const file = (text: string, path = 'services/escrow/read/lists.ts') => [{ path, text }]

test.each([
  'const at = new Date(row.occurred_at)',
  'const at = new Date(text).toISOString()',
  'types.setTypeParser(1184, (text) => text)',
])('not from text: %s', (text) => {
  expect(instants(file(text))).toHaveLength(1)
})

test.each([
  'const at = new Date()',
  'const at = new Date(0)',
  'const at = new Date(nowMs + 5)',
  'const at = new Date(Date.parse(row.occurred_at) + DAY_MS)',
  'const at = new Date(Number(window) * CODE_WINDOW_MS)',
  '// new Date(text) would be wrong',
])('from a number: %s', (text) => {
  expect(instants(file(text))).toEqual([])
})

test('the one reader may', () => {
  expect(instants(file('new Date(text)', 'packages/db/instant.ts'))).toEqual([])
})
