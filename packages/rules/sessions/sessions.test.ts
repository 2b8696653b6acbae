// F7, F11 and F15: which lot a session takes, and what unfunded sessions take when money arrives.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backfill,
  expiresFirst,
  faceLeft,
  fenIn,
  freeSlots,
  lotBalance,
  lotSchedule,
  NO_FIGURES,
  slotFen,
  spendFen,
  withSlot,
  type LotState,
  type Unfunded,
} from '../index.ts'

const base = { currency: 'CNY', coolingOffDays: 7 } as const
const pack = (slotStates = freeSlots(36), priceFen = 299_900n): LotState => ({
  terms: {
    kind: 'SESSION_PACK',
    ...base,
    priceFen: String(priceFen),
    sessions: slotStates.length,
    listPriceFen: '15000',
  },
  priceFen,
  slotStates,
  figures: NO_FIGURES,
})
const card = (priceFen: bigint, bonusFen: bigint, figures = NO_FIGURES): LotState => ({
  terms: {
    kind: 'STORED_VALUE',
    ...base,
    priceFen: String(priceFen),
    bonusFen: String(bonusFen),
  },
  priceFen,
  slotStates: '',
  figures,
})
const session = (number: number, day: number, faceFen?: bigint): Unfunded => ({
  sessionId: `ses_${String(number).padStart(26, '0')}`,
  occurredAt: `2026-03-${String(day).padStart(2, '0')}T02:00:00.000Z`,
  ...(faceFen === undefined ? {} : { faceFen }),
})

describe('F10 two of ten sessions are disputed', () => {
  test('66644 final, 8331 + 8330 disputed, 216595 unconsumed: 299900 together', () => {
    let states = freeSlots(36)
    for (let slot = 0; slot < 10; slot += 1) states = withSlot(states, slot, 'C')
    for (const slot of [8, 9]) states = withSlot(states, slot, 'D')
    const lot = pack(states)
    const schedule = lotSchedule(lot)
    expect([8, 9].map((slot) => slotFen(schedule, slot))).toEqual([8331n, 8330n])
    expect(lotBalance(lot)).toMatchObject({
      paidFen: 299_900n,
      earnedFen: 66_644n,
      disputedFen: 16_661n,
      heldFen: 216_595n,
    })
  })
})

describe('F4 stored value with a bonus', () => {
  test('359400 spent of 800000 + 266666: 269550 are the merchant’s, 530450 are left', () => {
    const lot = card(800_000n, 266_666n)
    expect(spendFen(lot, 359_400n)).toBe(269_550n)
    const figures = { ...NO_FIGURES, faceSpentFen: 359_400n, releasedFen: 269_550n }
    expect(lotBalance(card(800_000n, 266_666n, figures)).heldFen).toBe(530_450n)
  })
  test('spend by spend no fen is lost: any cut of the card releases its price', () => {
    const cuts = fc.array(fc.bigInt(1n, 5_000n), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(cuts, fc.bigInt(0n, 20_000n), (faces, bonus) => {
        const face = faces.reduce((total, each) => total + each, 0n)
        const price = face - (bonus < face ? bonus : 0n)
        let lot = card(price, face - price)
        for (const faceFen of faces) {
          const amount = spendFen(lot, faceFen)
          const { faceSpentFen, releasedFen } = lot.figures
          const figures = {
            ...lot.figures,
            faceSpentFen: faceSpentFen + faceFen,
            releasedFen: releasedFen + amount,
          }
          lot = { ...lot, figures }
        }
        expect(lotBalance(lot)).toMatchObject({ earnedFen: price, heldFen: 0n })
      }),
    )
  })
})

