// Golden figures of F12, and what holds of every clawback, payout, cycle and dispute window.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clawback,
  endOfShanghaiDay,
  finalBefore,
  giveBack,
  isDisputable,
  nextPayoutOn,
  PACKAGE_CALENDAR,
  payoutOf,
  type PayoutBasis,
} from '../index.ts'

const calendar = PACKAGE_CALENDAR
const DAY_MS = 86_400_000
const fen = fc.bigInt(0n, 10n ** 9n)
const sum = (parts: object) =>
  Object.values(parts as Record<string, bigint>).reduce((total, part) => total + part, 0n)

describe('F12 taken back from a merchant', () => {
  test.each([
    ['unpaid earnings cover it', 8331n, [20_000n, 0n], [8331n, 0n, 0n]],
    ['the reserve covers it', 8331n, [0n, 10_000n], [0n, 8331n, 0n]],
    ['nothing is there: the merchant owes it', 8331n, [0n, 0n], [0n, 0n, 8331n]],
    ['each covers a part', 8331n, [3000n, 5000n], [3000n, 5000n, 331n]],
  ] as const)('%s', (_, amount, [payableFen, reserveFen], [payable, reserve, receivable]) => {
    expect(clawback(amount, { payableFen, reserveFen })).toEqual({
      payableFen: payable,
      reserveFen: reserve,
      receivableFen: receivable,
    })
  })

  test('the parts sum to the amount, and none is more than there is', () => {
    fc.assert(
      fc.property(fen, fen, fen, (amount, payableFen, reserveFen) => {
        const taken = clawback(amount, { payableFen, reserveFen })
        expect(sum(taken)).toBe(amount)
        expect(taken.receivableFen >= 0n).toBe(true)
        expect(taken.payableFen <= payableFen && taken.reserveFen <= reserveFen).toBe(true)
        const owes = taken.receivableFen > 0n
        expect(!owes || taken.payableFen + taken.reserveFen === payableFen + reserveFen).toBe(true)
      }),
    )
  })

  test('what was taken and is given back whole leaves everybody where he stood', () => {
    fc.assert(
      fc.property(fen, fen, fen, (amount, payableFen, reserveFen) => {
        const taken = clawback(amount, { payableFen, reserveFen })
        expect(giveBack(amount, taken, taken.receivableFen)).toEqual(taken)
      }),
    )
  })

  test('a debt that was netted off meanwhile is given back as earnings', () => {
    const taken = { payableFen: 0n, reserveFen: 331n, receivableFen: 8000n }
    const given = { payableFen: 5000n, reserveFen: 331n, receivableFen: 3000n }
    expect(giveBack(8331n, taken, 3000n)).toEqual(given)
  })

  test('of a part that is given back no fen is lost, and no account gets more than it gave', () => {
    fc.assert(
      fc.property(fen, fen, fen, fen, (part, payable, reserve, stillOwed) => {
        const taken = clawback(10n ** 9n, { payableFen: payable, reserveFen: reserve })
        const given = giveBack(part, taken, stillOwed)
        expect(sum(given)).toBe(part)
        expect(given.receivableFen <= stillOwed).toBe(true)
        expect(given.receivableFen <= taken.receivableFen).toBe(true)
        expect(given.reserveFen <= taken.reserveFen).toBe(true)
      }),
    )
  })
})

const nothing: PayoutBasis = {
  payableFen: 0n,
  inWindowFen: 0n,
  heldFen: 0n,
  receivableFen: 0n,
  reserveBasisPoints: 0,
}

