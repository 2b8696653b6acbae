// Knows when a book may go on.
import { expect, test } from 'vitest'
import { findGap, type HeardEntry } from './compare.ts'

const heard: HeardEntry = { bookId: 'bok_1', sequence: 7n, hash: 'aa', by: 'the notary' }

test.each([
  ['ahead, with the same entry there', { sequence: 9n, hashThere: 'aa' }],
  ['exactly as far', { sequence: 7n, hashThere: 'aa' }],
])('%s: it goes on', (_, own) => {
  expect(findGap(heard, own)).toBeUndefined()
})

test.each([
  ['behind', { sequence: 6n, hashThere: undefined }, /ends at entry 6; the notary has entry 7/],
  ['missing', undefined, /ends at entry 0; the notary has entry 7/],
  ['forked', { sequence: 9n, hashThere: 'bb' }, /entry 7 of book bok_1 is another/],
])('%s: it takes no command', (_, own, why) => {
  expect(findGap(heard, own)).toMatch(why)
})

test('a book of which nothing was heard may begin', () => {
  expect(findGap({ ...heard, sequence: 0n }, undefined)).toBeUndefined()
})
