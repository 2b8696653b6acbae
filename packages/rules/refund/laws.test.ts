// The laws of refunds, for every kind of lot and any history.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumFen } from '@ticun/money'
import { GIFT_POLICIES, type LotTerms } from '@ticun/protocol'
import { faceLeft, lotBalance, lotSchedule, spendFen, type LotFigures } from '../lot.ts'
import { fenIn, slotFen, withSlot, withSlots, type SlotState } from '../slots.ts'
import type { Fault, FundedLot, Quote } from './case.ts'
import { EVIDENCE, lotOf, quoteOf } from './test-lots.ts'

const price = fc.bigInt(1n, 10n ** 8n)
const small = fc.integer({ min: 1, max: 40 })
const rule = fc.option(fc.record({ lossBasisPoints: fc.integer({ min: 0, max: 10_000 }) }), {
  nil: undefined,
})
const proof = fc.constantFrom(undefined, EVIDENCE)
const common = fc.record({
  currency: fc.constant('CNY' as const),
  priceFen: price.map(String),
  coolingOffDays: fc.constantFrom(0, 7),
  consumerReasonRule: rule,
  listPriceEvidenceSha256: proof,
})
const listPriceFen = fc.bigInt(1n, 10n ** 7n).map(String)
const sessions = fc.record({
  sessions: small,
  gifts: fc.nat(10),
  giftPolicy: fc.constantFrom(...GIFT_POLICIES),
  listPriceFen,
})
const card = fc.record({
  unit: fc.constantFrom('DAY' as const, 'MONTH' as const),
  units: small,
  listPriceFen,
})
const stored = fc.record({ bonusFen: fc.bigInt(1n, 10n ** 8n).map(String) })

/** Terms of every kind. */
const anyTerms: fc.Arbitrary<LotTerms> = fc.oneof(
  fc.tuple(common, sessions).map(([a, b]) => ({ kind: 'SESSION_PACK' as const, ...a, ...b })),
  fc
    .tuple(common, sessions)
    .map(([a, b]) => ({ kind: 'HYBRID' as const, validityDays: 365, ...a, ...b })),
  fc.tuple(common, card).map(([a, b]) => ({ kind: 'TERM_CARD' as const, ...a, ...b })),
  fc.tuple(common, stored).map(([a, b]) => ({ kind: 'STORED_VALUE' as const, ...a, ...b })),
)

const STEPS = ['use', 'submit', 'confirm', 'dispute', 'settle', 'interest', 'refund'] as const
type Step = { what: (typeof STEPS)[number]; size: number; fault: Fault }
const fault = fc.constantFrom<Fault>('MERCHANT', 'NEITHER', 'CONSUMER')
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...STEPS),
  size: fc.integer({ min: 1, max: 1_000_000 }),
  fault,
})
const history = fc.array(step, { maxLength: 25 })
const NOW = '2025-03-20T04:00:00.000Z'

function add(lot: FundedLot, more: Partial<LotFigures>): FundedLot {
  const figures = { ...lot.figures }
  for (const [name, fen] of Object.entries(more)) figures[name as keyof LotFigures] += fen
  return { ...lot, figures }
}

/** A slot from one state to another, or nothing when there is none. */
function slot(lot: FundedLot, from: SlotState, to: SlotState): FundedLot {
  const index = lot.slotStates.indexOf(from)
  return index < 0 ? lot : { ...lot, slotStates: withSlot(lot.slotStates, index, to) }
}

/** Face spends of stored value: used, submitted, confirmed, disputed. */
function spend(lot: FundedLot, { what, size }: Step): FundedLot {
  const { faceWaitingFen, faceDisputedFen, disputedFen } = lot.figures
  const left = faceLeft(lot)
  const face = left === 0n ? 0n : BigInt(size) % (left + 1n)
  if (what === 'use') return add(lot, { releasedFen: spendFen(lot, face), faceSpentFen: face })
  if (what === 'submit') return add(lot, { faceWaitingFen: face })
  if (what === 'confirm') {
    const released = { releasedFen: spendFen(lot, faceWaitingFen), faceSpentFen: faceWaitingFen }
    return add(lot, { ...released, faceWaitingFen: -faceWaitingFen })
  }
  if (what === 'dispute') {
    const disputed = { disputedFen: spendFen(lot, face), faceDisputedFen: face }
    return add(lot, disputed)
  }
  const upheld = { releasedFen: disputedFen, faceSpentFen: faceDisputedFen }
  return add(lot, { ...upheld, disputedFen: -disputedFen, faceDisputedFen: -faceDisputedFen })
}

/** What a refund of the whole quote leaves behind. */
function refunded(lot: FundedLot, quote: Quote): FundedLot {
  const taken = { ...lot, slotStates: withSlots(lot.slotStates, 'F', 'X') }
  return add(taken, {
    refundedFen: quote.refundableFen,
    adjustedFen: quote.merchantFen,
    creditFen: -quote.creditFen,
    faceGoneFen: quote.faceFen,
  })
}

