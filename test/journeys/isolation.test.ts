// Nobody reads or moves what is not theirs, at the services' own doors and through the portal.
import { BOOK, MERCHANT, type Stage } from '@ticun/demo'
import { memberParty, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import type { ContractView } from '@ticun/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'
import { attend, listPack, nameOf, openGym, sell } from './gym.ts'
import { awaitPayment, runPayouts } from './officers.ts'
import { logInAtPortal, visit } from './portal-visitor.ts'

const PACK = { sessions: 5, priceFen: 50_000n }
const PAID_AT = '2024-07-01T01:00:00.000Z'
const CAME_AT = '2024-07-02T01:00:00.000Z'
const HER_ACCOUNT = '6217000000000501'

let stage: Stage
let asker: Asker
/** Of 501 and of 502 at the gym of coach, of 503 at the rival's. */
let hers: ContractView
let neighbours: ContractView
let elsewhere: ContractView
let herRefund = ''
let herSession = ''

const escrow = (path: string, as: string, json?: object) =>
  asker(stage.house.urls.escrow, { path, as, ...(json ? { json } : {}) })
const items = ({ body }: Answer) => (body as { items: Record<string, unknown>[] }).items
const refused = (code: string) => ({ status: 403, body: { code } })

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, PACK)
  const rivals = await listPack(stage, PACK, 'rival')
  const sale = (member: number, from = productId) => {
    return { member, productId: from, priceFen: PACK.priceFen, at: PAID_AT }
  }
  const [one, two] = await sell(stage, [sale(501), sale(502)])
  const [three] = await sell(stage, [sale(503, rivals)], { as: 'rival' })
  if (!one || !two || !three) throw new Error('nothing was sold')
  hers = one
  neighbours = two
  elsewhere = three
  herSession = (await attend(stage, hers, CAME_AT, 'NOBODY')).session.sessionId
  await attend(stage, elsewhere, CAME_AT, 'TAP', 'rival')
  const path = `/v1/contracts/${neighbours.contractId}/refunds`
  const asked = await escrow(path, 'm0502', { reason: '搬家', occurredAt: CAME_AT })
  herRefund = (asked.body as { refundId: string }).refundId
})

describe('a consumer', () => {
  test('lists her own contracts and refunds only', async () => {
    const contracts = items(await escrow('/v1/contracts?limit=1000', 'm0501'))
    expect(contracts.length).toBeGreaterThan(0)
    expect(contracts.map(({ consumerId }) => consumerId)).toEqual(
      contracts.map(() => memberParty(501)),
    )
    expect(items(await escrow('/v1/refunds', 'm0501'))).toEqual([])
    const refunds = items(await escrow('/v1/refunds', 'm0502'))
    expect(refunds.map(({ consumerId }) => consumerId)).toEqual(refunds.map(() => memberParty(502)))
    expect(refunds.map(({ refundId }) => refundId)).toContain(herRefund)
  })

  test.each(['', '/sessions', '/code', '/refund-quote', '/statement'])(
    "reads her contract's %s, and nobody else's",
    async (part) => {
      const own = await escrow(`/v1/contracts/${hers.contractId}${part}`, 'm0501')
      expect(own.status).toBe(200)
      for (const { contractId } of [neighbours, elsewhere]) {
        const other = await escrow(`/v1/contracts/${contractId}${part}`, 'm0501')
        expect(other).toMatchObject(refused('not_yours'))
        expect(JSON.stringify(other.body)).not.toContain(memberParty(502))
      }
    },
  )

  test("moves nothing of others: no session, no refund, nobody's contract", async () => {
    const json = { occurredAt: CAME_AT }
    const confirm = await escrow(`/v1/sessions/${herSession}/confirm`, 'm0502', json)
    expect(confirm).toMatchObject(refused('not_yours'))
    const path = `/v1/contracts/${hers.contractId}/refunds`
    expect(await escrow(path, 'm0502', { reason: '搬家' })).toMatchObject(refused('not_yours'))
    const { productId } = hers
    const body = { productId, consumerId: memberParty(502), consumerName: nameOf(502) }
    expect(await escrow('/v1/contracts', 'm0501', body)).toMatchObject(refused('not_yours'))
  })

  test('sees her own name in full, others see her masked, and no merchant account', async () => {
    const own = await escrow(`/v1/contracts/${hers.contractId}`, 'm0501')
    expect(own.body).toMatchObject({ consumerName: nameOf(501) })
    for (const as of ['coach', 'wang']) {
      const { body } = await escrow(`/v1/contracts/${hers.contractId}`, as)
      const { consumerName } = body as ContractView
      expect(consumerName).toBe(`${nameOf(501).slice(0, 1)}${'*'.repeat(consumerName.length - 1)}`)
      expect(JSON.stringify(body)).not.toContain(nameOf(501))
    }
    const { body } = await escrow('/v1/merchants', 'm0501')
    expect(JSON.stringify(body)).not.toMatch(/6222\d+/)
  })

  test.each([
    ['escrow', `/v1/books/${BOOK}/entries`],
    ['escrow', `/v1/books/${BOOK}/accounts`],
    ['escrow', `/v1/books/${BOOK}/balances`],
    ['escrow', `/v1/merchants/${MERCHANT}/summary`],
    ['escrow', '/v1/books'],
    ['settlement', '/v1/deposits'],
    ['settlement', '/v1/suspense'],
    ['settlement', '/v1/payouts'],
    ['settlement', '/v1/refund-payments'],
    ['settlement', `/v1/consumers/${memberParty(502)}/refund-accounts`],
    ['settlement', '/v1/bank-statements'],
    ['notary', '/v1/trial-balance'],
    ['notary', '/v1/reconciliations/current'],
    ['notary', '/v1/alerts'],
  ] as const)('%s: %s is not for her', async (process, path) => {
    const answer = await asker(stage.house.urls[process], { path, as: 'm0501' })
    expect(answer).toMatchObject(refused('wrong_role'))
  })
})

