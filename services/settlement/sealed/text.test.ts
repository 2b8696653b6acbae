// What is sealed says nothing without its key, and cannot be changed.
import { expect, test } from 'vitest'
import { seal, takeSealKey, unseal } from './text.ts'

const KEY = 'a-key-of-tests-with-enough-characters'

test('a text comes back, equal texts are equal sealed, and nothing of it shows', () => {
  takeSealKey(KEY)
  for (const text of ['张三', '6217000000000501', '', 's1.x', '健身 TC123']) {
    expect(unseal(seal(text))).toBe(text)
    expect(seal(text)).toBe(seal(text))
    if (text !== '') expect(Buffer.from(seal(text), 'base64url').includes(text)).toBe(false)
  }
  expect(seal('a')).not.toBe(seal('b'))
})

test('another key opens nothing, and a changed form is refused', () => {
  takeSealKey(KEY)
  const sealed = seal('6217000000000501')
  const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1)
  expect(() => unseal(changed)).toThrow()
  takeSealKey(`${KEY}-another`)
  expect(() => unseal(sealed)).toThrow()
  expect(seal('6217000000000501')).not.toBe(sealed)
})

test('what was kept in clear before is read as it is', () => {
  takeSealKey(KEY)
  expect(unseal('6217000000000501')).toBe('6217000000000501')
})
