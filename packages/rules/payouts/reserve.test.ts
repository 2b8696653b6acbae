// What of a reserve may be released, and what a run withholds again: nothing of what was released.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { payoutOf } from './payout.ts'
import { releasableFen } from './reserve.ts'

const basis = {
  reserveFen: 50_000n,
  receivableFen: 0n,
  heldFen: 216_595n,
  claimedFen: 0n,
  floorBasisPoints: 1000,
}

test('50000 kept, 216595 held: 21660 must stay, 28340 may go', () => {
  expect(releasableFen(basis)).toBe(28_340n)
  expect(releasableFen({ ...basis, receivableFen: 8_331n })).toBe(20_009n)
  expect(releasableFen({ ...basis, claimedFen: 299_900n })).toBe(0n)
  // Nothing is left that it could answer for.
  expect(releasableFen({ ...basis, heldFen: 0n })).toBe(50_000n)
})

test('what stays is never below the exact share of what is held', () => {
  const fen = fc.bigInt(0n, 10n ** 9n)
  fc.assert(
    fc.property(fen, fen, fc.nat(10_000), (reserveFen, heldFen, floorBasisPoints) => {
      const freeFen = releasableFen({ ...basis, reserveFen, heldFen, floorBasisPoints })
      const exact = heldFen * BigInt(floorBasisPoints)
      expect(freeFen === 0n || (reserveFen - freeFen) * 10_000n >= exact).toBe(true)
      expect(freeFen <= reserveFen).toBe(true)
    }),
  )
})

test('a run takes no share of what was released', () => {
  const payout = {
    payableFen: 30_000n,
    inWindowFen: 0n,
    heldFen: 0n,
    receivableFen: 0n,
    reserveBasisPoints: 5000,
  }
  expect(payoutOf(payout)).toMatchObject({ withheldFen: 15_000n, paidFen: 15_000n })
  expect(payoutOf({ ...payout, releasedFen: 20_000n })).toMatchObject({
    withheldFen: 5_000n,
    paidFen: 25_000n,
  })
})