describe('F11, F15 back-filling', () => {
  test('the oldest sessions take the lowest slots, whatever the order in which they are known', () => {
    const unfunded = [session(3, 9), session(1, 5), session(2, 7)]
    expect(backfill(pack(), unfunded)).toEqual([
      { sessionId: session(1, 5).sessionId, slot: 0, amountFen: 8330n },
      { sessionId: session(2, 7).sessionId, slot: 1, amountFen: 8331n },
      { sessionId: session(3, 9).sessionId, slot: 2, amountFen: 8330n },
    ])
  })
  test('what does not fit stays unfunded', () => {
    const two = pack(withSlot(freeSlots(3), 1, 'C'), 10_000n)
    const filled = backfill(
      two,
      [1, 2, 3].map((number) => session(number, number)),
    )
    expect(filled.map(({ slot }) => slot)).toEqual([0, 2])
  })
  test('spends take their face, and a small one does not overtake a large one', () => {
    const lot = card(1_000n, 0n)
    const filled = backfill(lot, [session(1, 1, 700n), session(2, 2, 400n), session(3, 3, 100n)])
    expect(filled).toEqual([{ sessionId: session(1, 1).sessionId, amountFen: 700n }])
  })
  test('a session is not paid by stored value, nor a spend by slots', () => {
    expect(backfill(card(1_000n, 0n), [session(1, 1)])).toEqual([])
    expect(backfill(pack(), [session(1, 1, 5n)])).toEqual([])
  })
  test('a session takes no day of a term card', () => {
    const terms = { kind: 'TERM_CARD', ...base, priceFen: '9000', unit: 'DAY', units: 3 } as const
    const term = { ...pack(freeSlots(3), 9_000n), terms }
    expect(backfill(term, [session(1, 1)])).toEqual([])
  })
  test('a session after the last day of the lot is not its own', () => {
    const lot = { ...pack(), validUntil: '2026-03-05T15:59:59.999Z' }
    expect(backfill(lot, [session(1, 5), session(2, 6)])).toHaveLength(1)
  })

  const states = fc.string({ unit: fc.constantFrom('F', 'S', 'C', 'D', 'R', 'X'), maxLength: 40 })
  const sessions = fc.uniqueArray(fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 28 })), {
    selector: ([number]) => number,
    maxLength: 40,
  })
  test('takes free slots only, each once, and what they cost was held', () => {
    fc.assert(
      fc.property(
        states.filter((text) => text !== ''),
        sessions,
        fc.bigInt(1n, 10n ** 7n),
        (slotStates, all, price) => {
          const lot = pack(slotStates, price)
          const filled = backfill(
            lot,
            all.map(([number, day]) => session(number, day)),
          )
          const slots = filled.map(({ slot }) => slot!)
          expect(new Set(slots).size).toBe(slots.length)
          expect(slots.every((slot) => slotStates[slot] === 'F')).toBe(true)
          const cost = filled.reduce((total, each) => total + each.amountFen, 0n)
          expect(cost <= fenIn(lotSchedule(lot), slotStates, ['F'])).toBe(true)
          const free = slotStates.replaceAll(/[^F]/g, '').length
          expect(filled.length).toBe(Math.min(free, all.length))
        },
      ),
    )
  })
  test('of stored value never more than the face that is left', () => {
    const faces = fc.array(fc.bigInt(1n, 900n), { maxLength: 20 })
    fc.assert(
      fc.property(faces, fc.bigInt(1n, 2_000n), fc.bigInt(0n, 2_000n), (all, price, bonus) => {
        const lot = card(price, bonus)
        const filled = backfill(
          lot,
          all.map((face, index) => session(index, 1 + index, face)),
        )
        const face = filled.reduce((total, _, index) => total + all[index]!, 0n)
        expect(face <= faceLeft(lot)).toBe(true)
        const cost = filled.reduce((total, each) => total + each.amountFen, 0n)
        expect(cost <= price).toBe(true)
      }),
    )
  })
})

describe('F7 several lots', () => {
  const lot = (lotId: string, paidAt?: string, validUntil?: string) => ({
    lotId,
    paidAt,
    validUntil,
  })
  test('the earliest expiry first, then the oldest', () => {
    const lots = [
      lot('d', '2026-01-01'),
      lot('c', '2026-02-01', '2026-12-31'),
      lot('b', '2026-03-01', '2026-06-30'),
      lot('e', '2026-01-02'),
      lot('a', '2026-01-01', '2026-12-31'),
    ]
    expect(lots.toSorted(expiresFirst).map(({ lotId }) => lotId)).toEqual(['b', 'a', 'c', 'd', 'e'])
  })
  test('lot 1 of 10×20000 is used up, lot 2 of 300000/20 has 2 used: 270000 are left', () => {
    const used = (count: number, of: number, price: bigint) =>
      pack('C'.repeat(count) + freeSlots(of - count), price)
    const left = [used(10, 10, 200_000n), used(2, 20, 300_000n)].map((each) => lotBalance(each))
    expect(left.map(({ heldFen }) => heldFen)).toEqual([0n, 270_000n])
  })
})
