// Acceptance 2: cooling-off ends at 24:00 of day 7, or of the working day that a holiday rolls to.
import { randomUUID } from 'node:crypto'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, list, openTimedHouse, quote, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
/** A Tuesday at noon in Shanghai. */
const TUESDAY = '2025-06-10T04:00:00.000Z'
const PRICE_FEN = '299900'
const TERMS = {
  kind: 'SESSION_PACK',
  priceFen: PRICE_FEN,
  currency: 'CNY',
  sessions: 36,
  listPriceFen: '15000',
  coolingOffDays: 7,
} as const

let timed: TimedHouse
let productId = ''
beforeAll(async () => {
  timed = await openTimedHouse(TUESDAY, 'FITNESS')
  productId = await list(timed, TERMS)
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

/** Asks for everything back; the formula by which it is given. */
async function askBack(member: number, contractId: string) {
  const { client, house } = timed
  const call = { params: { contractId }, body: { reason: '不想练了' } }
  const asked = { ...call, as: memberLogin(member), key: randomUUID() }
  return client.call(house.urls.escrow, escrowRoutes.requestRefund, asked)
}

/** Days in UTC: 16:00 is 24:00 in Shanghai. */
test.each([
  ['day 7 is a Tuesday', [1, 2], TUESDAY, '2025-06-17'],
  ['day 7 is a Sunday and rolls on to Monday', [3, 4], '2025-06-22T04:00:00.000Z', '2025-06-30'],
  [
    'day 7 is National Day and rolls on to 9 October',
    [5, 6],
    '2025-09-24T04:00:00.000Z',
    '2025-10-09',
  ],
  ['day 7 is a Saturday that is worked', [7, 8], '2026-02-07T04:00:00.000Z', '2026-02-14'],
] as const)('%s', async (_, [early, late], paidAt, lastDay) => {
  if (paidAt > (await timed.now())) await timed.move(paidAt)
  const first = await buy(timed, early, productId, PRICE_FEN)
  const second = await buy(timed, late, productId, PRICE_FEN)
  await timed.move(`${lastDay}T15:58:00.000Z`)
  expect(await quote(timed, early, first.contractId)).toMatchObject({
    formula: 'F1',
    refundableFen: PRICE_FEN,
    coolingOffUntil: `${lastDay}T15:59:59.999Z`,
  })
  expect(await askBack(early, first.contractId)).toMatchObject({
    formula: 'F1',
    amountFen: PRICE_FEN,
    status: 'REQUESTED',
  })
  await timed.move(`${lastDay}T16:00:00.000Z`)
  expect(await quote(timed, late, second.contractId)).toMatchObject({ formula: 'F2' })
  expect(await askBack(late, second.contractId)).toMatchObject({ formula: 'F2' })
})
