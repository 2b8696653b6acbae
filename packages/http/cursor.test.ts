// Cursors come back as they went, with the types that their list declares, and nothing else passes.
import { page, route, type CursorKind } from '@ticun/protocol'
import { expect, expectTypeOf, test } from 'vitest'
import { cursorOf, pageBy, readCursor } from './cursor.ts'

const list = <const K extends readonly CursorKind[]>(...cursor: K) =>
  route({
    method: 'GET',
    path: '/v1/things',
    summary: 'Things',
    roles: 'anyone',
    query: page,
    status: 200,
    cursor,
  })
const all = list('instant', 'integer', 'id', 'word')
const AT = '2015-02-02T00:11:00.000Z'
const ID = 'ctr_01J00000000000000000000000'

test('a cursor comes back as it went, with its types', () => {
  const cursor = cursorOf<typeof all>([AT, 2n ** 63n - 1n, ID, '2003/mer_x'])
  expect(cursor).toMatch(/^[\w-]+$/)
  expect(readCursor(all, { cursor })).toEqual([AT, 2n ** 63n - 1n, ID, '2003/mer_x'])
  expect(readCursor(all, {}, undefined)).toBeUndefined()
  expect(readCursor(all, undefined, { cursor })).toHaveLength(4)
})

test('a page says where the next one begins, and the last one does not', () => {
  const numbers = list('integer')
  const more = pageBy(numbers, [1n, 2n, 3n], 2, (each) => [each])
  expect(more.items).toEqual([1n, 2n])
  expect(readCursor(numbers, { cursor: more.next })).toEqual([2n])
  expect(pageBy(numbers, [1n, 2n], 2, (each) => [each])).toEqual({ items: [1n, 2n] })
})

const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const word = list('word')

test.each([
  ['nothing', ''],
  ['not base64url', 'a+b/c='],
  ['not JSON', Buffer.from('hello').toString('base64url')],
  ['not a list', pack({ 0: 1 })],
  ['another version', pack([2, 'a'])],
  ['no values', pack([1])],
  ['a number', pack([1, 7])],
  ['too many values', pack([1, 'a', 'b'])],
  ['a long value', pack([1, 'a'.repeat(129)])],
  ['too long', 'a'.repeat(401)],
  ['NUL', pack([1, '\u0000'])],
  ['half a character', pack([1, '\ud83d'])],
])('%s is no cursor', (_what, cursor) => {
  expect(() => readCursor(word, { cursor })).toThrow(/next/)
})

test.each<[CursorKind, string[]]>([
  [
    'instant',
    ['abc', '0000-01-01T00:00:00.000Z', '2015-02-30T00:00:00.000Z', '2015-02-02', `${AT}\u0000`],
  ],
  ['integer', ['abc', '-1', '1.5', '9223372036854775808', '99999999999999999999', '0x1', '']],
  ['id', ['abc', 'ctr_\u0000', "ctr_'", '', `ctr_${'0'.repeat(101)}`]],
])('what is no %s is no cursor of a list by it', (kind, values) => {
  for (const value of values) {
    expect(() => readCursor(list(kind), { cursor: pack([1, value]) })).toThrow(/next/)
  }
})

test('rows of odd years can be paged', () => {
  const cursor = pack([1, '0001-01-01T00:00:00.000Z'])
  expect(readCursor(list('instant'), { cursor })).toEqual(['0001-01-01T00:00:00.000Z'])
})

test('who takes a cursor has to say what is in it', () => {
  const bare = { method: 'GET', path: '/v1/x', summary: 'x', roles: 'anyone', status: 200 } as const
  const paged = { ...bare, query: page } as const
  expectTypeOf(route<typeof paged>)
    .parameter(0)
    .toHaveProperty('cursor')
  expectTypeOf(route<typeof bare>)
    .parameter(0)
    .not.toHaveProperty('cursor')
})
