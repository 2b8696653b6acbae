// The worked figures of refunds, by formula: facts of courts and templates, to the fen.
import { describe, expect, test } from 'vitest'
import { PACKAGE_CALENDAR } from '../calendar/years.ts'
import { NO_FIGURES } from '../lot.ts'
import type { FundedLot, RefundCase } from './case.ts'
import { card, EVIDENCE, LATER, lotOf, pack, quoteOf, term } from './test-lots.ts'
import { quoteUpgrade } from './upgrade.ts'

const at = (now: string, rest: Partial<RefundCase> = {}): RefundCase => ({
  now,
  fault: 'NEITHER',
  ...rest,
})
const hers = (rest: Partial<RefundCase> = {}) => at(LATER, { fault: 'CONSUMER', ...rest })
const refund = (lot: FundedLot, refundCase = at(LATER)) => quoteOf(lot, refundCase).refundableFen

describe('F1 cooling-off', () => {
  const soon = '2025-03-05T00:00:00.000Z'
  test.each(['MERCHANT', 'NEITHER', 'CONSUMER'] as const)('F1 all of 299900: %s', (fault) => {
    const quote = quoteOf(pack(299900n, 36, 0), at(soon, { fault }))
    expect(quote).toMatchObject({ formula: 'F1', refundableFen: 299900n, merchantFen: 0n })
    expect(quote.deadlineBasis).toBe('COOLING_OFF')
  })
  test('F1 not after the last instant of the rolled day: day 7 is Saturday 8 March', () => {
    const fresh = pack(299900n, 36, 0)
    const last = '2025-03-10T15:59:59.999Z'
    expect(quoteOf(fresh, at(last))).toMatchObject({ formula: 'F1', coolingOffUntil: last })
    expect(quoteOf(fresh, at('2025-03-10T16:00:00.000Z')).formula).toBe('F2')
  })
  test('F1 not once a session is used, and not for a service that she knew', () => {
    expect(quoteOf(pack(299900n, 36, 1), at(soon)).formula).toBe('F2')
    const known = { ...pack(299900n, 36, 0), knownService: true }
    expect(quoteOf(known, at(soon)).formula).toBe('F2')
  })
  test('F1 days of a term card that passed unbooked do not end it', () => {
    const quote = quoteOf(term(365000n, 'DAY', 365, 0), at(soon))
    expect(quote).toMatchObject({ formula: 'F1', refundableFen: 365000n, merchantFen: 0n })
  })
  test('F1 in a year without notice ends by the law on holidays', () => {
    // Paid on Friday, 24 September 2032: day 7 is 1 October, and Monday the 4th is worked.
    const fresh = { ...pack(299900n, 36, 0), paidAt: '2032-09-24T04:00:00.000Z' }
    const last = '2032-10-04T15:59:59.999Z'
    expect(quoteOf(fresh, at(last))).toMatchObject({ formula: 'F1', coolingOffUntil: last })
    expect(quoteOf(fresh, at('2032-10-04T16:00:00.000Z')).formula).toBe('F2')
  })
  test('F1 takes no deduction', () => {
    const kit = { labelZh: '装备', labelEn: 'Kit', amountFen: 5n, fairValueFen: 5n }
    expect(refund(pack(299900n, 36, 0), at(soon, { deductions: [kit] }))).toBe(299900n)
  })
})

describe('F2 sessions, not the consumer’s reason', () => {
  test.each([
    ['F2 SPC case 3: 60 sessions, 12 used', 200000n, 60, 12, 160000n],
    ['F2 61 sessions, 25 used', 2074000n, 61, 25, 1224000n],
    ['F2 60 sessions, 17 used', 2000000n, 60, 17, 1433334n],
    ['F2 Huang case: 20 sessions, 3 used', 120000n, 20, 3, 102000n],
  ])('%s', (_, price, sessions, used, expected) => {
    const quote = quoteOf(pack(price, sessions, used), at(LATER))
    expect(quote).toMatchObject({ formula: 'F2', refundableFen: expected, merchantFen: 0n })
    expect(quote.deadlineBasis).toBe('ORDINARY')
  })
})

describe('F2g gifted sessions', () => {
  const gym = (giftPolicy: 'POOLED' | 'PAID_FIRST' | 'GIFT_FIRST' | 'ZERO_VALUE', used: number) =>
    quoteOf(pack(930000n, 80, used, { gifts: 16, giftPolicy }), at(LATER))

  test('F2g pooled: 80 + 16, 40 used → 542500', () => {
    expect(gym('POOLED', 40)).toMatchObject({ formula: 'F2g', refundableFen: 542500n })
  })
  test('F2g the merchant’s view, gifts left out: 465000', () => {
    expect(gym('PAID_FIRST', 40).refundableFen).toBe(465000n)
    expect(gym('ZERO_VALUE', 40).refundableFen).toBe(465000n)
  })
  test('F2g gifts first: 24 of 40 cost something', () => {
    expect(gym('GIFT_FIRST', 40).refundableFen).toBe(651000n)
  })
})

