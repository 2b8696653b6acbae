// The MAC is HMAC-SHA256: by the vectors of RFC 4231, and as Node computes it for any key and text.
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { macOf } from './hmac.ts'

// RFC 4231, test cases 2 and 1: those whose key is text.
test.each([
  [
    'Jefe',
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '\u000b'.repeat(20),
    'Hi There',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
])('RFC 4231: %s', (key, text, mac) => {
  expect(macOf(key)(text)).toBe(mac)
})

test('it is what Node computes, also under keys longer than a block, one after the other', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 })
  const keys = fc.oneof(
    text,
    fc.nat(150).map((length) => 'k'.repeat(length)),
  )
  fc.assert(
    fc.property(keys, text, text, (key, first, second) => {
      for (const each of [first, second]) {
        expect(macOf(key)(each)).toBe(createHmac('sha256', key).update(each).digest('hex'))
      }
    }),
  )
})
