// The member's code: digits and token of one window, good once they are hers, and not for long.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memberCode } from '@ticun/protocol'
import { CODE_WINDOW_MS } from '@ticun/rules'
import { codeAt, windowAt, windowOf } from './member-code.ts'
import { tokenAt } from './member-token.ts'

const KEY = 'a key of the members’ codes, long enough'
const HERS = 'ctr_01JZ0000000000000000000001'
const OTHERS = 'ctr_01JZ0000000000000000000002'
const NOW = '2025-06-01T04:00:10.000Z'
const later = (windows: number) =>
  new Date(Date.parse(NOW) + windows * CODE_WINDOW_MS).toISOString()

describe.each([
  ['digits', codeAt],
  ['token', tokenAt],
])('%s', (_, make) => {
  const code = make(KEY, HERS, windowAt(NOW))

  test('are accepted in their window and in the next one', () => {
    expect(memberCode.safeParse(code).success).toBe(true)
    expect(windowOf(KEY, HERS, code, NOW)).toBe(windowAt(NOW))
    expect(windowOf(KEY, HERS, code, later(1))).toBe(windowAt(NOW))
  })
  test('are refused two windows later, and before their time', () => {
    expect(windowOf(KEY, HERS, code, later(2))).toBeNull()
    expect(windowOf(KEY, HERS, code, later(-1))).toBeNull()
  })
  test('confirm no other contract, and none under another key', () => {
    expect(windowOf(KEY, OTHERS, code, NOW)).toBeNull()
    expect(windowOf(`${KEY}!`, HERS, code, NOW)).toBeNull()
  })
})

test('a token is short text of the alphabet that a QR code packs densest', () => {
  const token = tokenAt(KEY, HERS, windowAt(NOW))
  expect(token).toMatch(/^TC1\.01JZ0000000000000000000001\.\d+\.[0-9A-Z]{26}$/)
  expect(token.length).toBeLessThan(70)
})

test('a token of which any character was altered is worth nothing', () => {
  const token = tokenAt(KEY, HERS, windowAt(NOW))
  const place = fc.integer({ min: 0, max: token.length - 1 })
  const letter = fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ.'))
  fc.assert(
    fc.property(place, letter, (at, other) => {
      fc.pre(token[at] !== other)
      const altered = token.slice(0, at) + other + token.slice(at + 1)
      expect(windowOf(KEY, HERS, altered, NOW)).toBeNull()
      expect(windowOf(KEY, OTHERS, altered, NOW)).toBeNull()
    }),
  )
})

test('a token cannot be moved to another window or contract by its own parts', () => {
  const [version, contract, window, mac] = tokenAt(KEY, HERS, windowAt(NOW)).split('.')
  const next = `${version}.${contract}.${BigInt(window!) + 1n}.${mac}`
  expect(windowOf(KEY, HERS, next, later(1))).toBeNull()
  const moved = `${version}.${OTHERS.slice('ctr_'.length)}.${window}.${mac}`
  expect(windowOf(KEY, OTHERS, moved, NOW)).toBeNull()
})
