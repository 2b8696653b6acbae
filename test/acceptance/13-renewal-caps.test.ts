// A renewal at a gym is blocked at 20,000.01 yuan and at 61 sessions, with what is left (F21).
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, MERCHANT, OFFICER, makeClient, makeTokens, type Stage } from '@ticun/demo'
import { bankDoor, naming } from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin, memberParty } from '@ticun/issuer'
import { escrowRoutes, settlementRoutes, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAsker, type Asker } from '../journeys/ask.ts'
import { attend, awaitLot, contractOf, nameOf, payIn } from '../journeys/gym.ts'
import { openTestHouse } from '../support/house.ts'

/** The notice is in force from March 2025 to the end of 2026. */
const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T02:00:00.000Z`
const MEMBER = 413

let house: House
let stage: Stage
let asker: Asker
let contract: ContractView

beforeAll(async () => {
  house = await openTestHouse()
  asker = makeAsker(house.urls.issuer)
  const client = makeClient(makeTokens(house.urls.issuer))
  const bank = bankDoor(client, house)
  stage = { house, client, bank, naming: naming(randomUUID()), nowMs: Date.now() }
  const { number, name } = await bank.account()
  const { escrow } = house.urls
  const openBody = { bookId: BOOK, bankAccount: { number, name }, occurredAt: at(1) }
  const open = { as: OFFICER, key: randomUUID(), body: openBody }
  await client.call(escrow, escrowRoutes.openBook, open)
  const gym = {
    merchantId: MERCHANT,
    bookId: BOOK,
    name: '静安康体中心',
    industry: 'FITNESS',
    district: '静安区',
    bankAccount: { number: '6222000000000001', name: '静安康体中心' },
    occurredAt: at(1),
  }
  const enrol = { as: OFFICER, key: randomUUID(), body: gym }
  await client.call(escrow, escrowRoutes.enrolMerchant, enrol)
})
afterAll(() => house?.stop())

const post = (path: string, as: string, json: object) =>
  asker(house.urls.escrow, { path, as, json })

async function list(priceFen: bigint, sessions: number, gifts?: number): Promise<string> {
  const terms = {
    kind: 'SESSION_PACK' as const,
    priceFen: String(priceFen),
    currency: 'CNY' as const,
    sessions,
    ...(gifts === undefined ? {} : { gifts }),
    listPriceFen: '40000',
    coolingOffDays: 7,
  }
  const body = { name: `私教 ${sessions} 次`, terms, occurredAt: at(1) }
  const call = { as: DESK, key: randomUUID(), body }
  return (await stage.client.call(house.urls.escrow, escrowRoutes.listProduct, call)).productId
}

const renew = (productId: string, day: number) =>
  post(`/v1/contracts/${contract.contractId}/lots`, memberLogin(MEMBER), {
    productId,
    occurredAt: at(day),
  })

async function importMarch(): Promise<void> {
  const body = { from: '2026-03-01', to: '2026-04-01' }
  const call = { as: OFFICER, key: randomUUID(), body }
  await stage.client.call(house.urls.settlement, settlementRoutes.fetchStatement, call)
}

test('60 sessions for 20,000 yuan are sold: both caps are reached, none is broken', async () => {
  const productId = await list(2_000_000n, 60)
  const body = {
    productId,
    consumerId: memberParty(MEMBER),
    consumerName: nameOf(MEMBER),
    occurredAt: at(2),
  }
  const call = { as: DESK, key: randomUUID(), body }
  contract = await stage.client.call(house.urls.escrow, escrowRoutes.signContract, call)
  const { reference } = contract
  await payIn(stage, { member: MEMBER, amountFen: 2_000_000n, remittance: reference, at: at(2) })
  await importMarch()
  await awaitLot(stage, contract.contractId, 'ACTIVE')
})

test('with 30 sessions left, worth 10,000 yuan, a renewal fits exactly or not at all', async () => {
  for (let count = 0; count < 30; count += 1)
    await attend(stage, contract, at(3 + Math.floor(count / 6)), 'TAP')
  expect(await contractOf(stage, contract.contractId)).toMatchObject({ heldFen: '1000000' })
  const [fits, dear, many, gifted] = [
    await list(1_000_000n, 30),
    await list(1_000_001n, 30),
    await list(1_000_000n, 31),
    await list(1_000_000n, 25, 6),
  ]
  expect(await renew(dear, 10)).toMatchObject({
    status: 422,
    body: {
      code: 'cap_amount_exceeded',
      detail: 'limit 2000000, would be 2000001: 沪体规文〔2025〕1号 第八条 art 8',
    },
  })
  const sixtyOne = { code: 'cap_sessions_exceeded', detail: expect.stringContaining('be 61') }
  expect(await renew(many, 10)).toMatchObject({ status: 422, body: sixtyOne })
  expect(await renew(gifted, 10)).toMatchObject({ status: 422, body: sixtyOne })
  const renewed = await renew(fits, 10)
  expect(renewed.status).toBe(201)
  const [, lot] = (renewed.body as ContractView).lots
  expect(lot).toMatchObject({ status: 'UNFUNDED', missingFen: '1000000' })
  await payIn(stage, {
    member: MEMBER,
    amountFen: 1_000_000n,
    remittance: lot?.reference ?? '',
    at: at(11),
  })
  await importMarch()
  const held = async () => (await contractOf(stage, contract.contractId)).heldFen
  await expect.poll(held).toBe('2000000')
})

test('another contract with the same gym is held to the same caps', async () => {
  const productId = await list(1n, 1)
  const json = {
    productId,
    consumerId: memberParty(MEMBER),
    consumerName: nameOf(MEMBER),
    occurredAt: at(12),
  }
  expect(await post('/v1/contracts', memberLogin(MEMBER), json)).toMatchObject({
    status: 422,
    body: { code: 'cap_amount_exceeded' },
  })
})