describe('a payout', () => {
  test('F10: 66644 fen are final, the two disputed slots stand elsewhere', () => {
    const payout = payoutOf({ ...nothing, payableFen: 66_644n })
    expect(payout).toMatchObject({ paidFen: 66_644n, withheldFen: 0n, nettedFen: 0n })
  })
  test('F12: slot 8331 is netted off the next earnings, and 5 % of the rest stay in reserve', () => {
    const basis = { ...nothing, payableFen: 24_991n, receivableFen: 8331n, reserveBasisPoints: 500 }
    // 24991 − 8331 = 16660; ⌊16660·500/10000⌋ = 833; 15827 are paid.
    expect(payoutOf(basis)).toEqual({
      nettedFen: 8331n,
      withheldFen: 833n,
      paidFen: 15_827n,
      inWindowFen: 0n,
      heldFen: 0n,
    })
  })
  test('F12: earnings below the debt pay nothing, and the rest of the debt is carried forward', () => {
    const basis = { ...nothing, payableFen: 5000n, receivableFen: 8331n, reserveBasisPoints: 500 }
    expect(payoutOf(basis)).toMatchObject({ nettedFen: 5000n, withheldFen: 0n, paidFen: 0n })
  })
  test('what may still be disputed stays, then what is held', () => {
    const basis = { ...nothing, payableFen: 30_000n, inWindowFen: 8331n, heldFen: 10_000n }
    expect(payoutOf(basis)).toMatchObject({
      inWindowFen: 8331n,
      heldFen: 10_000n,
      paidFen: 11_669n,
    })
  })
  test('a clawback that used up the payable money leaves less in the window than its sessions', () => {
    const basis = { ...nothing, payableFen: 5000n, inWindowFen: 8331n, heldFen: 1n }
    expect(payoutOf(basis)).toMatchObject({ inWindowFen: 5000n, heldFen: 0n, paidFen: 0n })
  })

  const bases = fc.record({
    payableFen: fen,
    inWindowFen: fen,
    heldFen: fen,
    receivableFen: fen,
    reserveBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  })
  test('its parts sum to what was payable, none is negative, none above its reason', () => {
    fc.assert(
      fc.property(bases, (basis) => {
        const payout = payoutOf(basis)
        expect(sum(payout)).toBe(basis.payableFen)
        for (const part of Object.values(payout)) expect(part >= 0n).toBe(true)
        expect(payout.nettedFen <= basis.receivableFen).toBe(true)
        expect(payout.heldFen <= basis.heldFen).toBe(true)
        expect(payout.inWindowFen <= basis.inWindowFen).toBe(true)
      }),
    )
  })
  test('nothing is paid while something is owed, in the window beyond its money, or held back', () => {
    fc.assert(
      fc.property(bases, (basis) => {
        const payout = payoutOf(basis)
        if (payout.paidFen === 0n) return
        expect(payout.nettedFen).toBe(basis.receivableFen)
        expect(payout.inWindowFen).toBe(basis.inWindowFen)
        expect(payout.heldFen).toBe(basis.heldFen)
      }),
    )
  })
})

describe('a payout cycle', () => {
  const last = '2026-02-11T04:00:00.000Z' // a Wednesday
  test.each([
    ['DAILY', '2026-02-11T15:59:59.999Z', '2026-02-12'],
    ['DAILY', '2026-02-11T16:00:00.000Z', '2026-02-12'],
    ['WEEKLY', '2026-02-15T15:59:59.999Z', '2026-02-16'],
    ['WEEKLY', '2026-02-18T02:00:00.000Z', '2026-02-18'],
    ['MONTHLY', '2026-02-28T02:00:00.000Z', '2026-03-01'],
    ['MONTHLY', '2026-04-02T02:00:00.000Z', '2026-04-02'],
  ] as const)('%s on %s: next on %s', (cycle, now, next) => {
    expect(nextPayoutOn(cycle, now, last)).toBe(next)
  })
  test.each(['DAILY', 'WEEKLY', 'MONTHLY'] as const)('%s, never paid: today', (cycle) => {
    expect(nextPayoutOn(cycle, '2026-02-11T16:00:00.000Z', undefined)).toBe('2026-02-12')
  })
})

describe('a dispute window', () => {
  test('seven days: the day of the confirmation does not count, a Sunday rolls on', () => {
    const confirmedAt = '2025-06-01T04:00:00.000Z'
    const end = endOfShanghaiDay('2025-06-09')
    expect(isDisputable(calendar, confirmedAt, 7, end)).toBe(true)
    expect(isDisputable(calendar, confirmedAt, 7, '2025-06-09T16:00:00.000Z')).toBe(false)
    expect(isDisputable(calendar, confirmedAt, 0, confirmedAt)).toBe(false)
  })
  test('splits confirmations at one instant: disputable from it on, final before', () => {
    const instant = fc
      .integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2025, 11, 1) })
      .map((ms) => new Date(ms).toISOString())
    // Around the end of the window, where holidays decide.
    const off = fc.integer({ min: -4 * DAY_MS, max: 10 * DAY_MS })
    fc.assert(
      fc.property(instant, off, fc.integer({ min: 0, max: 20 }), (at, ms, days) => {
        const nowMs = Math.max(Date.parse(at), Date.parse(at) + days * DAY_MS + ms)
        const now = new Date(nowMs).toISOString()
        const border = finalBefore(calendar, () => days, days, now)
        expect(isDisputable(calendar, at, days, now)).toBe(at >= border)
      }),
    )
  })
})
