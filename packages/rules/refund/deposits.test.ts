// Receipts, payments and interest: F16, F17, F19, F20 to the fen.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sumFen } from '@ticun/money'
import { bearFee, splitReceipt, spreadRefund } from './deposits.ts'
import { fenDays, interestBasis, shareInterest, statutoryInterest } from './interest.ts'
import { performedUnits } from './term.ts'

const fen = fc.bigInt(0n, 10n ** 10n)

describe('F16 received against expected', () => {
  test.each([
    ['F16 all of it', 299900n, 0n, 299900n, [299900n, 0n, 0n]],
    ['F16 a part', 299900n, 0n, 100000n, [100000n, 0n, 199900n]],
    ['F16 the rest of it', 299900n, 100000n, 199900n, [199900n, 0n, 0n]],
    ['F16 too much', 299900n, 0n, 300000n, [299900n, 100n, 0n]],
    ['F16 a duplicate', 299900n, 299900n, 299900n, [0n, 299900n, 0n]],
  ])('%s', (_, expected, received, amount, [lotFen, excessFen, missingFen]) => {
    expect(splitReceipt(expected, received, amount)).toEqual({ lotFen, excessFen, missingFen })
  })
  test('F16 nothing is lost, and the lot never gets more than it waits for', () => {
    fc.assert(
      fc.property(fen, fen, fen, (expected, received, amount) => {
        const split = splitReceipt(expected, received, amount)
        expect(split.lotFen + split.excessFen).toBe(amount)
        expect(split.lotFen === 0n || received + split.lotFen <= expected).toBe(true)
      }),
    )
  })
})

describe('F17 interest', () => {
  test('F17 160000 at 3.00 % for 243 days: 3196; at 1.50 %: 1598', () => {
    expect(statutoryInterest(160000n, '0.03', 243)).toBe(3196n)
    expect(statutoryInterest(160000n, '0.015', 243)).toBe(1598n)
  })
  test('F17 1234 over 160000·92, 90000·45, 50000·92: 777, 214, 243', () => {
    const days = (amount: bigint, count: number) => fenDays([{ fen: amount, days: count }])
    const owners = [
      { id: 'a', fenDays: days(160000n, 92) },
      { id: 'b', fenDays: days(90000n, 45) },
      { id: 'c', fenDays: days(50000n, 92) },
    ]
    expect(shareInterest(1234n, owners).map((share) => share.amountFen)).toEqual([777n, 214n, 243n])
  })
  test('F17 nobody held anything: it stays undistributed', () => {
    expect(shareInterest(5n, [{ id: 'a', fenDays: 0n }])).toEqual([])
  })
  test.each([
    ['ACTUAL', true, true, true],
    ['AGREED', false, true, true],
    ['LPR_1Y', false, false, false],
    ['DEPOSIT_1Y', false, false, true],
  ] as const)('F17 the rate of Art 16: %s', (basis, supervised, agreed, consumersReason) => {
    expect(interestBasis({ supervised, agreed, consumersReason })).toBe(basis)
  })
})

describe('F19 fee of the channel', () => {
  test('F19 her principal goes back in full, whoever bears the fee', () => {
    expect(bearFee(160000n, 960n)).toEqual({
      consumerFen: 160000n,
      merchantOwesFen: 960n,
      officeOwesFen: 0n,
    })
    expect(bearFee(160000n, 960n, 'OFFICE')).toMatchObject({
      consumerFen: 160000n,
      officeOwesFen: 960n,
    })
  })
})

describe('F20 back to where it came from', () => {
  const paid = (depositId: string, amountFen: bigint, day: string, refundedFen = 0n) => ({
    depositId,
    amountFen,
    refundedFen,
    paidAt: `2025-03-${day}T04:00:00.000Z`,
  })
  const two = [paid('old', 100000n, '01'), paid('new', 199900n, '05')]

  test('F20 newest first, each no more than is unrefunded', () => {
    expect(spreadRefund(216595n, 0n, two)).toEqual([
      { depositId: 'new', amountFen: 199900n },
      { depositId: 'old', amountFen: 16695n },
    ])
    const again = [paid('old', 100000n, '01'), paid('new', 199900n, '05', 199000n)]
    expect(spreadRefund(1000n, 0n, again)).toEqual([
      { depositId: 'new', amountFen: 900n },
      { depositId: 'old', amountFen: 100n },
    ])
  })
  test('F20 interest goes with the first part', () => {
    expect(spreadRefund(5n, 777n, two)).toEqual([{ depositId: 'new', amountFen: 782n }])
    expect(spreadRefund(0n, 777n, two)).toEqual([{ depositId: 'new', amountFen: 777n }])
  })
  test('F20 never more principal than was paid', () => {
    expect(spreadRefund(299901n, 0n, two)).toBeUndefined()
    expect(spreadRefund(1n, 0n, [])).toBeUndefined()
  })
  test('F20 parts sum to the refund and stay within their payment', () => {
    const payment = fc.record({ amountFen: fc.bigInt(1n, 10n ** 8n), share: fc.nat(100) })
    const payments = fc.array(payment, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(payments, fc.nat(100), (made, share) => {
        const deposits = made.map((each, index) => ({
          depositId: `dep_${index}`,
          amountFen: each.amountFen,
          refundedFen: (each.amountFen * BigInt(each.share)) / 100n,
          paidAt: `2025-03-0${index + 1}T04:00:00.000Z`,
        }))
        const open = sumFen(deposits.map((each) => each.amountFen - each.refundedFen))
        const asked = (open * BigInt(share)) / 100n
        const parts = spreadRefund(asked, 0n, deposits)!
        expect(sumFen(parts.map((part) => part.amountFen))).toBe(asked)
        for (const part of parts) {
          const deposit = deposits.find((each) => each.depositId === part.depositId)!
          expect(part.amountFen).toBeLessThanOrEqual(deposit.amountFen - deposit.refundedFen)
        }
      }),
    )
  })
})

describe('F5 units that were performed', () => {
  const year = { unit: 'DAY', units: 365 } as const
  const startsOn = '2025-03-01'
  test.each([
    ['on its first day', { startsOn }, '2025-03-01', 0],
    ['on its second day', { startsOn }, '2025-03-02', 1],
    ['suspended now', { startsOn, suspendedFrom: '2025-03-11' }, '2025-05-01', 10],
    [
      'the merchant stopped: that day is not served',
      { startsOn, stoppedOn: '2025-03-06' },
      '2025-05-01',
      5,
    ],
    ['the merchant will stop', { startsOn, stoppedOn: '2025-06-01' }, '2025-03-06', 5],
    ['long after its end', { startsOn }, '2027-05-01', 365],
    ['not begun', {}, '2025-03-01', undefined],
  ])('F5 %s', (_, term, today, expected) => {
    expect(performedUnits(year, term, today)).toBe(expected)
  })
})
