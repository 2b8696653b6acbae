// Golden figures and laws of the slot schedule (F0).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { slotFen } from './index.ts'

const pack = (priceFen: bigint, paid: number) => ({ priceFen, before: 0, paid, after: 0 })
const schedule = (price: bigint, slots: number) =>
  Array.from({ length: slots }, (_, index) => slotFen(pack(price, slots), index))

describe('F0 slot schedule', () => {
  test('10000 fen over 7 sessions', () => {
    expect(schedule(10000n, 7)).toEqual([1428n, 1429n, 1428n, 1429n, 1428n, 1429n, 1429n])
  })
  test('100000 fen over 3 sessions', () => {
    expect(schedule(100000n, 3)).toEqual([33333n, 33333n, 33334n])
  })
  test('299900 fen over 36 sessions: sixteen of 8330 and twenty of 8331', () => {
    const slots = schedule(299900n, 36)
    expect(slots.filter((fen) => fen === 8330n)).toHaveLength(16)
    expect(slots.filter((fen) => fen === 8331n)).toHaveLength(20)
  })
  test('slots sum to the price and differ by at most one fen', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 10n), fc.integer({ min: 1, max: 200 }), (price, count) => {
        const slots = schedule(price, count)
        expect(slots.reduce((sum, fen) => sum + fen, 0n)).toBe(price)
        const sorted = slots.toSorted((a, b) => (a < b ? -1 : 1))
        expect(sorted.at(-1)! - sorted[0]!).toBeLessThanOrEqual(1n)
      }),
    )
  })
})
