// Golden figures of F0, F1 and F2, and the laws of the slot schedule.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, type LotTerms } from '@ticun/protocol'
import { earned, fenIn, freeSlots, PACKAGE_CALENDAR, quoteRefund, slotFen } from './index.ts'
import { withSlot, type PackQuote, type RefundableLot } from './index.ts'

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

const lot = (
  priceFen: bigint,
  slots: number,
  used: number,
  paidAt = '2025-06-01T04:00:00.000Z',
) => {
  let slotStates = freeSlots(slots)
  for (let index = 0; index < used; index += 1) slotStates = withSlot(slotStates, index, 'C')
  const terms: LotTerms = {
    kind: 'SESSION_PACK',
    priceFen: String(priceFen),
    currency: 'CNY',
    sessions: slots,
    listPriceFen: '15000',
    coolingOffDays: 7,
  }
  return { terms, priceFen, slotStates, paidAt }
}

function quote(of: RefundableLot, now: string): PackQuote {
  const found = quoteRefund(of, now, PACKAGE_CALENDAR)
  if (isRefusal(found)) throw new Error(found.detail)
  return found
}

describe('F2 refund, not the consumer’s reason', () => {
  test.each([
    ['SPC case 3', 200000n, 60, 12, 160000n],
    ['61 sessions, 25 used', 2074000n, 61, 25, 1224000n],
    ['60 sessions, 17 used', 2000000n, 60, 17, 1433334n],
    ['Huang case', 120000n, 20, 3, 102000n],
  ])('%s', (_, price, slots, used, refund) => {
    const given = quote(lot(price, slots, used), '2026-01-01T00:00:00.000Z')
    expect(given).toMatchObject({ formula: 'F2', refundableFen: refund })
    expect(earned(pack(price, slots), used) + refund).toBe(price)
  })

  test('items sum to the refundable amount for every mix of slot states', () => {
    const states = fc.string({
      unit: fc.constantFrom('F', 'S', 'C', 'R', 'X'),
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 8n), states, (priceFen, slotStates) => {
        const given = quote(
          { ...lot(priceFen, slotStates.length, 0), slotStates },
          '2026-01-01T00:00:00.000Z',
        )
        const sum = given.items.reduce((total, item) => total + item.amountFen, 0n)
        expect(sum).toBe(given.refundableFen)
        expect(given.refundableFen).toBe(
          fenIn(pack(priceFen, slotStates.length), slotStates, ['F']),
        )
      }),
    )
  })
})

describe('F1 cooling-off', () => {
  test('nothing used within the period: all of 299900', () => {
    const given = quote(lot(299900n, 36, 0), '2025-06-05T00:00:00.000Z')
    expect(given).toMatchObject({ formula: 'F1', refundableFen: 299900n })
  })
  test('ends at 24:00 of the rolled day: Sunday 8 June 2025 rolls to Monday', () => {
    const fresh = lot(299900n, 36, 0)
    expect(quote(fresh, '2025-06-09T15:59:59.999Z').formula).toBe('F1')
    expect(quote(fresh, '2025-06-09T16:00:00.000Z').formula).toBe('F2')
  })
  test('one session used ends it', () => {
    expect(quote(lot(299900n, 36, 1), '2025-06-02T00:00:00.000Z').formula).toBe('F2')
  })
  test('an unknown year is refused only where a holiday could decide', () => {
    const fresh = lot(299900n, 36, 0, '2031-06-01T04:00:00.000Z')
    expect(quote(fresh, '2031-06-08T15:59:59.999Z')).toMatchObject({
      formula: 'F1',
      coolingOffUntil: undefined,
    })
    const late = quoteRefund(fresh, '2031-06-08T16:00:00.000Z', PACKAGE_CALENDAR)
    expect(late).toMatchObject({ refused: 'calendar_year_unknown' })
    const used = lot(299900n, 36, 1, '2031-06-01T04:00:00.000Z')
    expect(quote(used, '2031-06-08T16:00:00.000Z').formula).toBe('F2')
  })
})
