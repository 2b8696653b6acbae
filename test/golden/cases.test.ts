// The worked figures that take more than one look: awards, further lots, payments, caps.
import { randomUUID } from 'node:crypto'
import { OFFICER, readAll, SECOND_OFFICER, until, type Stage } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import { escrowRoutes, settlementRoutes } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { makeAsker, type Asker } from '../journeys/ask.ts'
import { awaitLot, contractOf, importYear, nameOf, payIn, signUp } from '../journeys/gym.ts'
import { awaitPayment } from '../journeys/officers.ts'
import {
  ask,
  awarded,
  buyAgain,
  decide,
  LATER,
  list,
  openPool,
  PAID_AT,
  POOL,
  sellAll,
  use,
  type Terms,
} from './pool.ts'

const EVIDENCE = 'b'.repeat(64)
const pack = (priceFen: number, sessions: number, listPriceFen = 30_000): Terms => ({
  kind: 'SESSION_PACK',
  priceFen: String(priceFen),
  sessions,
  listPriceFen: String(listPriceFen),
})

let stage: Stage
let asker: Asker
beforeAll(async () => {
  stage = await openPool()
  asker = makeAsker(stage.house.urls.issuer)
})

/** A funded contract of which so many sessions are used. */
async function sold(member: number, terms: Terms, used: { times: number; faceFen?: string }) {
  const [contract] = await sellAll(stage, [{ member, terms }])
  if (used.times > 0) await use(stage, member, contract!.contractId, used)
  return contract!
}

async function quoteOf(member: number, contractId: string) {
  const call = { as: memberLogin(member), params: { contractId }, query: { occurredAt: LATER } }
  return stage.client.call(stage.house.urls.escrow, escrowRoutes.quoteRefund, call)
}

test('F3 an awarded loss of 5 % of what is unperformed: 1162800', async () => {
  const { contractId } = await sold(6201, pack(2_074_000, 61, 50_000), { times: 25 })
  const { refundId, amountFen } = await ask(stage, 6201, contractId)
  expect(amountFen).toBe('1224000')
  const award = await awarded(stage, refundId, { fault: 'CONSUMER', lossBasisPoints: 500 })
  const parts = { amountFen: '1162800', merchantFen: '61200' }
  expect(award).toMatchObject({ ...parts, formula: 'F3', status: 'AWARDED' })
})

test('F4 Xuzhou: 150000 repaid before, 4523203 are left of 4673203', async () => {
  const card = { kind: 'STORED_VALUE' as const, priceFen: '5000000', bonusFen: '1120000' }
  const { contractId } = await sold(6202, card, { times: 1, faceFen: '400000' })
  const { refundId } = await ask(stage, 6202, contractId)
  await awarded(stage, refundId, { amountFen: '150000', remainder: 'HELD' })
  await decide(stage, SECOND_OFFICER, refundId, { decision: 'APPROVE' })
  await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
  // The second officer made it due, so the first one lets it go.
  const path = `/v1/refund-payments/${refundId}/approvals`
  const own = { path, as: OFFICER, json: { occurredAt: LATER } }
  expect((await asker(stage.house.urls.settlement, own)).status).toBe(200)
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
  await awaitLot(stage, contractId, 'ACTIVE')
  expect(await quoteOf(6202, contractId)).toMatchObject({ refundableFen: '4523203' })
})

test('F7 two lots: the used-up one gives nothing, the second 270000', async () => {
  const { contractId } = await sold(6203, pack(200_000, 10), { times: 10 })
  await buyAgain(stage, 6203, contractId, pack(300_000, 20))
  await use(stage, 6203, contractId, { times: 2 })
  const { lots, refundableFen } = await quoteOf(6203, contractId)
  const given = lots.map(({ scenarios }) => scenarios[0]?.refundableFen)
  expect([given, refundableFen]).toEqual([['0', '270000'], '270000'])
  // Nothing is left of the first one, so she need not say which she means.
  expect(await ask(stage, 6203, contractId)).toMatchObject({ amountFen: '270000' })
})

test('F7 a tier that was not reached: 2144000, 1646000 once it is proven and her reason', async () => {
  const { contractId } = await sold(6204, pack(2_680_000, 100), { times: 20 })
  const { refundId, amountFen } = await ask(stage, 6204, contractId)
  expect(amountFen).toBe('2144000')
  const claim = { unitPriceFen: '51700', evidenceSha256: EVIDENCE }
  const award = await awarded(stage, refundId, { fault: 'CONSUMER', claim })
  expect(award).toMatchObject({ formula: 'F7', amountFen: '1646000', merchantFen: '498000' })
})

test('F8 48 of 60 sessions are worth 160000: 140000 more buy what costs 300000', async () => {
  const { contractId, lotId } = await sold(6205, pack(200_000, 60), { times: 12 })
  const body = { productId: await list(stage, pack(300_000, 60)), upgradedLotId: lotId }
  const call = { as: memberLogin(6205), key: randomUUID(), params: { contractId } }
  const added = await stage.client.call(stage.house.urls.escrow, escrowRoutes.addLot, {
    ...call,
    body: { ...body, occurredAt: LATER },
  })
  const better = added.lots.find((lot) => lot.lotId !== lotId)!
  expect(better).toMatchObject({ status: 'UNFUNDED', missingFen: '140000' })
  const transfer = { member: 6205, remittance: better.reference, at: LATER }
  await payIn(stage, { ...transfer, amountFen: 140_000n })
  await importYear(stage)
  const lots = await until('both lots have moved', async () => {
    const found = (await contractOf(stage, contractId)).lots
    return found.some((lot) => lot.lotId === better.lotId && lot.status === 'ACTIVE')
      ? found
      : undefined
  })
  expect(lots.find((lot) => lot.lotId === lotId)).toMatchObject({
    heldFen: '0',
    transferredFen: '160000',
  })
  expect(lots.find((lot) => lot.lotId === better.lotId)).toMatchObject({ heldFen: '300000' })
})

