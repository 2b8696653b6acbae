// F13: what a lot gives back when its merchant is gone, and what is owed beyond.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PACKAGE_CALENDAR } from '../calendar/years.ts'
import type { FundedLot } from './case.ts'
import { massShare, type MassShare } from './mass.ts'
import { card, LATER, pack, term } from './test-lots.ts'

function shareOf(lot: FundedLot, now = LATER): MassShare {
  return massShare(lot, now, PACKAGE_CALENDAR)
}

const states = (lot: FundedLot, slotStates: string): FundedLot => ({ ...lot, slotStates })
const owed = (lot: FundedLot, owedFen: bigint): FundedLot => ({
  ...lot,
  figures: { ...lot.figures, owedFen },
})

test('F13 P=200000, M=10, 4 final: 120000', () => {
  expect(shareOf(pack(200000n, 10, 4))).toMatchObject({
    heldFen: 120000n,
    refundFen: 120000n,
    keptFen: 0n,
    shortfallFen: 0n,
    taken: { formula: 'F2', slots: [4, 5, 6, 7, 8, 9] },
  })
})

test('F13 disputed, unconfirmed and asked for is the consumer’s too', () => {
  expect(shareOf(states(pack(200000n, 10, 4), 'CCCCDSRFFF'))).toMatchObject({
    heldFen: 100000n,
    disputedFen: 20000n,
    refundFen: 120000n,
    taken: { slots: [4, 5, 6, 7, 8, 9] },
  })
})

test('F13 of stored value what is spent and not final is the consumer’s', () => {
  const spent = card(800000n, 266400n, 100000n, { faceWaitingFen: 50000n })
  const { heldFen, refundFen, taken } = shareOf(spent)
  expect([refundFen, taken.formula]).toEqual([heldFen, 'F4'])
  const disputed = { ...spent, figures: { ...spent.figures, disputedFen: 7n } }
  expect(shareOf(disputed)).toMatchObject({ disputedFen: 7n, refundFen: heldFen })
})

test('F13 a term card is counted to the day of the stop; what was booked later is claimed', () => {
  const lot = { ...term(365000n, 'DAY', 365, 100), stoppedOn: '2025-05-30' }
  expect(shareOf(lot)).toMatchObject({ refundFen: 265000n, keptFen: 0n, shortfallFen: 10000n })
  const late = { ...term(365000n, 'DAY', 365, 80), stoppedOn: '2025-05-30' }
  expect(shareOf(late)).toMatchObject({ refundFen: 275000n, keptFen: 10000n, shortfallFen: 0n })
})

test('what the merchant owes to the lot is claimed, never taken from other consumers', () => {
  const share = shareOf(owed(pack(200000n, 10, 4), 30000n))
  expect(share).toMatchObject({
    heldFen: 120000n,
    refundFen: 80000n,
    keptFen: 40000n,
    shortfallFen: 40000n,
    taken: { slots: [4, 5, 6, 7] },
  })
  const stored = owed(card(800000n, 0n, 100000n), 1n)
  expect(shareOf(stored)).toMatchObject({ refundFen: 0n, shortfallFen: 700000n })
})

test('law: held + disputed = refund + kept, and no more is refunded than cash is there', () => {
  const states10 = fc.string({ unit: fc.constantFrom('C', 'F', 'S', 'D', 'R'), minLength: 10 })
  fc.assert(
    fc.property(states10, fc.bigInt(1n, 999_999n), fc.bigInt(0n, 50_000n), (text, price, debt) => {
      const lot = states(pack(price, 10, 0), text.slice(0, 10))
      const free = shareOf(lot)
      const bound = debt < free.heldFen + free.disputedFen ? debt : 0n
      const { heldFen, disputedFen, refundFen, keptFen, shortfallFen } = shareOf(owed(lot, bound))
      expect(heldFen + disputedFen).toBe(refundFen + keptFen)
      expect(refundFen).toBeLessThanOrEqual(heldFen + disputedFen - bound)
      expect(refundFen + shortfallFen).toBe(free.refundFen)
    }),
  )
})
