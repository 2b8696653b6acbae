// Sessions kept offline and told late: what fits takes slots, the rest waits for money (F11, F15).
import { randomUUID } from 'node:crypto'
import { DESK, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import {
  awaitLot,
  contractOf,
  importYear,
  listPack,
  openGym,
  payIn,
  sell,
  signUp,
} from '../journeys/gym.ts'
import { reconciled } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'
import { takeBack } from './deeds.ts'

const MEMBER = 471
const LATE_PAYER = 472
const PACK = { sessions: 3, priceFen: 100_000n }
const on = (day: number) => `2024-09-${String(day).padStart(2, '0')}T02:00:00.000Z`

let stage: Stage
let productId = ''
let contract: ContractView

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  productId = await listPack(stage, PACK)
  const sale = { member: MEMBER, productId, priceFen: PACK.priceFen, at: on(1) }
  const [sold] = await sell(stage, [sale])
  if (sold === undefined) throw new Error('nothing was sold')
  contract = sold
})

/** The desk tells sessions that it kept while it had no connection. */
async function tell({ contractId }: ContractView, days: readonly number[]) {
  const items = days.map((day) => ({ contractId, occurredAt: on(day), offline: true }))
  const call = { as: DESK, key: randomUUID(), body: { items, occurredAt: on(20) } }
  const { escrow } = stage.house.urls
  const reply = await stage.client.call(escrow, escrowRoutes.recordSessions, call)
  return reply.items.map((item) => ('session' in item ? item.session : undefined))
}

async function casesOf(as: string, { contractId }: ContractView) {
  const call = { as, query: { contractId, kind: 'UNFUNDED' as const } }
  const { escrow } = stage.house.urls
  return (await stage.client.call(escrow, escrowRoutes.listSessionCases, call)).items
}

async function sessionsOf({ contractId }: ContractView) {
  const call = { as: DESK, params: { contractId } }
  const { escrow } = stage.house.urls
  return (await stage.client.call(escrow, escrowRoutes.listSessions, call)).items.toReversed()
}

test('five of three: all keep their times, two are unfunded, nothing is below zero', async () => {
  const told = await tell(contract, [5, 6, 7, 8, 9])
  expect(told.map((each) => each?.status)).toEqual([
    'SUBMITTED',
    'SUBMITTED',
    'SUBMITTED',
    'UNFUNDED',
    'UNFUNDED',
  ])
  expect(told.map((each) => each?.occurredAt)).toEqual([5, 6, 7, 8, 9].map(on))
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '100000',
    releasedFen: '0',
    sessionsAwaiting: 3,
  })
})

test('both sides see what is to be settled; one is written off', async () => {
  for (const as of [DESK, memberLogin(MEMBER)]) {
    expect(await casesOf(as, contract)).toMatchObject([{ status: 'OPEN' }, { status: 'OPEN' }])
  }
  const surplus = (await sessionsOf(contract)).filter(({ status }) => status === 'UNFUNDED')
  await takeBack(stage, surplus[1]?.sessionId ?? '', on(21))
  const left = await casesOf(DESK, contract)
  expect(left.map(({ status, outcome }) => outcome ?? status).toSorted()).toEqual([
    'OPEN',
    'WRITTEN_OFF',
  ])
})

test('she buys again, and the other one takes the first slot of the new lot', async () => {
  const { client, house } = stage
  const { contractId } = contract
  const renewed = await client.call(house.urls.escrow, escrowRoutes.addLot, {
    as: memberLogin(MEMBER),
    key: randomUUID(),
    params: { contractId },
    body: { productId, occurredAt: on(22) },
  })
  const added = renewed.lots.at(-1)
  const remittance = added?.reference ?? ''
  await payIn(stage, { member: MEMBER, amountFen: PACK.priceFen, remittance, at: on(23) })
  await importYear(stage)
  await awaitQuiet(stage)
  const [filled] = (await sessionsOf(contract)).filter(({ lotId }) => lotId === added?.lotId)
  expect(filled).toMatchObject({
    status: 'SUBMITTED',
    slot: 0,
    amountFen: '33333',
    occurredAt: on(8),
  })
  expect((await casesOf(DESK, contract)).every(({ status }) => status === 'CLOSED')).toBe(true)
})

test('F15: before any money; it back-fills the oldest first at the bank’s value date', async () => {
  const unpaid = await signUp(stage, LATE_PAYER, productId, on(1), memberLogin(LATE_PAYER))
  const told = await tell(unpaid, [7, 5, 6, 8])
  expect(told.every((each) => each?.status === 'UNFUNDED')).toBe(true)
  await payIn(stage, {
    member: LATE_PAYER,
    amountFen: PACK.priceFen,
    remittance: unpaid.reference,
    at: on(12),
  })
  await importYear(stage)
  await awaitLot(stage, unpaid.contractId, 'ACTIVE')
  const sessions = await sessionsOf(unpaid)
  expect(sessions.map(({ occurredAt, slot }) => [occurredAt, slot])).toEqual([
    [on(5), 0],
    [on(6), 1],
    [on(7), 2],
    [on(8), undefined],
  ])
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