describe('F3 sessions, the consumer’s reason', () => {
  const evidenced = { listPriceFen: '30000', listPriceEvidenceSha256: EVIDENCE }

  test('F3 240000 over 12, list price 30000, 5 used: 90000 to her, 50000 to the merchant', () => {
    const quote = quoteOf(pack(240000n, 12, 5, evidenced), hers())
    expect(quote).toMatchObject({ formula: 'F3', refundableFen: 90000n, merchantFen: 50000n })
    expect(refund(pack(240000n, 12, 5, evidenced))).toBe(140000n)
  })
  test('F3 9 used: below zero, so nothing, and she owes nothing', () => {
    const quote = quoteOf(pack(240000n, 12, 9, evidenced), hers())
    expect(quote).toMatchObject({ refundableFen: 0n, merchantFen: 60000n })
  })
  test('F3 no evidence: the market price when it is shown, else the contract’s price', () => {
    expect(refund(pack(240000n, 12, 5), hers({ marketPriceFen: 24000n }))).toBe(120000n)
    expect(refund(pack(240000n, 12, 5), hers())).toBe(140000n)
    expect(quoteOf(pack(120000n, 20, 3), hers())).toMatchObject({
      formula: 'F3',
      refundableFen: 102000n,
    })
  })
  test('F3 the contract’s own rule holds where it leaves her more', () => {
    const kinder = { ...evidenced, consumerReasonRule: { lossBasisPoints: 1000 } }
    expect(refund(pack(240000n, 12, 5, kinder), hers())).toBe(126000n)
    const harder = { ...evidenced, consumerReasonRule: { lossBasisPoints: 5000 } }
    expect(refund(pack(240000n, 12, 5, harder), hers())).toBe(90000n)
  })
  test('F3 a loss of 5 % of what is unperformed: 1162800, and no list price on top', () => {
    const lot = pack(2074000n, 61, 25, { ...evidenced, listPriceFen: '50000' })
    expect(refund(lot, hers({ lossBasisPoints: 500 }))).toBe(1162800n)
    expect(refund(lot, hers())).toBe(2074000n - 25n * 50000n)
    expect(refund(lot, hers({ lossBasisPoints: 500, lossOnTop: true }))).toBe(782800n)
  })
  test('F3 gifts outside of the pool cost nothing at the list price either', () => {
    const gifts = { ...evidenced, gifts: 3, giftPolicy: 'GIFT_FIRST' } as const
    expect(refund(pack(240000n, 12, 5, gifts), hers())).toBe(180000n)
  })
})

describe('F4 stored value', () => {
  test('F4 3 : 1, 359400 spent → price of it 269550, refund 530450', () => {
    const quote = quoteOf(card(800000n, 266666n, 359400n), at(LATER))
    expect(quote).toMatchObject({ formula: 'F4', refundableFen: 530450n })
    expect(quote.items.map((item) => item.amountFen)).toEqual([800000n, -269550n])
  })
  test('F4 300000 + 100000, 120000 spent: 210000, by her reason 180000', () => {
    const lot = card(300000n, 100000n, 120000n)
    expect(quoteOf(lot, at(LATER))).toMatchObject({ refundableFen: 210000n, faceFen: 280000n })
    const quote = quoteOf(lot, hers())
    expect(quote).toMatchObject({ formula: 'F4', refundableFen: 180000n, merchantFen: 30000n })
  })
  test('F4 by her reason never below 0', () => {
    const quote = quoteOf(card(300000n, 100000n, 350000n), hers())
    expect(quote).toMatchObject({ refundableFen: 0n, merchantFen: 37500n })
  })
  test('F4 Xuzhou: 4673203, less 150000 repaid before', () => {
    expect(refund(card(5000000n, 1120000n, 400000n))).toBe(4673203n)
    const repaid = card(5000000n, 1120000n, 400000n, { refundedFen: 150000n })
    expect(refund(repaid)).toBe(4523203n)
  })
})

