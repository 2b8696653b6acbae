// A column of text has each cell's bytes behind their length, whatever its letters are.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { texts } from './binary.ts'

const HEADER_BYTES = 20

/** The cells of a column, read from its bytes. */
function cellsOf(column: Buffer): (string | null)[] {
  const cells: (string | null)[] = []
  for (let at = HEADER_BYTES; at < column.length;) {
    const length = column.readInt32BE(at)
    at += 4
    cells.push(length < 0 ? null : column.toString('utf8', at, at + Math.max(length, 0)))
    at += Math.max(length, 0)
  }
  return cells
}

/** Letters of one to four bytes, mostly of one. */
const cell = fc.string({ unit: fc.constantFrom('a', 'b', '7', 'é', '证', '🀄'), maxLength: 6 })
const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 40 })

test('every cell comes back, and there are no bytes beside them', () => {
  const cells = fc.array(fc.option(fc.oneof({ weight: 3, arbitrary: ascii }, cell)), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(cells, (given) => {
      const column = texts(given)
      expect(column.readInt32BE(12)).toBe(given.length)
      expect(cellsOf(column)).toEqual(given)
    }),
    { numRuns: 2_000 },
  )
})
