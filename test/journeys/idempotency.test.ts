// One wish is done once, however often, however concurrently and to whichever process it is sent.
import { randomUUID } from 'node:crypto'
import { BOOK, OFFICER, SECOND_OFFICER, until, type Stage } from '@ticun/demo'
import { memberParty } from '@ticun/issuer'
import { escrowRoutes, newId, settlementRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Ask, type Asker } from './ask.ts'
import {
  attend,
  contractOf,
  listPack,
  nameOf,
  openGym,
  payIn,
  sell,
  statementOf,
  YEAR,
} from './gym.ts'
import { awaitQuiet, standingOf } from './standing.ts'

const PRICE = 100_003n
const SESSIONS = 12
const TWINS = 12
const PAID_AT = '2024-05-01T01:00:00.000Z'
const CAME_AT = '2024-05-02T01:00:00.000Z'

let stage: Stage
let asker: Asker
let productId = ''
let contract: ContractView

const escrow = (ask: Ask) => asker(stage.house.urls.escrow, ask)
const settlement = (ask: Ask) => asker(stage.house.urls.settlement, ask)
const isReplayed = ({ headers }: Answer) => headers.get('idempotent-replayed') === 'true'
const session = (over: Partial<Ask> = {}): Ask => ({
  path: `/v1/contracts/${contract.contractId}/sessions`,
  as: 'coach',
  json: { occurredAt: CAME_AT },
  ...over,
})

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  productId = await listPack(stage, { sessions: SESSIONS, priceFen: PRICE })
  const [sold] = await sell(stage, [{ member: 301, productId, priceFen: PRICE, at: PAID_AT }])
  if (sold === undefined) throw new Error('nothing was sold')
  contract = sold
})

/** Sends the same twice: the second answer is the first one, marked, and nothing moved for it. */
async function expectReplay(send: () => Promise<Answer>, status: number): Promise<void> {
  const first = await send()
  expect([first.status, isReplayed(first)]).toEqual([status, false])
  const between = await awaitQuiet(stage)
  const second = await send()
  expect([second.status, isReplayed(second)]).toEqual([status, true])
  expect(second.body).toEqual(first.body)
  expect(await standingOf(stage)).toEqual(between)
}

