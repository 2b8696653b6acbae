// Acceptance 15: a year whose holidays are not published stops nobody; its notice moves what waits.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, MERCHANT, OFFICER, SECOND_OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView, type LotTerms } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, list, openTimedHouse, quote, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
/** A Tuesday; the notice of 2027 is not there. */
const STARTS_AT = '2026-12-22T02:00:00.000Z'
const TERMS = {
  kind: 'SESSION_PACK',
  priceFen: '300000',
  currency: 'CNY',
  coolingOffDays: 7,
  sessions: 10,
  listPriceFen: '40000',
} as const satisfies LotTerms

/** Silence of the lesson's member, and of the merchant. */
const [LEARNER, LEAVER] = [41, 42]
const NOTICE = {
  year: 2027,
  holidays: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-01-11', '2027-05-01'].concat([
    '2027-10-01',
    '2027-10-02',
    '2027-10-03',
  ]),
  workdays: [] as string[],
  source: '国办发明电〔2026〕9号',
}

let timed: TimedHouse
let lesson: ContractView
let leaving: ContractView
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'TUTORING')
  const productId = await list(timed, TERMS)
  lesson = await buy(timed, LEARNER, productId, TERMS.priceFen)
  leaving = await buy(timed, LEAVER, productId, TERMS.priceFen)
  await timed.client.call(timed.house.urls.escrow, escrowRoutes.recordSession, {
    as: DESK,
    key: randomUUID(),
    params: { contractId: lesson.contractId },
    body: { sessionId: newId('ses') },
  })
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

async function lessonNow() {
  const { client, house } = timed
  const call = { as: memberLogin(LEARNER), params: { contractId: lesson.contractId } }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listSessions, call)
  return items[0]
}

async function refundNow() {
  const { client, house } = timed
  const call = { as: memberLogin(LEAVER), query: {} }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listRefunds, call)
  return items[0]
}

test('silence confirms by the working days of the law, and says that it is provisional', async () => {
  // 23–25 and 28–31 December, 4–8 and 11–13 January.
  expect(await lessonNow()).toMatchObject({
    deemedUntil: '2027-01-13T15:59:59.999Z',
    provisional: true,
  })
})

test('a refund is asked for, with days that are provisional', async () => {
  await timed.move('2026-12-30T04:00:00.000Z')
  const { client, house } = timed
  expect(await quote(timed, LEAVER, leaving.contractId)).toMatchObject({ provisional: true })
  await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(LEAVER),
    key: randomUUID(),
    params: { contractId: leaving.contractId },
    body: { reason: '搬家' },
  })
  // 31 December, 4–7 January; and 8, 11–15, 18–21 January for the money.
  expect(await refundNow()).toMatchObject({
    reviewUntil: '2027-01-07T15:59:59.999Z',
    payBy: '2027-01-21T15:59:59.999Z',
    provisional: true,
  })
})

test('in the new year a run pays and a wind-down begins', async () => {
  await timed.move('2027-01-05T04:00:00.000Z')
  const { client, house } = timed
  const run = { as: OFFICER, key: randomUUID(), body: { bookId: BOOK } }
  await client.call(house.urls.escrow, escrowRoutes.runPayouts, run)
  const wound = await client.call(house.urls.escrow, escrowRoutes.changeMerchant, {
    as: OFFICER,
    key: randomUUID(),
    params: { merchantId: MERCHANT },
    body: { to: 'WIND_DOWN', reason: '歇业' },
  })
  // 30 days: Thursday, 4 February.
  expect(wound.noticeUntil).toBe('2027-02-04T15:59:59.999Z')
})

test('the notice is asked for, and takes a second officer', async () => {
  const { client, house } = timed
  const asked = { as: OFFICER, query: { bookId: BOOK } }
  const known = await client.call(house.urls.escrow, escrowRoutes.listCalendars, asked)
  expect(known).toEqual({ items: [], wanted: [2027] })
  const body = { bookId: BOOK, ...NOTICE }
  const propose = { as: OFFICER, key: randomUUID(), body }
  await client.call(house.urls.escrow, escrowRoutes.proposeCalendar, propose)
  const seen = await client.call(house.urls.escrow, escrowRoutes.previewCalendar, {
    as: SECOND_OFFICER,
    key: randomUUID(),
    body,
  })
  // 11 January is off.
  expect(seen.counts).toEqual({ CONFIRM_SESSION: 1, PAY_REFUND: 1 })
  const supply = { as: SECOND_OFFICER, key: randomUUID(), body }
  const supplied = await client.call(house.urls.escrow, escrowRoutes.supplyCalendar, supply)
  expect(supplied).toMatchObject({ isSupplied: true, moves: 2 })
  const after = await client.call(house.urls.escrow, escrowRoutes.listCalendars, asked)
  expect(after).toEqual({ items: [NOTICE], wanted: [] })
})

test('what waits is due by the notice, and provisional no more', async () => {
  const until = '2027-01-14T15:59:59.999Z'
  const seen = await lessonNow()
  expect(seen).toMatchObject({ status: 'SUBMITTED', deemedUntil: until })
  expect(seen).not.toHaveProperty('provisional')
  const asked = await refundNow()
  expect(asked).toMatchObject({
    reviewUntil: '2027-01-07T15:59:59.999Z',
    payBy: '2027-01-22T15:59:59.999Z',
  })
  expect(asked).not.toHaveProperty('provisional')
  await timed.move('2027-01-14T15:58:00.000Z')
  expect(await lessonNow()).toMatchObject({ status: 'SUBMITTED' })
  await timed.move('2027-01-14T16:00:00.000Z')
  expect(await lessonNow()).toMatchObject({ status: 'CONFIRMED', confirmedBy: 'DEEMED' })
})
