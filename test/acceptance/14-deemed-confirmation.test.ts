// Acceptance 14: silence confirms after 15 working days, counted across National Day with 调休.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, list, openTimedHouse, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
/** A Friday. */
const STARTS_AT = '2025-09-19T02:00:00.000Z'
const MEMBER = 31
const TERMS = {
  kind: 'SESSION_PACK',
  priceFen: '300000',
  currency: 'CNY',
  coolingOffDays: 7,
  sessions: 10,
  listPriceFen: '40000',
} as const

let timed: TimedHouse
let contract: ContractView
let silent = ''
let objected = ''
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'TUTORING')
  contract = await buy(timed, MEMBER, await list(timed, TERMS), TERMS.priceFen)
  silent = await record()
  objected = await record()
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

/** The merchant records a lesson, and nobody confirms it at the desk. */
async function record(): Promise<string> {
  const sessionId = newId('ses')
  const { client, house } = timed
  await client.call(house.urls.escrow, escrowRoutes.recordSession, {
    as: DESK,
    key: randomUUID(),
    params: { contractId: contract.contractId },
    body: { sessionId },
  })
  return sessionId
}

async function sessionNow(sessionId: string) {
  const call = { as: memberLogin(MEMBER), params: { contractId: contract.contractId } }
  const { client, house } = timed
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listSessions, call)
  return items.find((each) => each.sessionId === sessionId)
}

async function payableFen(): Promise<string> {
  const call = { as: OFFICER, params: { bookId: BOOK }, query: {} }
  const { client, house } = timed
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listBalances, call)
  return items.find(({ account }) => account === '2003')?.balanceFen ?? '0'
}

test('she is told until when she may object: the end of 16 October', async () => {
  // 22–26 and 28–30 September, 9–11 and 13–16 October: a Sunday and a Saturday are worked.
  expect(await sessionNow(silent)).toMatchObject({
    status: 'SUBMITTED',
    deemedUntil: '2025-10-16T15:59:59.999Z',
  })
})

test('until then nothing happens, and a word of hers ends it', async () => {
  await timed.move('2025-10-16T15:58:00.000Z')
  expect(await sessionNow(silent)).toMatchObject({ status: 'SUBMITTED' })
  expect(await payableFen()).toBe('0')
  const { client, house } = timed
  await client.call(house.urls.escrow, escrowRoutes.disputeSession, {
    as: memberLogin(MEMBER),
    key: randomUUID(),
    params: { sessionId: objected },
    body: { reason: '那天没有上课' },
  })
})

test('at 24:00 silence has confirmed it, and its price is the merchant’s to be paid', async () => {
  expect(await timed.move('2025-10-16T16:00:00.000Z')).toEqual({ CONFIRM_SESSION: 1 })
  expect(await sessionNow(silent)).toMatchObject({
    status: 'CONFIRMED',
    confirmedBy: 'DEEMED',
    confirmedAt: '2025-10-16T16:00:00.000Z',
  })
  expect(await payableFen()).toBe('30000')
  expect(await sessionNow(objected)).toMatchObject({ status: 'DISPUTED' })
  expect(await timed.move('2025-12-01T02:00:00.000Z')).toEqual({})
  expect(await sessionNow(objected)).toMatchObject({ status: 'DISPUTED' })
  expect(await payableFen()).toBe('30000')
})