describe('a merchant', () => {
  test('lists its own contracts, refunds, products and payouts only', async () => {
    const contracts = items(await escrow('/v1/contracts?limit=1000', 'rival'))
    expect(contracts.map(({ contractId }) => contractId)).toContain(elsewhere.contractId)
    const refunds = items(await escrow('/v1/refunds', 'rival'))
    const products = items(await escrow('/v1/products', 'rival'))
    const merchants = items(await escrow('/v1/merchants', 'rival'))
    expect(merchants).toHaveLength(1)
    for (const { merchantId } of [...contracts, ...refunds, ...products, ...merchants]) {
      expect(merchantId).toBe(RIVAL_MERCHANT_ID)
    }
    const { payouts } = await runPayouts(stage, '2024-07-03T01:00:00.000Z')
    for (const { payoutId } of payouts) await awaitPayment(stage, 'PAYOUT', payoutId, ['DUE'])
    for (const [as, own] of [
      ['coach', MERCHANT],
      ['rival', RIVAL_MERCHANT_ID],
    ] as const) {
      const path = '/v1/payouts?limit=1000'
      const paid = items(await asker(stage.house.urls.settlement, { path, as }))
      const shown = new Set(paid.map(({ paymentId }) => paymentId))
      for (const { payoutId, merchantId } of payouts) {
        expect([merchantId, shown.has(payoutId)]).toEqual([merchantId, merchantId === own])
      }
    }
  })

  test("reads and moves nothing of another's", async () => {
    for (const part of ['', '/sessions', '/refund-quote', '/statement']) {
      const other = await escrow(`/v1/contracts/${hers.contractId}${part}`, 'rival')
      expect(other).toMatchObject(refused('not_yours'))
    }
    const summary = await escrow(`/v1/merchants/${MERCHANT}/summary`, 'rival')
    expect(summary).toMatchObject(refused('not_yours'))
    const json = { occurredAt: CAME_AT }
    const reason = { ...json, reason: '误点' }
    for (const [path, body] of [
      [`/v1/contracts/${hers.contractId}/sessions`, json],
      [`/v1/sessions/${herSession}/confirm`, json],
      [`/v1/sessions/${herSession}/reverse`, reason],
      [`/v1/refunds/${herRefund}/decisions`, { ...json, decision: 'AGREE' }],
    ] as const) {
      expect(await escrow(path, 'rival', body)).toMatchObject(refused('not_yours'))
    }
  })

  test("never sees a member's bank account", async () => {
    for (const path of ['/v1/contracts?limit=1000', '/v1/refunds']) {
      const { body } = await escrow(path, 'coach')
      expect(JSON.stringify(body)).not.toContain(HER_ACCOUNT)
    }
    const { body } = await asker(stage.house.urls.settlement, {
      path: '/v1/payouts?limit=1000',
      as: 'coach',
    })
    expect(JSON.stringify(body)).not.toContain(HER_ACCOUNT)
  })
})

