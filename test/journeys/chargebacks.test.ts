// What a merchant comes to owe, and what is kept of it: a chargeback (F14), a channel's fee (F19),
// and the release of its reserve, over HTTP in a house of their own.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, MERCHANT, OFFICER, SECOND_OFFICER, type Stage } from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin } from '@ticun/issuer'
import { newId, notaryRoutes, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { payOut } from '../acceptance/deeds.ts'
import { openTestHouse } from '../support/house.ts'
import { readFacts } from '../laws/refold.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'
import { attend, awaitLot, contractOf, importYear, listPack, openGym, sell } from './gym.ts'
import { approve, awaitPayment, doubtLog, reconciled, summaryOf } from './officers.ts'
import { awaitQuiet } from './standing.ts'

const HOUSE_START_MAX_MS = 600_000
const PRICE_FEN = 299_900n
const EVIDENCE = 'c'.repeat(64)
const on = (day: string) => `2024-${day}T02:00:00.000Z`
const RIVAL = 'rival'
const MEMBER = 521
const OTHER = 522

let house: House
let stage: Stage
let asker: Asker
let hers: ContractView
let others: ContractView
const chargebackId = newId('cbk')
const refundId = newId('ref')

beforeAll(async () => {
  house = await openTestHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, { sessions: 36, priceFen: PRICE_FEN })
  const sale = { productId, priceFen: PRICE_FEN, at: on('03-01') }
  const sold = await sell(stage, [
    { ...sale, member: MEMBER },
    { ...sale, member: OTHER },
  ])
  ;[hers, others] = [sold[0]!, sold[1]!]
  for (let day = 10; day < 20; day += 1) await attend(stage, hers, on(`03-${day}`), 'TAP')
  await payOut(stage, on('04-10'))
}, HOUSE_START_MAX_MS)
afterAll(() => house?.stop())

const post = (path: string, as: string, json: object, day = '04-20') =>
  asker(house.urls.escrow, { path, as, json: { occurredAt: on(day), ...json } })
const verdict = ({ status, body }: Answer) => [status, (body as { code?: string }).code]

/** Three that may not: a merchant, a member, the regulator. */
async function expectOfficersOnly(path: string, json: object): Promise<void> {
  for (const as of [DESK, RIVAL, memberLogin(MEMBER), 'guan']) {
    expect([as, (await post(path, as, json)).status]).toEqual([as, 403])
  }
}

const report = (json: object = {}, as = OFFICER, contractId = hers.contractId) =>
  post(`/v1/contracts/${contractId}/chargebacks`, as, {
    chargebackId,
    lotId: hers.lotId,
    amountFen: String(PRICE_FEN),
    reason: '持卡人否认交易',
    evidenceSha256: EVIDENCE,
    ...json,
  })
const decide = (as: string, json: object, id = chargebackId) =>
  post(`/v1/chargebacks/${id}/decisions`, as, json)

/** The bank takes the money out of the account. */
async function takenByBank(amountFen: bigint): Promise<void> {
  const { escrowAccount, token } = house.bank
  await stage.client.send({
    method: 'POST',
    url: new URL(`/accounts/${escrowAccount}/bookings`, house.urls.bank).href,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      kind: 'FEE',
      amountFen: String(amountFen),
      remittance: '拒付',
      bookedAt: on('04-20'),
    }),
  })
  await importYear(stage)
}

test('F14 who may not tell it, and what is not told of nothing', async () => {
  await expectOfficersOnly(`/v1/contracts/${hers.contractId}/chargebacks`, {
    lotId: hers.lotId,
    amountFen: '1',
    reason: '拒付',
    evidenceSha256: EVIDENCE,
  })
  expect(verdict(await report({}, OFFICER, newId('ctr')))).toEqual([404, 'unknown_contract'])
  expect(verdict(await report({ lotId: newId('lot') }))).toEqual([404, 'unknown_lot'])
  expect(verdict(await report({ depositId: newId('dep') }))).toEqual([404, 'unknown_deposit'])
  expect((await report({ amountFen: '-1' })).status).toBe(400)
  const above = await report({ amountFen: String(PRICE_FEN + 1n) })
  expect(verdict(above)).toEqual([422, 'chargeback_above_deposit'])
  expect((await contractOf(stage, hers.contractId)).status).toBe('ACTIVE')
})

