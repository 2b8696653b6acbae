// Acceptance 4: three merchants abscond; all their consumers get back what is theirs (F13).
import { createHash, randomUUID } from 'node:crypto'
import {
  BOOK,
  evidenceOf,
  importFile,
  MERCHANT,
  naming,
  OFFICER,
  readAll,
  SECOND_OFFICER,
  type Stage,
  THIRD_OFFICER,
  until,
} from '@ticun/demo'
import { memberLogin, POOL_MERCHANT_ID, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import {
  escrowRoutes,
  newId,
  notaryRoutes,
  settlementRoutes,
  type ContractView,
} from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAsker, type Asker } from '../journeys/ask.ts'
import { attend } from '../journeys/gym.ts'
import { awaitPayment, reconciled, runPayouts, summaryOf } from '../journeys/officers.ts'
import { dispute } from './deeds.ts'
import { buy, contractOf, list, openTimedHouse, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
const STARTS_AT = '2025-03-01T02:00:00.000Z'
const STOPPED_ON = '2025-03-05'
const GONE_AT = '2025-03-06T02:00:00.000Z'
const TERMS = {
  kind: 'SESSION_PACK',
  priceFen: '200000',
  currency: 'CNY',
  coolingOffDays: 0,
  sessions: 10,
  listPriceFen: '20000',
} as const
const MERCHANTS = [
  { merchantId: MERCHANT, desk: 'coach', members: [41, 42] },
  { merchantId: RIVAL_MERCHANT_ID, desk: 'rival', members: [43, 44] },
  { merchantId: POOL_MERCHANT_ID, desk: 'pool', members: [45, 46] },
] as const
const IDS = new Map(MERCHANTS.map(({ merchantId }) => [merchantId, newId('mrf')]))

let timed: TimedHouse
let stage: Stage
let asker: Asker
const sold: { merchantId: string; member: number; contract: ContractView }[] = []

const escrow = () => timed.house.urls.escrow
const idOf = (merchantId: string) => IDS.get(merchantId as typeof MERCHANT)!
const post = (as: string, path: string, json: object, origin = escrow()) =>
  asker(origin, { as, path, json })

beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'FITNESS')
  const { client, house, bank } = timed
  stage = { client, house, bank, naming: naming(randomUUID()), nowMs: Date.now() }
  asker = makeAsker(house.urls.issuer)
  for (const { merchantId, desk, members } of MERCHANTS) {
    if (merchantId !== MERCHANT) await enrol(merchantId)
    const productId = await list(timed, TERMS, desk)
    for (const member of members) {
      const contract = await buy(timed, member, productId, TERMS.priceFen)
      sold.push({ merchantId, member, contract })
      const at = await timed.now()
      for (let used = 0; used < 4; used += 1) await attend(stage, contract, at, 'TAP', desk)
    }
  }
  await spoil()
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

async function enrol(merchantId: string): Promise<void> {
  const name = `提存验收商户 ${merchantId.slice(-1)}`
  const bankAccount = { number: `622200000000000${merchantId.slice(-1)}`, name }
  const place = { industry: 'FITNESS', district: '长宁区' }
  const body = { merchantId, bookId: BOOK, name, ...place, bankAccount }
  const call = { as: OFFICER, key: randomUUID(), body }
  await timed.client.call(escrow(), escrowRoutes.enrolMerchant, call)
}

/** One session that nobody confirms, and one that is disputed: neither is final. */
async function spoil(): Promise<void> {
  const [first, second] = sold
  const at = await timed.now()
  await attend(stage, first!.contract, at, 'NOBODY')
  const { session } = await attend(stage, second!.contract, at, 'TAP')
  await dispute(stage, second!.member, session.sessionId, at)
}

async function abscond(merchantId: string): Promise<void> {
  const path = `/v1/merchants/${merchantId}/status-changes`
  const changeId = newId('chg')
  const gone = { to: 'ABSCONDED', reason: '关门失联', stoppedOn: STOPPED_ON }
  const asked = await post(OFFICER, path, {
    ...gone,
    changeId,
    evidenceSha256: evidenceOf(merchantId),
  })
  expect(asked).toMatchObject({ status: 201, body: { status: 'ACTIVE' } })
  const approvals = `${path}/${changeId}/approvals`
  const own = await post(OFFICER, approvals, {})
  expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
  const approved = await post(SECOND_OFFICER, approvals, {})
  expect(approved).toMatchObject({ status: 200, body: { status: 'ABSCONDED' } })
}

test('a freeze stops the payouts of a merchant at once, and two people lift it', async () => {
  const { notary } = timed.house.urls
  const grounds = { basis: 'ABSCONDING', reason: '门店关闭', evidenceSha256: evidenceOf('door') }
  const freezeId = newId('frz')
  const wish = { freezeId, scope: 'MERCHANT', subjectId: MERCHANT, ...grounds }
  expect((await post(OFFICER, '/v1/freezes', wish, notary)).status).toBe(201)
  await until('the book holds it', async () => {
    const run = await runPayouts(stage, await timed.now())
    const kept = run.heldBack.find(({ merchantId }) => merchantId === MERCHANT)
    return kept?.holdIds.includes(freezeId) ? run : undefined
  })
  const lift = `/v1/freezes/${freezeId}`
  const reason = { reason: '改由状态限制' }
  await post(OFFICER, `${lift}/lift-requests`, reason, notary)
  expect((await post(OFFICER, `${lift}/lift-approvals`, {}, notary)).status).toBe(403)
  const lifted = await post(SECOND_OFFICER, `${lift}/lift-approvals`, {}, notary)
  expect(lifted).toMatchObject({ status: 200, body: { state: 'LIFTED' } })
  const freezes = await readAll(timed.client, notary, notaryRoutes.listFreezes, { as: 'guan' })
  expect(freezes).toMatchObject([{ freezeId, state: 'LIFTED' }])
})

