// A card of stored value with a bonus: 269550 for what was spent are earned, 530450 go back (F4).
import { randomUUID } from 'node:crypto'
import { DESK, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { contractOf, openGym, sell } from '../journeys/gym.ts'
import { reconciled } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'
import { dispute, refundAll, settle } from './deeds.ts'

const MEMBER = 491
/** 3 : 1: 8,000.00 元 paid and 2,666.66 元 given on top. */
const CARD = { priceFen: 800_000n, bonusFen: 266_666n }
const on = (day: number, hour = 2) =>
  `2024-09-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`

let stage: Stage
let contract: ContractView

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  const terms = {
    kind: 'STORED_VALUE' as const,
    priceFen: String(CARD.priceFen),
    bonusFen: String(CARD.bonusFen),
    currency: 'CNY' as const,
    coolingOffDays: 7,
  }
  const { client, house } = stage
  const { productId } = await client.call(house.urls.escrow, escrowRoutes.listProduct, {
    as: DESK,
    key: randomUUID(),
    body: { name: '储值卡', terms, occurredAt: on(1, 1) },
  })
  const sale = { member: MEMBER, productId, priceFen: CARD.priceFen, at: on(1) }
  const [sold] = await sell(stage, [sale])
  if (sold === undefined) throw new Error('nothing was sold')
  contract = sold
})

/** She spends at the desk and shows her code. */
async function spend(faceFen: string, occurredAt: string) {
  const { client, house } = stage
  const params = { contractId: contract.contractId }
  const { token } = await client.call(house.urls.escrow, escrowRoutes.memberCode, {
    as: memberLogin(MEMBER),
    params,
    query: { occurredAt },
  })
  return client.call(house.urls.escrow, escrowRoutes.recordSession, {
    as: DESK,
    key: randomUUID(),
    params,
    body: { faceFen, code: token, occurredAt },
  })
}

test('F4: spends of 359400 release 269550, paid and given money as one pool', async () => {
  for (const [index, faceFen] of ['100000', '59400', '200000'].entries()) {
    const { session } = await spend(faceFen, on(3 + index))
    expect(session).toMatchObject({ faceFen, confirmedBy: 'CODE' })
    expect(session.slot).toBeUndefined()
  }
  const { lots, ...sums } = await contractOf(stage, contract.contractId)
  expect(sums).toMatchObject({ heldFen: '530450', releasedFen: '269550' })
  expect(lots[0]).toMatchObject({ faceFen: '1066666', faceLeftFen: '707266' })
})

test('a disputed spend freezes its price; overturned, its face is hers again', async () => {
  const { session } = await spend('50000', on(6))
  const { sessionId, amountFen } = session
  await dispute(stage, MEMBER, sessionId, on(7))
  const [frozen] = (await contractOf(stage, contract.contractId)).lots
  expect(frozen).toMatchObject({ disputedFen: amountFen, releasedFen: '269550' })
  await settle(stage, sessionId, { decision: 'OVERTURN', occurredAt: on(8) })
  const [lot] = (await contractOf(stage, contract.contractId)).lots
  expect(lot).toMatchObject({ heldFen: '530450', disputedFen: '0', faceLeftFen: '707266' })
})

test('F4: 800000 − 269550 = 530450 go back to her', async () => {
  const asked = await refundAll(stage, MEMBER, contract, on(20))
  expect(asked).toMatchObject({ formula: 'F4', amountFen: '530450' })
  await awaitQuiet(stage)
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '0',
    refundedFen: '530450',
    releasedFen: '269550',
  })
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
