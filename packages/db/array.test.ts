// Array text that Postgres reads back as the same cells.
import { expect, test } from 'vitest'
import { column } from './index.ts'

test.each([
  [[], '{}'],
  [[1n, -2n, null], '{1,-2,NULL}'],
  [
    ['ctr_01', '2001/lot_a', '2025-06-01T04:00:00.000Z'],
    '{ctr_01,2001/lot_a,2025-06-01T04:00:00.000Z}',
  ],
  [['null', 'NULL', ''], '{"null","NULL",""}'],
  [
    ['a,b', '{c}', 'say "hi"', 'back\\slash', '张三'],
    '{"a,b","{c}","say \\"hi\\"","back\\\\slash","张三"}',
  ],
])('cells %# become %s', (cells, text) => {
  expect(column(cells)).toBe(text)
})
