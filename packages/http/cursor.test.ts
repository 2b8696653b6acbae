// Cursors come back as they went, and nothing else is taken for one.
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, readCursor } from './cursor.ts'

test('a cursor comes back as it went', () => {
  const values = ['2015-02-02T00:11:00.000Z', 'ctr_01', '课 "x"']
  const cursor = encodeCursor(values)
  expect(cursor).toMatch(/^[\w-]+$/)
  expect(decodeCursor(cursor)).toEqual(values)
  expect(readCursor(cursor, 3)).toEqual(values)
  expect(readCursor(undefined, 3)).toBeUndefined()
})

const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([
  ['nothing', ''],
  ['not base64url', 'a+b/c='],
  ['not JSON', Buffer.from('hello').toString('base64url')],
  ['not a list', pack({ 0: 1 })],
  ['another version', pack([2, 'a'])],
  ['no values', pack([1])],
  ['a number', pack([1, 'a', 7])],
  ['too many values', pack([1, ...Array.from({ length: 9 }, () => 'a')])],
  ['a long value', pack([1, 'a'.repeat(129)])],
  ['too long', 'a'.repeat(401)],
])('%s is no cursor', (_what, text) => {
  expect(decodeCursor(text)).toBeUndefined()
  expect(() => readCursor(text, 1)).toThrow(/cursor|next/)
})

test("another list's cursor is broken here", () => {
  expect(() => readCursor(encodeCursor(['a', 'b']), 1)).toThrow(/next/)
  const fits = ([value]: readonly string[]) => /^\d+$/.test(value ?? '')
  expect(() => readCursor(encodeCursor(['a']), 1, fits)).toThrow(/next/)
  expect(readCursor(encodeCursor(['7']), 1, fits)).toEqual(['7'])
})
