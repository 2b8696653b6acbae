// Knows that what two places write is put into words once.
import { expect, test, vi } from 'vitest'
import { jsonOf } from './json.ts'

test('an object is put into words once', () => {
  const toJSON = vi.fn(() => ({ fen: '8330' }))
  const body = { toJSON }
  expect([jsonOf(body), jsonOf(body)]).toEqual(['{"fen":"8330"}', '{"fen":"8330"}'])
  expect(toJSON).toHaveBeenCalledOnce()
})

test('another object is another text, however alike', () => {
  expect(jsonOf({ slot: 1 })).toBe('{"slot":1}')
  expect(jsonOf({ slot: 2 })).toBe('{"slot":2}')
})