describe('the regulator', () => {
  test.each([
    ['escrow', '/v1/books'],
    ['escrow', `/v1/books/${BOOK}/balances`],
    ['notary', '/v1/trial-balance'],
    ['notary', '/v1/reconciliations/current'],
    ['notary', '/v1/alerts'],
  ] as const)('%s: sees the sums of %s, and no person, contract or lot', async (process, path) => {
    const { status, body } = await asker(stage.house.urls[process], { path, as: 'guan' })
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toMatch(/(con|ctr|lot|ses|ref|pay|sus)_[0-9A-Z]{26}/)
  })

  test.each([
    ['escrow', '/v1/contracts'],
    ['escrow', '/v1/refunds'],
    ['escrow', '/v1/products'],
    ['escrow', '/v1/merchants'],
    ['escrow', `/v1/books/${BOOK}/entries`],
    ['escrow', `/v1/books/${BOOK}/accounts`],
    ['escrow', `/v1/merchants/${MERCHANT}/summary`],
    ['settlement', '/v1/deposits'],
    ['settlement', '/v1/suspense'],
    ['settlement', '/v1/payouts'],
    ['settlement', '/v1/refund-payments'],
    ['settlement', '/v1/refund-accounts'],
    ['settlement', `/v1/consumers/${memberParty(502)}/refund-accounts`],
    ['settlement', '/v1/bank-statements'],
  ] as const)('%s: %s is not for it', async (process, path) => {
    const answer = await asker(stage.house.urls[process], { path, as: 'guan' })
    expect(answer).toMatchObject(refused('wrong_role'))
  })

  test('reads no contract by its id', async () => {
    for (const part of ['', '/sessions', '/refund-quote', '/statement', '/code']) {
      const answer = await escrow(`/v1/contracts/${hers.contractId}${part}`, 'guan')
      expect(answer).toMatchObject(refused('wrong_role'))
    }
  })
})

describe('the portal', () => {
  const portal = (path: string) => new URL(path, stage.house.urls.portal)

  test.each([
    '/api/escrow/v1/contracts',
    '/api/settlement/v1/payouts',
    '/api/notary/v1/trial-balance',
  ])('%s without a log-in: 401', async (path) => {
    const answer = await visit(portal(path), new Map())
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([401, { code: 'token_missing' }])
    const posted = await visit(portal(path), new Map(), {
      method: 'POST',
      headers: { origin: portal('/').origin },
    })
    expect(posted.status).toBe(401)
  })

  test('hands nobody the key to a session by a token of her own', async () => {
    const answer = await visit(portal('/api/escrow/v1/contracts'), new Map(), {
      headers: { authorization: 'Bearer a.b.c' },
    })
    expect(answer.status).toBe(401)
  })

  test('shows a member hers, and keeps the token to itself', async () => {
    const jar = await logInAtPortal(stage.house.urls.portal, 'm0501')
    const seen = await visit(portal('/api/escrow/v1/contracts?limit=1000'), jar)
    const shown = (JSON.parse(seen.text) as { items: ContractView[] }).items
    expect(shown.map(({ contractId }) => contractId)).toContain(hers.contractId)
    expect(new Set(shown.map(({ consumerId }) => consumerId))).toEqual(new Set([memberParty(501)]))
    const other = await visit(portal(`/api/escrow/v1/contracts/${neighbours.contractId}`), jar)
    expect(other.status).toBe(403)
    const me = await visit(portal('/api/me'), jar)
    expect(me.text).not.toContain('eyJ')
  })
})
