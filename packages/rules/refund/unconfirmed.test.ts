// What nobody has confirmed ends no cooling-off, whatever the desk says.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { card, pack, quoteOf } from './test-lots.ts'

const soon = { now: '2025-03-05T00:00:00.000Z', fault: 'CONSUMER' } as const

test('any slots that wait or are disputed leave F1 to all the others', () => {
  const state = fc.constantFrom('F', 'S', 'D')
  fc.assert(
    fc.property(fc.array(state, { minLength: 12, maxLength: 12 }), (states) => {
      const lot = { ...pack(240000n, 12, 0), slotStates: states.join('') }
      const free = states.filter((each) => each === 'F').length
      expect(quoteOf(lot, soon)).toMatchObject({
        formula: 'F1',
        refundableFen: 20000n * BigInt(free),
        merchantFen: 0n,
      })
    }),
  )
})

test('so does face that waits; and one confirmed session or spend ends it', () => {
  const waiting = card(300000n, 100000n, 0n, { faceWaitingFen: 40000n })
  expect(quoteOf(waiting, soon)).toMatchObject({ formula: 'F1', refundableFen: 270000n })
  expect(quoteOf(card(300000n, 100000n, 40000n), soon).formula).toBe('F4')
  const used = { ...pack(240000n, 12, 1), slotStates: `CS${'F'.repeat(10)}` }
  expect(quoteOf(used, soon).formula).toBe('F3')
})
