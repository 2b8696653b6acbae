// Chargebacks (F14): golden figures, and the laws for any amount and any lot.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotTerms } from '@ticun/protocol'
import { lotBalance, lotSchedule, NO_FIGURES, spendFen, type LotState } from '../lot.ts'
import { slotFen, slotsOf, withSlot } from '../slots.ts'
import { chargebackParts, chargebackWon, relieve, takeOfLot, type TakenOfLot } from './take.ts'

const PACK: LotTerms = {
  kind: 'SESSION_PACK',
  priceFen: '299900',
  currency: 'CNY',
  sessions: 36,
  listPriceFen: '15000',
  coolingOffDays: 7,
}
const CARD: LotTerms = {
  kind: 'STORED_VALUE',
  priceFen: '300000',
  bonusFen: '100000',
  currency: 'CNY',
  coolingOffDays: 7,
}

const lotOf = (terms: LotTerms, slotStates: string, figures = {}): LotState => ({
  terms,
  priceFen: BigInt(terms.priceFen),
  slotStates,
  figures: { ...NO_FIGURES, ...figures },
})
const used = (count: number) => lotOf(PACK, 'C'.repeat(count) + 'F'.repeat(36 - count))

/** The lot after it gave. */
function after(lot: LotState, { heldFen, slots, faceFen, creditFen }: TakenOfLot): LotState {
  const { figures } = lot
  return {
    ...lot,
    slotStates: slots.reduce((states, slot) => withSlot(states, slot, 'B'), lot.slotStates),
    figures: {
      ...figures,
      chargedBackFen: figures.chargedBackFen + heldFen,
      faceGoneFen: figures.faceGoneFen + faceFen,
      creditFen: figures.creditFen + creditFen,
    },
  }
}

describe('golden figures', () => {
  test('all of a pack of which 10 of 36 are used: 216595 held, 83305 the merchant’s debt', () => {
    expect(chargebackParts(used(10), 299_900n, 299_900n)).toEqual({
      heldFen: 216_595n,
      merchantFen: 83_305n,
      consumerFen: 0n,
      slots: Array.from({ length: 26 }, (_, index) => 35 - index),
      faceFen: 0n,
      creditFen: 0n,
    })
  })
  test('a part takes the highest slots; what the last one holds beyond it is her credit', () => {
    // 8331 + 8330 + 8331 = 24992 are the least whole slots that hold 20000.
    expect(takeOfLot(used(0), 20_000n)).toEqual({
      heldFen: 20_000n,
      slots: [35, 34, 33],
      faceFen: 0n,
      creditFen: 4_992n,
    })
  })
  test('when no slot is left, her credit gives; sessions that wait or are disputed do not', () => {
    const lot = lotOf(PACK, 'SD' + 'C'.repeat(33) + 'F', { creditFen: 500n, interestFen: 500n })
    expect(takeOfLot(lot, 299_900n)).toEqual({
      heldFen: 8_831n,
      slots: [35],
      faceFen: 0n,
      creditFen: -500n,
    })
  })
  test('stored value: 120000 of 400000 face spent; 100000 back takes 133334 face', () => {
    const lot = lotOf(CARD, '', { faceSpentFen: 120_000n, releasedFen: 90_000n })
    const taken = takeOfLot(lot, 100_000n)
    expect(taken).toEqual({ heldFen: 100_000n, slots: [], faceFen: 133_334n, creditFen: 0n })
    expect(chargebackParts(lot, 300_000n, 300_000n)).toMatchObject({
      heldFen: 210_000n,
      merchantFen: 90_000n,
      faceFen: 280_000n,
    })
  })
  test('beyond what a refund has left of the payment, it is the consumer’s debt', () => {
    expect(chargebackParts(used(36), 299_900n, 150_000n)).toMatchObject({
      heldFen: 0n,
      merchantFen: 150_000n,
      consumerFen: 149_900n,
    })
  })
  test('won: the debt that still stands is cancelled, what was netted off since is payable', () => {
    const parts = { merchantFen: 83_305n, consumerFen: 0n }
    const open = { merchantFen: 83_305n, owedFen: 83_305n }
    expect(chargebackWon(299_900n, parts, open)).toEqual({
      heldFen: 216_595n,
      owedFen: 83_305n,
      payableFen: 0n,
    })
    const netted = { merchantFen: 83_305n, owedFen: 13_305n }
    expect(chargebackWon(299_900n, parts, netted)).toMatchObject({ payableFen: 70_000n })
    // A session was overturned meanwhile: its money is the lot's.
    const covered = { merchantFen: 74_974n, owedFen: 0n }
    expect(chargebackWon(299_900n, parts, covered)).toEqual({
      heldFen: 224_926n,
      owedFen: 0n,
      payableFen: 74_974n,
    })
    expect(relieve(100n, { merchantFen: 500n, owedFen: 30n })).toEqual({
      owedFen: 30n,
      payableFen: 70n,
    })
  })
})