function advance(lot: FundedLot, made: Step): FundedLot {
  const { what, size } = made
  if (what === 'interest') {
    const fen = BigInt(size % 1000)
    return add(lot, { creditFen: fen, interestFen: fen })
  }
  if (what === 'refund') return refunded(lot, quoteOf(lot, { now: NOW, fault: made.fault }))
  if (lot.terms.kind === 'STORED_VALUE') return spend(lot, made)
  if (what === 'use') return slot(lot, 'F', 'C')
  if (what === 'submit') return slot(lot, 'F', 'S')
  if (what === 'confirm') return slot(lot, 'S', 'C')
  if (what === 'dispute') return slot(lot, 'C', 'D')
  const index = lot.slotStates.indexOf('D')
  if (index < 0) return lot
  const fen = slotFen(lotSchedule(lot), index)
  const adjustedFen = (fen * BigInt(size % 101)) / 100n
  return add(slot(lot, 'D', 'P'), { adjustedFen, creditFen: fen - adjustedFen })
}

const anyLot = fc
  .tuple(anyTerms, history, fc.constantFrom(undefined, '2025-03-10', '2025-02-01'))
  .map(([terms, steps, startsOn]) =>
    steps.reduce(advance, { ...lotOf(terms), ...(startsOn ? { startsOn } : {}) }),
  )
const anyCase = fc.record({
  now: fc.constantFrom('2025-03-02T04:00:00.000Z', NOW, '2026-12-01T00:00:00.000Z'),
  fault,
  marketPriceFen: fc.option(fc.bigInt(1n, 10n ** 6n), { nil: undefined }),
  lossBasisPoints: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
  lossOnTop: fc.boolean(),
})

test('refund + merchant + awaiting + disputed + earned + adjusted + refunded = paid', () => {
  fc.assert(
    fc.property(anyLot, anyCase, (lot, refundCase) => {
      const quote = quoteOf(lot, refundCase)
      const balance = lotBalance(lot)
      const parts = [
        quote.refundableFen,
        quote.merchantFen,
        quote.awaitingFen,
        balance.disputedFen,
        balance.earnedFen,
        balance.adjustedFen,
        balance.refundedFen,
        balance.transferredFen,
      ]
      expect(sumFen(parts)).toBe(balance.paidFen + balance.interestFen)
      expect(quote.refundableFen + quote.merchantFen + quote.awaitingFen).toBe(balance.heldFen)
      expect(parts.every((part) => part >= 0n)).toBe(true)
      expect(sumFen(quote.items.map((item) => item.amountFen))).toBe(quote.refundableFen)
      expect(quote.creditFen).toBeLessThanOrEqual(quote.refundableFen)
    }),
    { numRuns: 500 },
  )
})

test('F2 ≥ F3: her own reason never gives her more', () => {
  fc.assert(
    fc.property(anyLot, anyCase, (lot, refundCase) => {
      const given = (each: Fault) => quoteOf(lot, { ...refundCase, fault: each }).refundableFen
      expect(given('CONSUMER')).toBeLessThanOrEqual(given('NEITHER'))
      expect(given('MERCHANT')).toBe(given('NEITHER'))
    }),
    { numRuns: 500 },
  )
})

test('more consumption never raises a refund', () => {
  const used = anyTerms.chain((terms) => fc.tuple(fc.constant(terms), fc.nat(40), fc.nat(1000)))
  fc.assert(
    fc.property(used, anyCase, ([terms, times, size], refundCase) => {
      const made: Step = { what: 'use', size: size + 1, fault: 'NEITHER' }
      let lot: FundedLot = { ...lotOf(terms), startsOn: '2025-03-01' }
      let last = quoteOf(lot, refundCase).refundableFen
      for (let time = 0; time < times; time += 1) {
        lot = advance(lot, made)
        const next = quoteOf(lot, refundCase).refundableFen
        expect(next).toBeLessThanOrEqual(last)
        last = next
      }
    }),
    { numRuns: 300 },
  )
})

test('time never raises the refund of a term card', () => {
  const terms = anyTerms.filter((each) => each.kind === 'TERM_CARD')
  const days = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(terms, days, fault, (each, after, whose) => {
      const lot = { ...lotOf(each), startsOn: '2025-03-01', knownService: true }
      const given = after
        .toSorted((a, b) => a - b)
        .map((day) => {
          const now = new Date(Date.UTC(2025, 2, 1 + day, 4)).toISOString()
          return quoteOf(lot, { now, fault: whose }).refundableFen
        })
      expect(given).toEqual(given.toSorted((a, b) => (a > b ? -1 : 1)))
    }),
  )
})

test('F2 is what is held, exactly, while sessions are used in order', () => {
  const packs = anyTerms.filter((each) => each.kind === 'SESSION_PACK')
  fc.assert(
    fc.property(packs, fc.nat(50), (terms, count) => {
      const slots = lotOf(terms).slotStates.length
      const lot = lotOf(terms, Math.min(count, slots))
      const quote = quoteOf(lot, { now: NOW, fault: 'NEITHER' })
      expect(quote.refundableFen).toBe(fenIn(lotSchedule(lot), lot.slotStates, ['F']))
      expect(quote.refundableFen).toBe(lotBalance(lot).heldFen)
    }),
  )
})