test('F14 told by one officer the lot stands still; nobody tells it twice', async () => {
  const told = await report()
  expect(told).toMatchObject({ status: 201, body: { status: 'REPORTED', heldFen: '0' } })
  const twice = await report({ chargebackId: newId('cbk'), amountFen: '1' }, SECOND_OFFICER)
  expect(verdict(twice)).toEqual([409, 'chargeback_open'])
  const params = `/v1/contracts/${hers.contractId}`
  const session = await post(`${params}/sessions`, DESK, {})
  expect(verdict(session)).toEqual([409, 'chargeback_open'])
  const refund = await post(`${params}/refunds`, memberLogin(MEMBER), { reason: '搬家' })
  expect(verdict(refund)).toEqual([409, 'chargeback_open'])
})

test('why it was told is read by who may, and stands in no fact', async () => {
  const { body } = await asker(house.urls.escrow, { path: `/v1/chargebacks`, as: OFFICER })
  expect(JSON.stringify(body)).toContain('持卡人否认交易')
  const facts = await readFacts(house.databases.escrow.factsReaderUrl)
  expect(facts.filter(({ type }) => type === 'chargeback.reported')).toHaveLength(1)
  expect(
    JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value)),
  ).not.toContain('持卡人')
})

test('F14 another officer books it: 216595 out of the lot, 83305 the merchant owes', async () => {
  const yes = { decision: 'APPROVE' }
  await expectOfficersOnly(`/v1/chargebacks/${chargebackId}/decisions`, yes)
  expect(verdict(await decide(OFFICER, yes, newId('cbk')))).toEqual([404, 'unknown_chargeback'])
  expect(verdict(await decide(OFFICER, yes))).toEqual([403, 'same_person'])
  const booked = await decide(SECOND_OFFICER, yes)
  const parts = { heldFen: '216595', merchantFen: '83305', consumerFen: '0' }
  expect(booked).toMatchObject({
    status: 200,
    body: { chargeback: { status: 'OPEN', ...parts }, receipt: { bookId: BOOK } },
  })
  expect(verdict(await decide(SECOND_OFFICER, yes))).toEqual([409, 'chargeback_not_open'])
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ receivableFen: '83305' })
  expect(await contractOf(stage, hers.contractId)).toMatchObject({ heldFen: '0' })
})

test('F14 lost: who tells the end does not approve it; bank and book agree again', async () => {
  const bare = { decision: 'ANSWER', outcome: 'LOST' }
  expect(verdict(await decide(SECOND_OFFICER, bare))).toEqual([422, 'evidence_missing'])
  const answered = await decide(SECOND_OFFICER, { ...bare, evidenceSha256: EVIDENCE })
  expect(answered.status).toBe(200)
  const yes = { decision: 'APPROVE' }
  expect(verdict(await decide(SECOND_OFFICER, yes))).toEqual([403, 'same_person'])
  const ended = await decide(OFFICER, yes)
  expect(ended).toMatchObject({ status: 200, body: { chargeback: { status: 'LOST' } } })
  await awaitLot(stage, hers.contractId, 'CLOSED')
  await awaitQuiet(stage)
  const between = await stage.client.call(house.urls.notary, notaryRoutes.reconcile, { as: 'guan' })
  expect(between.differenceFen).toBe(String(PRICE_FEN))
  await takenByBank(PRICE_FEN)
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})

test('F14 the debt is netted off what it earns next', async () => {
  for (let day = 1; day < 13; day += 1) {
    await attend(stage, others, on(`05-${String(day).padStart(2, '0')}`), 'TAP')
  }
  // R(12) = 99966, of which 83305 are owed.
  const statement = await payOut(stage, on('06-01'))
  expect(statement).toMatchObject({ nettedFen: '83305', paidFen: '16661', owedFen: '0' })
})

const fee = (as: string, json: object = {}, id = refundId) =>
  post(`/v1/refunds/${id}/channel-fees`, as, {
    amountFen: '1300',
    evidenceSha256: EVIDENCE,
    ...json,
  })

