// Four eyes: of every deed that takes two officers, the one who began it cannot complete it.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, MERCHANT, OFFICER, SECOND_OFFICER, until, type Stage } from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin, memberParty, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { attend, importYear, listPack, nameOf, openGym, payIn, sell, signUp } from './gym.ts'
import { awaitPayment, runPayouts } from './officers.ts'

const HOUSE_START_MAX_MS = 600_000
const EVIDENCE = 'd'.repeat(64)
const at = (day: string) => `2024-${day}T02:00:00.000Z`
const PRICE_FEN = 120_000n

let house: House
let stage: Stage
let asker: Asker
let productId = ''

beforeAll(async () => {
  house = await openTestHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  productId = await listPack(stage, { sessions: 12, priceFen: PRICE_FEN })
}, HOUSE_START_MAX_MS)
afterAll(() => house?.stop())

type Room = 'escrow' | 'settlement' | 'notary'

/** Says something that has to be taken. */
async function say(as: string, path: string, json: object, room: Room = 'escrow') {
  const answer = await asker(house.urls[room], {
    path,
    as,
    json: { ...(room === 'notary' ? {} : { occurredAt: at('06-20') }), ...json },
  })
  expect([path, answer.status, answer.body]).toEqual([
    path,
    expect.toBeOneOf([200, 201]),
    answer.body,
  ])
  return answer.body as Record<string, string>
}

async function sold(member: number): Promise<ContractView> {
  const sale = { member, productId, priceFen: PRICE_FEN, at: at('03-01') }
  return (await sell(stage, [sale]))[0]!
}

/** A refund that the merchant agreed to and the first officer approved; its payment is due. */
async function dueRefund(member: number, contractId: string): Promise<string> {
  const refundId = newId('ref')
  const asked = { refundId, reason: '搬家' }
  await say(memberLogin(member), `/v1/contracts/${contractId}/refunds`, asked)
  await say(DESK, `/v1/refunds/${refundId}/decisions`, { decision: 'AGREE' })
  const approval = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }
  await say(OFFICER, `/v1/refunds/${refundId}/decisions`, approval)
  await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
  return refundId
}

/** Money that names no contract; the id of what waits. */
async function strayMoney(member: number): Promise<string> {
  const amountFen = 1_000n + BigInt(member)
  await payIn(stage, { member, amountFen, remittance: `无 ${member}`, at: at('03-02') })
  await importYear(stage)
  const call = { as: OFFICER, query: { status: 'WAITING' as const } }
  const item = await until('it waits', async () => {
    const { escrow } = house.urls
    const { items } = await stage.client.call(escrow, escrowRoutes.listSuspense, call)
    return items.find((each) => each.amountFen === String(amountFen))
  })
  return item.suspenseId
}

async function reported(member: number): Promise<string> {
  const chargebackId = newId('cbk')
  const { contractId, lotId } = await sold(member)
  const body = { chargebackId, lotId, amountFen: '1000', reason: '拒付', evidenceSha256: EVIDENCE }
  await say(OFFICER, `/v1/contracts/${contractId}/chargebacks`, body)
  return chargebackId
}

async function gone(): Promise<void> {
  const changeId = newId('chg')
  const door = `/v1/merchants/${MERCHANT}/status-changes`
  const body = { changeId, to: 'ABSCONDED', reason: '失联', stoppedOn: '2024-06-01' }
  await say(OFFICER, door, { ...body, evidenceSha256: EVIDENCE })
  await say(SECOND_OFFICER, `${door}/${changeId}/approvals`, {})
}