const statusesOf = (answers: readonly Answer[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b)

const reused = { status: 422, body: { code: 'idempotency_key_reused' } }

describe('the same key and the same body', () => {
  const key = randomUUID

  test('escrow signs one contract', async () => {
    const json = { productId, consumerId: memberParty(302), consumerName: nameOf(302) }
    const ask = { path: '/v1/contracts', as: 'coach', json, key: key() }
    await expectReplay(() => escrow(ask), 201)
  })

  test('escrow records one session, confirms it once', async () => {
    const ask = session({ key: key() })
    await expectReplay(() => escrow(ask), 201)
    const { body } = await escrow(ask)
    const { sessionId } = (body as { session: { sessionId: string } }).session
    const path = `/v1/sessions/${sessionId}/confirm`
    const confirmation = { path, as: 'm0301', json: { occurredAt: CAME_AT }, key: key() }
    await expectReplay(() => escrow(confirmation), 200)
  })

  test('escrow runs one payout, and settlement approves it once', async () => {
    const ask = { path: '/v1/payout-runs', as: 'wang', key: key(), json: { bookId: BOOK } }
    await expectReplay(() => escrow(ask), 201)
    const { body } = await escrow(ask)
    const { payouts } = body as { payouts: { payoutId: string; merchantId: string }[] }
    const payoutId = payouts[0]?.payoutId ?? ''
    const path = `/v1/payouts/${payoutId}/approvals`
    await until('settlement has heard of the payout', async () => {
      const { items } = await stage.client.call(
        stage.house.urls.settlement,
        settlementRoutes.listPayouts,
        { as: OFFICER },
      )
      return items.some(({ paymentId }) => paymentId === payoutId) ? true : undefined
    })
    const approval = { path, as: SECOND_OFFICER, json: { occurredAt: CAME_AT }, key: key() }
    expect(await settlement(approval)).toMatchObject({ status: 200 })
    await awaitQuiet(stage)
    expect(isReplayed(await settlement(approval))).toBe(true)
    expect(await settlement({ ...approval, key: key() })).toMatchObject({
      status: 409,
      body: { code: 'payment_not_due' },
    })
  })

  test('settlement imports one statement', async () => {
    const { type, text: bytes } = await statementOf(stage, 'camt053')
    const path = '/v1/bank-statements'
    const ask = { path, as: 'wang', raw: { type, bytes }, key: key() }
    await expectReplay(() => settlement(ask), 201)
  })
})

describe('the same key and another body', () => {
  test('escrow refuses, whichever resource is asked', async () => {
    const key = randomUUID()
    expect(await escrow(session({ key }))).toMatchObject({ status: 201 })
    const before = await awaitQuiet(stage)
    const later = { occurredAt: '2024-05-03T01:00:00.000Z' }
    expect(await escrow(session({ key, json: later }))).toMatchObject(reused)
    const elsewhere = { path: '/v1/payout-runs', as: 'coach', json: {}, key }
    expect(await escrow(elsewhere)).toMatchObject({ status: 403 })
    const products = { name: '课包', terms: contract.terms }
    expect(await escrow({ path: '/v1/products', as: 'coach', json: products, key })).toMatchObject(
      reused,
    )
    expect(await standingOf(stage)).toEqual(before)
  })

  test('settlement refuses', async () => {
    const key = randomUUID()
    const { type, text } = await statementOf(stage, 'camt053')
    const ask = (bytes: string): Ask => {
      return { path: '/v1/bank-statements', as: 'wang', raw: { type, bytes }, key }
    }
    expect(await settlement(ask(text))).toMatchObject({ status: 201 })
    expect(await settlement(ask(`${text} `))).toMatchObject(reused)
  })

  test("another caller's key is another key", async () => {
    const key = randomUUID()
    expect(await escrow(session({ key }))).toMatchObject({ status: 201 })
    const { body, ...answer } = await escrow(session({ key, as: 'rival' }))
    expect([answer.status, body]).toEqual([403, expect.objectContaining({ code: 'not_yours' })])
  })
})

describe('at the same moment', () => {
  test('twins with one key have one effect and one answer', async () => {
    const before = await contractOf(stage, contract.contractId)
    const ask = session({ key: randomUUID() })
    const answers = await Promise.all(Array.from({ length: TWINS }, () => escrow(ask)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1)
    const after = await contractOf(stage, contract.contractId)
    expect(after.sessionsAwaiting).toBe(before.sessionsAwaiting + 1)
  })

  test('one id under many keys is taken once', async () => {
    const json = { occurredAt: CAME_AT, sessionId: newId('ses') }
    const answers = await Promise.all(
      Array.from({ length: TWINS }, () => escrow(session({ json }))),
    )
    const statuses = statusesOf(answers)
    expect(statuses).toEqual([201, ...Array.from({ length: TWINS - 1 }, () => 409)])
    for (const { status, body } of answers) {
      if (status === 409) expect(body).toMatchObject({ code: 'id_taken' })
    }
  })

  test('more members than slots: the slots are given out once, the rest is refused', async () => {
    const { sessionsTotal, sessionsUsed, sessionsAwaiting } = await contractOf(
      stage,
      contract.contractId,
    )
    const free = sessionsTotal - sessionsUsed - sessionsAwaiting
    // Few of one day: no more than a policy says stand without her code.
    const dayMs = 86_400_000
    const on = (index: number) => Date.parse(CAME_AT) + (1 + (index % 5)) * dayMs
    const answers = await Promise.all(
      Array.from({ length: free + TWINS }, (_, index) =>
        escrow(session({ json: { occurredAt: new Date(on(index)).toISOString() } })),
      ),
    )
    const given = answers.filter(({ status }) => status === 201)
    expect(given).toHaveLength(free)
    const slots = given.map(({ body }) => (body as { session: { slot: number } }).session.slot)
    expect(new Set(slots).size).toBe(free)
    const refused = answers.filter(({ status }) => status !== 201)
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'no_free_slot' } })
    }
    expect((await contractOf(stage, contract.contractId)).sessionsAwaiting).toBe(
      sessionsAwaiting + free,
    )
  })

  test('two refunds of one lot: one is asked, the other refused, and the sum is right', async () => {
    const [sold] = await sell(stage, [{ member: 303, productId, priceFen: PRICE, at: PAID_AT }])
    if (sold === undefined) throw new Error('nothing was sold')
    await attend(stage, sold, CAME_AT, 'TAP')
    const json = { reason: '搬家', occurredAt: CAME_AT }
    const path = `/v1/contracts/${sold.contractId}/refunds`
    const answers = await Promise.all([1, 2].map(() => escrow({ path, as: 'm0303', json })))
    expect(statusesOf(answers)).toEqual([201, 409])
    const call = { as: OFFICER, query: { contractId: sold.contractId } }
    const { items } = await stage.client.call(
      stage.house.urls.escrow,
      escrowRoutes.listRefunds,
      call,
    )
    // 100003 fen over 12 sessions: the first slot is ⌊100003 / 12⌋ = 8333 fen.
    expect(items.map(({ amountFen }) => amountFen)).toEqual(['91670'])
  })

  test('a statement that two officers fetch at once is booked once', async () => {
    const signed = await escrow({
      path: '/v1/contracts',
      as: 'coach',
      json: { productId, consumerId: memberParty(304), consumerName: nameOf(304) },
    })
    const { reference, contractId } = signed.body as ContractView
    await payIn(stage, { member: 304, amountFen: PRICE, remittance: reference, at: PAID_AT })
    const path = '/v1/bank-statements/fetches'
    const send = (as: string) => settlement({ path, as, json: { ...YEAR } })
    const answers = await Promise.all(['wang', 'li', 'wang', 'li'].map(send))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const matched = answers.map(({ body }) => (body as { matched: number }).matched)
    expect(matched.reduce((sum, each) => sum + each, 0)).toBe(1)
    const { deposits } = await awaitQuiet(stage)
    expect(deposits.filter((each) => each.contractId === contractId)).toHaveLength(1)
    expect(await contractOf(stage, contractId)).toMatchObject({ heldFen: String(PRICE) })
  })
})