describe('laws', () => {
  const pack = fc
    .record({
      price: fc.bigInt(1n, 10n ** 8n),
      states: fc.array(fc.constantFrom(...Array.from('FFFSCDXPT'))),
    })
    .filter(({ states }) => states.length > 0)
    .map(({ price, states }) => {
      const terms = { ...PACK, priceFen: price.toString(), sessions: states.length }
      return lotOf(terms, states.join(''))
    })
  const card = fc
    .record({
      price: fc.bigInt(1n, 10n ** 8n),
      bonus: fc.bigInt(1n, 10n ** 8n),
      spent: fc.nat(100),
    })
    .map(({ price, bonus, spent }) => {
      const terms = { ...CARD, priceFen: price.toString(), bonusFen: bonus.toString() }
      const fresh = lotOf(terms, '')
      const faceSpentFen = ((price + bonus) * BigInt(spent)) / 100n
      const releasedFen = spendFen(fresh, faceSpentFen)
      return lotOf(terms, '', { faceSpentFen, releasedFen })
    })
  const amounts = fc.bigInt(1n, 2n * 10n ** 8n)

  test('the parts sum to the amount, and the lot gives exactly what leaves account 2001', () => {
    fc.assert(
      fc.property(fc.oneof(pack, card), amounts, amounts, (lot, amountFen, openFen) => {
        const parts = chargebackParts(lot, amountFen, openFen)
        expect(parts.heldFen + parts.merchantFen + parts.consumerFen).toBe(amountFen)
        expect(parts.merchantFen >= 0n && parts.consumerFen >= 0n).toBe(true)
        const [was, is] = [lotBalance(lot), lotBalance(after(lot, parts))]
        expect(was.heldFen - is.heldFen).toBe(parts.heldFen)
        expect(is.chargedBackFen).toBe(parts.heldFen)
        expect(is.heldFen >= 0n).toBe(true)
      }),
    )
  })

  test('a second one takes from what the first has left, and never more', () => {
    fc.assert(
      fc.property(fc.oneof(pack, card), amounts, amounts, (lot, first, second) => {
        const once = takeOfLot(lot, first)
        const twice = takeOfLot(after(lot, once), second)
        const whole = takeOfLot(lot, first + second)
        expect(once.heldFen + twice.heldFen).toBe(whole.heldFen)
      }),
    )
  })

  test('what is left of a card’s face never costs more than what is left of its money', () => {
    fc.assert(
      fc.property(card, amounts, (lot, amountFen) => {
        const left = after(lot, takeOfLot(lot, amountFen))
        const { faceSpentFen, faceGoneFen } = left.figures
        const faceLeft = BigInt(lot.terms.priceFen) + bonusOf(lot) - faceSpentFen - faceGoneFen
        expect(faceLeft >= 0n).toBe(true)
        expect(spendFen(left, faceLeft) <= lotBalance(left).heldFen).toBe(true)
      }),
    )
  })

  test('slots are taken from the top: none that is left lies above one that was taken', () => {
    fc.assert(
      fc.property(pack, amounts, (lot, amountFen) => {
        const { slots, heldFen, creditFen } = takeOfLot(lot, amountFen)
        const schedule = lotSchedule(lot)
        const slotsFen = slots.reduce((sum, slot) => sum + slotFen(schedule, slot), 0n)
        expect(slotsFen).toBe(heldFen + creditFen)
        const lowest = slots.at(-1) ?? slotsOf(lot.terms)
        expect(after(lot, takeOfLot(lot, amountFen)).slotStates.indexOf('F', lowest)).toBe(-1)
      }),
    )
  })
})

function bonusOf({ terms }: LotState): bigint {
  return terms.kind === 'STORED_VALUE' ? BigInt(terms.bonusFen ?? '0') : 0n
}