test('F19 her principal goes back in full, the fee is the merchant’s debt', async () => {
  const asked = { refundId, reason: '搬家' }
  const path = `/v1/contracts/${others.contractId}/refunds`
  expect((await post(path, memberLogin(OTHER), asked, '06-10')).status).toBe(201)
  const word = `/v1/refunds/${refundId}/decisions`
  await post(word, DESK, { decision: 'AGREE' }, '06-11')
  await expectOfficersOnly(`/v1/refunds/${refundId}/channel-fees`, {
    amountFen: '1300',
    evidenceSha256: EVIDENCE,
  })
  expect(verdict(await fee(OFFICER))).toEqual([409, 'refund_not_open'])
  await post(word, OFFICER, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }, '06-11')
  await approve(stage, 'REFUND', refundId, on('06-12'))
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  expect(await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])).toMatchObject({
    amountFen: '199934',
  })
  await awaitLot(stage, others.contractId, 'CLOSED')
  expect(verdict(await fee(OFFICER, {}, newId('ref')))).toEqual([404, 'unknown_refund'])
  expect((await fee(OFFICER, { evidenceSha256: 'no hash' })).status).toBe(400)
  const channelFee = { bearer: 'MERCHANT', amountFen: '1300', merchantFen: '1300' }
  expect(await fee(OFFICER)).toMatchObject({ status: 201, body: { refund: { channelFee } } })
  expect(verdict(await fee(SECOND_OFFICER))).toEqual([409, 'fee_recorded'])
  const contract = await contractOf(stage, others.contractId)
  expect(contract).toMatchObject({ refundedFen: '199934', releasedFen: '99966' })
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ receivableFen: '1300' })
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})

/** Two officers say that half of what is paid out is kept from July on. */
async function keepHalf(): Promise<void> {
  const policyId = newId('pol')
  const place = { industry: '*', district: '*', from: '2024-07-01', source: '协议约定' }
  const policy = { key: 'reserve_basis_points', value: 5000, ...place }
  await post('/v1/policies', OFFICER, { bookId: BOOK, policyId, policy })
  const decided = await post(`/v1/policies/${policyId}/decisions`, SECOND_OFFICER, {
    decision: 'APPROVE',
  })
  expect(decided.status).toBe(200)
}

test('a reserve: one proposes, another releases, and it is paid with the next run', async () => {
  await keepHalf()
  const productId = await listPack(stage, { sessions: 2, priceFen: 100_000n })
  const sale = { productId, priceFen: 100_000n, member: 523, at: on('07-02') }
  const [small] = await sell(stage, [sale])
  await attend(stage, small!, on('07-03'), 'TAP')
  const kept = await payOut(stage, on('08-01'))
  expect(kept).toMatchObject({ payableFen: '50000', nettedFen: '1300', withheldFen: '24350' })
  const door = `/v1/merchants/${MERCHANT}/reserve-releases`
  const releaseId = newId('rel')
  const wish = { releaseId, amountFen: '10000', reason: '不再需要' }
  await expectOfficersOnly(door, wish)
  const unknown = await post(`/v1/merchants/${newId('mer')}/reserve-releases`, OFFICER, wish)
  expect(verdict(unknown)).toEqual([404, 'unknown_merchant'])
  const much = await post(door, OFFICER, { ...wish, amountFen: '24350' }, '08-02')
  expect(verdict(much)).toEqual([409, 'reserve_needed'])
  expect((await post(door, OFFICER, wish, '08-02')).status).toBe(201)
  const approvals = `${door}/${releaseId}/approvals`
  await expectOfficersOnly(approvals, {})
  expect(verdict(await post(approvals, OFFICER, {}, '08-02'))).toEqual([403, 'same_person'])
  const other = await post(`${door}/${newId('rel')}/approvals`, SECOND_OFFICER, {}, '08-02')
  expect(verdict(other)).toEqual([404, 'unknown_release'])
  const released = await post(approvals, SECOND_OFFICER, {}, '08-02')
  expect(released).toMatchObject({ status: 200, body: { receipt: { bookId: BOOK } } })
  expect(verdict(await post(approvals, SECOND_OFFICER, {}, '08-02'))).toEqual([
    404,
    'unknown_release',
  ])
  expect(await payOut(stage, on('08-20'))).toMatchObject({ paidFen: '10000', withheldFen: '0' })
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
  // The notary re-derived all of it from the facts.
  expect(await doubtLog(stage)).toBeUndefined()
})