type Completion = { path: string; json?: object; room?: Room; as?: string }
/** Each begins the deed as the first officer, and tells how it would be completed. */
const DEEDS: Record<string, () => Promise<Completion>> = {
  'a refund by an award': async () => {
    const { contractId } = await sold(531)
    const refundId = newId('ref')
    const path = `/v1/refunds/${refundId}/decisions`
    const asked = { refundId, reason: '搬家' }
    await say(memberLogin(531), `/v1/contracts/${contractId}/refunds`, asked)
    await say(DESK, path, { decision: 'CONTEST' })
    const basis = { basis: 'ARBITRAL_AWARD', evidenceSha256: EVIDENCE }
    await say(OFFICER, path, { decision: 'AWARD', ...basis })
    return { path, json: { decision: 'APPROVE' } }
  },
  'the payment of a refund': async () => {
    const refundId = await dueRefund(532, (await sold(532)).contractId)
    return { path: `/v1/refund-payments/${refundId}/approvals`, room: 'settlement' }
  },
  'the payment of what waited in suspense': async () => {
    const suspenseId = await strayMoney(533)
    await say(OFFICER, `/v1/suspense/${suspenseId}/returns`, { reason: '退回' })
    const paymentId = suspenseId
    await awaitPayment(stage, 'REFUND', paymentId, ['DUE'])
    return { path: `/v1/refund-payments/${paymentId}/approvals`, room: 'settlement' }
  },
  'a payment to an account that the approving officer recorded': async () => {
    const { contractId } = await sold(534)
    const heir = { toConsumerId: memberParty(535), toConsumerName: nameOf(535) }
    const given = await say(memberLogin(534), `/v1/contracts/${contractId}/transfers`, heir)
    await say(memberLogin(535), `/v1/offers/${given['offerId']}/acceptances`, {})
    const refundId = await dueRefund(535, given['toContractId'] ?? '')
    const account = { number: '6228480000000535', name: nameOf(535) }
    const said = { account, evidenceSha256: EVIDENCE }
    const path = `/v1/consumers/${memberParty(535)}/refund-accounts`
    await say(SECOND_OFFICER, path, said, 'settlement')
    const approvals = `/v1/refund-payments/${refundId}/approvals`
    return { path: approvals, room: 'settlement', as: SECOND_OFFICER }
  },
  'a payout': async () => {
    await attend(stage, await sold(536), at('03-05'), 'TAP')
    const { payouts } = await runPayouts(stage, at('06-01'))
    const { payoutId } = payouts.find(({ merchantId }) => merchantId === MERCHANT)!
    await awaitPayment(stage, 'PAYOUT', payoutId, ['DUE'])
    return { path: `/v1/payouts/${payoutId}/approvals`, room: 'settlement' }
  },
  'a chargeback': async () => {
    const chargebackId = await reported(537)
    return { path: `/v1/chargebacks/${chargebackId}/decisions`, json: { decision: 'APPROVE' } }
  },
  'the end of a chargeback': async () => {
    const path = `/v1/chargebacks/${await reported(538)}/decisions`
    await say(SECOND_OFFICER, path, { decision: 'APPROVE' })
    const lost = { decision: 'ANSWER', outcome: 'LOST', evidenceSha256: EVIDENCE }
    await say(OFFICER, path, lost)
    return { path, json: { decision: 'APPROVE' } }
  },
  'money in suspense given to a lot': async () => {
    const suspenseId = await strayMoney(539)
    const { contractId, lotId } = await signUp(stage, 539, productId, at('03-01'), 'm0539')
    const json = { contractId, lotId, reason: '电话确认' }
    await say(OFFICER, `/v1/suspense/${suspenseId}/assignments`, json)
    return { path: `/v1/suspense/${suspenseId}/assignments/approvals`, json: { contractId, lotId } }
  },
  'the end of a freeze': async () => {
    const scope = { scope: 'MERCHANT', subjectId: RIVAL_MERCHANT_ID }
    const why = { bookId: BOOK, reason: '核查', basis: 'LEGAL', evidenceSha256: EVIDENCE }
    const { freezeId } = await say(OFFICER, '/v1/freezes', { ...scope, ...why }, 'notary')
    await say(OFFICER, `/v1/freezes/${freezeId}/lift-requests`, { reason: '已核查' }, 'notary')
    return { path: `/v1/freezes/${freezeId}/lift-approvals`, room: 'notary' }
  },
  'a policy': async () => {
    const policyId = newId('pol')
    const place = { industry: 'YOGA', district: '*', from: '2024-07-01', source: '约定' }
    const policy = { key: 'cooling_off_days', value: 9, ...place }
    await say(OFFICER, '/v1/policies', { bookId: BOOK, policyId, policy })
    return { path: `/v1/policies/${policyId}/decisions`, json: { decision: 'APPROVE' } }
  },
  'a merchant that is gone': async () => {
    const changeId = newId('chg')
    const door = `/v1/merchants/${RIVAL_MERCHANT_ID}/status-changes`
    const body = { changeId, to: 'ABSCONDED', reason: '失联', stoppedOn: '2024-06-01' }
    await say(OFFICER, door, { ...body, evidenceSha256: EVIDENCE })
    return { path: `${door}/${changeId}/approvals` }
  },
  'refunds of all consumers: the author': async () => {
    await sold(540)
    await gone()
    const { massRefundId } = await say(OFFICER, '/v1/mass-refunds', { merchantId: MERCHANT })
    return { path: `/v1/mass-refunds/${massRefundId}/approvals` }
  },
  'refunds of all consumers: one officer as both approvers': async () => {
    const { massRefundId } = await say(OFFICER, '/v1/mass-refunds', { merchantId: MERCHANT })
    const path = `/v1/mass-refunds/${massRefundId}/approvals`
    await say(SECOND_OFFICER, path, {})
    return { path, as: SECOND_OFFICER }
  },
}

test.each(Object.entries(DEEDS))('%s', async (_, begin) => {
  const { path, json = {}, room = 'escrow', as = OFFICER } = await begin()
  const body = room === 'notary' ? json : { occurredAt: at('06-21'), ...json }
  const own = await asker(house.urls[room], { path, as, json: body, key: randomUUID() })
  expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
})

test('many payments at once: each of her own is refused, and nothing of it leaves', async () => {
  const { settlement } = house.urls
  const waiting = '/v1/refund-payments?status=DUE'
  const due = await asker(settlement, { path: waiting, as: OFFICER })
  const { items } = due.body as { items: { paymentId: string; author: string }[] }
  const own = items.filter(({ author }) => author === OFFICER).map(({ paymentId }) => paymentId)
  expect(own.length).toBeGreaterThan(1)
  const path = '/v1/refund-payments/approvals'
  const { body } = await asker(settlement, { path, as: OFFICER, json: { paymentIds: own } })
  const results = (body as { items: { refusal?: { code: string } }[] }).items
  expect(results.map(({ refusal }) => refusal?.code)).toEqual(own.map(() => 'same_person'))
  const after = await asker(settlement, { path: waiting, as: OFFICER })
  expect(after.body).toEqual(due.body)
})