test('F16 more than the price: the lot takes 299900, the 100 above wait for their payer', async () => {
  const productId = await list(stage, pack(299_900, 36))
  const { contractId, reference } = await signUp(stage, 6206, productId, PAID_AT, POOL)
  const transfer = { member: 6206, remittance: reference, at: PAID_AT }
  await payIn(stage, { ...transfer, amountFen: 300_000n })
  await importYear(stage)
  expect(await awaitLot(stage, contractId, 'ACTIVE')).toMatchObject({ paidFen: '299900' })
  const { client, house } = stage
  const waiting = { as: OFFICER, query: { status: 'WAITING' as const } }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listSuspense, waiting)
  const above = items.filter(({ amountFen }) => amountFen === '100')
  expect(above).toMatchObject([{ leftFen: '100', reason: 'OVERPAID' }])
})

test('F18 a kit worth 200000 was kept: 730000, and 200000 are the merchant’s', async () => {
  const { contractId } = await sold(6207, pack(930_000, 80), { times: 0 })
  const { refundId } = await ask(stage, 6207, contractId)
  const kit = { label: '装备', fairValueFen: '200000', evidenceSha256: EVIDENCE }
  const award = await awarded(stage, refundId, {
    fault: 'NEITHER',
    deductions: [{ ...kit, amountFen: '200000' }],
  })
  expect(award).toMatchObject({ amountFen: '730000', merchantFen: '200000' })
})

test('F20 paid in two parts: back to both accounts, newest first, each no more than it paid', async () => {
  const productId = await list(stage, pack(299_900, 36))
  const { contractId, reference } = await signUp(stage, 6208, productId, PAID_AT, POOL)
  const transfer = { member: 6208, remittance: reference }
  const [older, newer] = ['6217000000062081', '6217000000062082']
  await payIn(stage, { ...transfer, amountFen: 100_000n, at: PAID_AT, from: older })
  const next = '2024-03-02T02:00:00.000Z'
  await payIn(stage, { ...transfer, amountFen: 199_900n, at: next, from: newer })
  await importYear(stage)
  await awaitLot(stage, contractId, 'ACTIVE')
  await use(stage, 6208, contractId, { times: 10 })
  const { refundId, amountFen } = await ask(stage, 6208, contractId)
  expect(amountFen).toBe('216595')
  await decide(stage, POOL, refundId, { decision: 'AGREE' })
  await decide(stage, OFFICER, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
  const payments = await until('both parts are due', async () => {
    const { settlement } = stage.house.urls
    const list = settlementRoutes.listRefundPayments
    const all = await readAll(stage.client, settlement, list, { as: OFFICER })
    const parts = all.filter(({ paymentId }) => paymentId.startsWith(refundId))
    return parts.length === 2 ? parts : undefined
  })
  const byAccount = payments.map((each) => [each.creditor?.number, each.amountFen])
  expect(Object.fromEntries(byAccount)).toEqual({ [newer]: '199900', [older]: '16695' })
})

/** Gyms from 1 March 2025 on: each row at its cap, and by the least above it. */
const CAPS: [string, Terms, Terms, string][] = [
  [
    'F21 a pack: 60 sessions for 20000 yuan; not 20000.01',
    pack(2_000_000, 60),
    pack(2_000_001, 60),
    'cap_amount_exceeded',
  ],
  [
    'F21 a pack: not 61 sessions',
    pack(1_999_999, 60),
    pack(1_000_000, 61),
    'cap_sessions_exceeded',
  ],
  [
    'F21 a pack: gifts count, so not 55 + 6',
    pack(1_000_000, 55),
    { ...pack(1_000_000, 55), gifts: 6 } as Terms,
    'cap_sessions_exceeded',
  ],
  [
    'F21 a membership: 5000 yuan; not 5000.01',
    { kind: 'TERM_CARD', priceFen: '500000', unit: 'MONTH', units: 24 },
    { kind: 'TERM_CARD', priceFen: '500001', unit: 'MONTH', units: 24 },
    'cap_amount_exceeded',
  ],
  [
    'F21 a membership: 24 months; not 25',
    { kind: 'TERM_CARD', priceFen: '400000', unit: 'MONTH', units: 24 },
    { kind: 'TERM_CARD', priceFen: '400000', unit: 'MONTH', units: 25 },
    'cap_term_exceeded',
  ],
  [
    'F21 stored value: 5000 yuan; not 5000.01',
    { kind: 'STORED_VALUE', priceFen: '500000' },
    { kind: 'STORED_VALUE', priceFen: '500001' },
    'cap_amount_exceeded',
  ],
]

test.each(CAPS)('%s', async (name, within, beyond, code) => {
  const row = CAPS.findIndex(([each]) => each === name)
  const at = '2025-04-01T02:00:00.000Z'
  const sign = async (member: number, terms: Terms) => {
    const productId = await list(stage, terms)
    const whom = { consumerId: memberParty(member), consumerName: nameOf(member) }
    const json = { productId, ...whom, occurredAt: at }
    return asker(stage.house.urls.escrow, { path: '/v1/contracts', as: POOL, json })
  }
  expect((await sign(6220 + row, within)).status).toBe(201)
  expect(await sign(6240 + row, beyond)).toMatchObject({ status: 422, body: { code } })
})