test('three merchants abscond: nothing is sold, recorded or paid any more', async () => {
  await timed.move(GONE_AT)
  for (const { merchantId } of MERCHANTS) await abscond(merchantId)
  const { contract } = sold[0]!
  const late = { sessionId: newId('ses') }
  const recorded = await post('coach', `/v1/contracts/${contract.contractId}/sessions`, late)
  expect(recorded).toMatchObject({ status: 409, body: { code: 'merchant_not_serving' } })
  const { productId } = contract
  const buyer = { productId, consumerId: contract.consumerId, consumerName: '张三' }
  const bought = await post(memberLogin(sold[0]!.member), '/v1/contracts', buyer)
  expect(bought).toMatchObject({ status: 409, body: { code: 'merchant_not_selling' } })
  const run = await runPayouts(stage, await timed.now())
  expect(run.payouts).toEqual([])
})

test('F13: 120000 each, with no shortfall, equal to what is held of the merchant', async () => {
  for (const { merchantId, members } of MERCHANTS) {
    const computed = await timed.client.call(escrow(), escrowRoutes.computeMassRefund, {
      as: OFFICER,
      key: randomUUID(),
      body: { merchantId, massRefundId: idOf(merchantId) },
    })
    const total = String(120_000 * members.length)
    expect(computed).toMatchObject({ refundFen: total, keptFen: '0', shortfallFen: '0' })
    const held = BigInt(computed.heldFen) + BigInt(computed.disputedFen)
    expect(held.toString()).toBe(total)
    const own = sold.filter((each) => each.merchantId === merchantId)
    const contracts = await Promise.all(
      own.map(({ contract }) => contractOf(timed, contract.contractId)),
    )
    const lots = contracts.flatMap((contract) => contract.lots)
    const sum = lots.reduce((fen, lot) => fen + BigInt(lot.heldFen) + BigInt(lot.disputedFen), 0n)
    expect(sum).toBe(held)
    const file = await asker(escrow(), {
      as: OFFICER,
      path: `/v1/mass-refunds/${idOf(merchantId)}/schedule`,
    })
    expect(file.headers.get('content-type')).toContain('text/csv')
    const digest = createHash('sha256').update(String(file.body)).digest('hex')
    expect(digest).toBe(computed.scheduleSha256)
  }
})

/** All refunds of a merchant leave by one request of an officer who computed none of it. */
async function approveAll(paymentIds: readonly string[]): Promise<void> {
  for (const id of paymentIds) await awaitPayment(stage, 'REFUND', id, ['DUE'])
  const approved = await timed.client.call(
    timed.house.urls.settlement,
    settlementRoutes.approveRefundPayments,
    {
      as: SECOND_OFFICER,
      key: randomUUID(),
      body: { paymentIds: [...paymentIds], occurredAt: await timed.now() },
    },
  )
  expect(approved.items).toEqual(paymentIds.map((paymentId) => ({ paymentId })))
  for (const id of paymentIds) await awaitPayment(stage, 'REFUND', id, ['SENT'])
}

test('it is paid after two others have approved, and every consumer gets her money', async () => {
  for (const { merchantId } of MERCHANTS) {
    const path = `/v1/mass-refunds/${idOf(merchantId)}/approvals`
    expect((await post(OFFICER, path, {})).status).toBe(403)
    expect((await post(SECOND_OFFICER, path, {})).status).toBe(200)
    expect((await post(SECOND_OFFICER, path, {})).status).toBe(403)
    expect(await post(THIRD_OFFICER, path, {})).toMatchObject({ body: { status: 'PAYING' } })
  }
  await timed.move('2025-03-06T02:10:00.000Z')
  for (const { merchantId } of MERCHANTS) {
    const call = { as: OFFICER, params: { massRefundId: idOf(merchantId) } }
    await until(`${merchantId} is refunded`, async () => {
      const found = await timed.client.call(escrow(), escrowRoutes.getMassRefund, call)
      return found.status === 'COMPLETED' ? found : undefined
    })
    const items = await readAll(timed.client, escrow(), escrowRoutes.listMassItems, call)
    expect(items.filter(({ status }) => status !== 'PAID_OUT')).toEqual([])
    await approveAll(items.map(({ refundId }) => refundId!))
  }
  await importFile(timed, {
    type: 'application/xml',
    text: await timed.bank.statement('2025-03-06'),
  })
  for (const { contract } of sold) {
    const { contractId } = contract
    const end = await until(`${contractId} is closed`, async () => {
      const found = await contractOf(timed, contractId)
      return found.status === 'CLOSED' ? found : undefined
    })
    expect(end).toMatchObject({ heldFen: '0', refundedFen: '120000', releasedFen: '80000' })
  }
  for (const { merchantId, members } of MERCHANTS) {
    const payableFen = String(80_000 * members.length)
    expect(await summaryOf(stage, merchantId)).toMatchObject({ heldFen: '0', payableFen })
  }
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