describe('F5 term card', () => {
  test('F5 100 of 365 days: 265000', () => {
    const quote = quoteOf(term(365000n, 'DAY', 365, 100), at('2025-06-09T04:00:00.000Z'))
    expect(quote).toMatchObject({ formula: 'F5', refundableFen: 265000n, merchantFen: 0n })
  })
  test('F5 suspended 30 of 120 days: 226028', () => {
    const lot = { ...term(300000n, 'DAY', 365, 90), suspendedDays: 30 }
    expect(refund(lot, at('2025-06-29T04:00:00.000Z'))).toBe(226028n)
  })
  test('F5 accrual that is late is the merchant’s part', () => {
    const quote = quoteOf(term(365000n, 'DAY', 365, 98), at('2025-06-09T04:00:00.000Z'))
    expect(quote).toMatchObject({ refundableFen: 265000n, merchantFen: 2000n })
  })
  test('F5 merchant stopped before: its day counts, what was booked later is a shortfall', () => {
    const lot = { ...term(365000n, 'DAY', 365, 100), stoppedOn: '2025-05-30' }
    const quote = quoteOf(lot, at('2025-06-09T04:00:00.000Z', { fault: 'MERCHANT' }))
    expect(quote).toMatchObject({ refundableFen: 265000n, shortfallFen: 10000n })
    const unbooked = { ...lot, slotStates: 'C'.repeat(90) + 'F'.repeat(275) }
    expect(refund(unbooked, at('2025-06-09T04:00:00.000Z'))).toBe(275000n)
  })
  test('F5 by months: 1 of 12 → 27500', () => {
    const lot = term(30000n, 'MONTH', 12, 1)
    expect(refund(lot, at('2025-04-20T04:00:00.000Z'))).toBe(27500n)
  })
  test('F5 her reason: remaining over total too, unless a list price is proven', () => {
    const now = '2025-06-09T04:00:00.000Z'
    expect(quoteOf(term(365000n, 'DAY', 365, 100), { ...hers(), now })).toMatchObject({
      formula: 'F5',
      refundableFen: 265000n,
    })
    const proven = { listPriceFen: '1500', listPriceEvidenceSha256: EVIDENCE }
    expect(quoteOf(term(365000n, 'DAY', 365, 100, proven), { ...hers(), now })).toMatchObject({
      formula: 'F3',
      refundableFen: 215000n,
    })
  })
  test('F5 her own non-use to the end: nothing', () => {
    const lot = term(365000n, 'DAY', 365, 365)
    expect(refund(lot, at('2026-03-01T04:00:00.000Z', { fault: 'CONSUMER' }))).toBe(0n)
  })
})

describe('F6 sessions within a term', () => {
  const hybrid = (used: number) =>
    lotOf(
      {
        kind: 'HYBRID',
        currency: 'CNY',
        priceFen: '200000',
        sessions: 60,
        listPriceFen: '5000',
        listPriceEvidenceSha256: EVIDENCE,
        coolingOffDays: 7,
        validityDays: 365,
      },
      used,
    )
  test('F6 priced by sessions; after its validity nothing is forfeited', () => {
    const lot = { ...hybrid(12), validUntil: '2026-01-01T15:59:59.999Z' }
    expect(quoteOf(lot, at(LATER))).toMatchObject({
      formula: 'F6',
      refundableFen: 160000n,
      merchantFen: 0n,
      expired: true,
    })
  })
  test('F6 by her reason it is F3', () => {
    expect(quoteOf(hybrid(12), hers())).toMatchObject({ formula: 'F3', refundableFen: 140000n })
  })
})

describe('F7 several lots and tiers', () => {
  test('F7 each lot by itself: the used-up one gives nothing, the second 270000', () => {
    expect(refund(pack(200000n, 10, 10))).toBe(0n)
    expect(refund(pack(300000n, 20, 2))).toBe(270000n)
  })
  test('F7 a tier that was not reached is a claim, and needs evidence', () => {
    const lot = pack(2680000n, 100, 20)
    const claim = { unitPriceFen: 51700n, evidenceSha256: EVIDENCE }
    expect(refund(lot, at(LATER, { claim }))).toBe(2144000n)
    expect(refund(lot, hers({ claim: { unitPriceFen: 51700n } }))).toBe(2144000n)
    expect(quoteOf(lot, hers({ claim }))).toMatchObject({
      formula: 'F7',
      refundableFen: 1646000n,
    })
  })
})

describe('F8 upgrade', () => {
  test('F8 the old lot’s plain value counts towards the new price', () => {
    const old = pack(200000n, 60, 12)
    expect(quoteUpgrade(old, 300000n, LATER, PACKAGE_CALENDAR)).toMatchObject({
      formula: 'F8',
      valueFen: 160000n,
      differenceFen: 140000n,
      excessFen: 0n,
    })
    expect(quoteUpgrade(old, 100000n, LATER, PACKAGE_CALENDAR)).toMatchObject({
      differenceFen: 0n,
      excessFen: 60000n,
    })
  })
})

describe('F18 gifted goods', () => {
  const kit = { labelZh: '装备', labelEn: 'Kit', amountFen: 300000n, fairValueFen: 200000n }
  test('F18 no more than the fair value, 200000; the merchant gets it', () => {
    const quote = quoteOf(pack(930000n, 80, 0), at(LATER, { deductions: [kit] }))
    expect(quote).toMatchObject({ refundableFen: 730000n, merchantFen: 200000n })
    expect(quote.items.at(-1)).toMatchObject({ labelEn: 'Kit', amountFen: -200000n })
  })
  test('F18 no more than is due', () => {
    const quote = quoteOf(pack(240000n, 12, 8), at(LATER, { deductions: [kit] }))
    expect(quote).toMatchObject({ refundableFen: 0n, merchantFen: 80000n })
  })
  test('F18 interest is no principal to deduct from', () => {
    const figures = { ...NO_FIGURES, creditFen: 777n, interestFen: 777n }
    const lot = { ...pack(240000n, 12, 12), figures }
    expect(quoteOf(lot, at(LATER, { deductions: [kit] }))).toMatchObject({
      refundableFen: 777n,
      creditFen: 777n,
      merchantFen: 0n,
    })
  })
})
