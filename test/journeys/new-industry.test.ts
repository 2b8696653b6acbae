// A new industry is policies and nothing else: two officers set them, and the house keeps them.
import { randomUUID } from 'node:crypto'
import { BOOK, MERCHANT, makeClient, makeTokens } from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin, memberParty } from '@ticun/issuer'
import {
  escrowRoutes,
  newId,
  type PolicyDraft,
  type ReplyOf,
  type SessionPackTerms,
} from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'

const NOW = '2025-11-03T02:00:00.000Z'
const MEMBER = memberParty(7)

let house: House
let asker: Asker
let enrolled: ReplyOf<typeof escrowRoutes.enrolMerchant.reply>

const get = (path: string, as: string) => asker(house.urls.escrow, { path, as })
const post = (path: string, as: string, json: object) =>
  asker(house.urls.escrow, { path, as, json: { occurredAt: NOW, ...json } })
const code = ({ status, body }: Answer) => [status, (body as { code?: string }).code]

const row = { industry: 'BEAUTY', district: '*', from: '2025-11-03', source: '美容美发约定' }
const POLICIES: PolicyDraft[] = [
  { ...row, key: 'cap_amount', value: '300000' },
  { ...row, key: 'cap_sessions', value: 20, kind: 'SESSION_PACK' },
  { ...row, key: 'cooling_off_days', value: 15 },
  { ...row, key: 'refund_deadline_working_days', value: 3 },
]
const pack = (priceFen: string, sessions: number): SessionPackTerms => ({
  kind: 'SESSION_PACK',
  priceFen,
  currency: 'CNY',
  sessions,
  listPriceFen: '20000',
  coolingOffDays: 0,
})
const list = (terms: SessionPackTerms) => post('/v1/products', 'coach', { name: '护理次卡', terms })

beforeAll(async () => {
  house = await openTestHouse()
  asker = makeAsker(house.urls.issuer)
  const client = makeClient(makeTokens(house.urls.issuer))
  const bankAccount = { number: '3100066631018000001', name: '公证提存专户' }
  await client.call(house.urls.escrow, escrowRoutes.openBook, {
    as: 'wang',
    key: randomUUID(),
    body: { bookId: BOOK, bankAccount, occurredAt: NOW },
  })
  enrolled = await client.call(house.urls.escrow, escrowRoutes.enrolMerchant, {
    as: 'wang',
    key: randomUUID(),
    body: {
      merchantId: MERCHANT,
      bookId: BOOK,
      name: '静安美容',
      industry: 'BEAUTY',
      district: '静安区',
      bankAccount: { number: '6222000000000001', name: '静安美容' },
      occurredAt: NOW,
    },
  })
})
afterAll(() => house?.stop())

/** Whether the merchant is shown as one that nothing caps. */
async function uncapped(as: string): Promise<boolean> {
  const { body } = await get('/v1/merchants', as)
  return 'uncapped' in (body as { items: object[] }).items[0]!
}

test('before: nothing is said of the industry, so everything large is sold', async () => {
  // The officers are told so, when the merchant is enrolled and after it.
  expect(enrolled).toMatchObject({ industry: 'BEAUTY', uncapped: true })
  expect(await uncapped('li')).toBe(true)
  expect(await uncapped('coach')).toBe(false)
  expect((await list(pack('9000000', 200))).status).toBe(201)
})

test('a preview says what the caps would touch', async () => {
  const preview = await post('/v1/policy-previews', 'wang', { bookId: BOOK, policy: POLICIES[0] })
  expect(preview).toMatchObject({ status: 200, body: { productsRefused: { count: 1 } } })
  expect((await post('/v1/policy-previews', 'coach', { bookId: BOOK })).status).toBe(403)
})

test('two officers set the policies; the author alone cannot', async () => {
  for (const policy of POLICIES) {
    const policyId = newId('pol')
    const proposed = await post('/v1/policies', 'wang', { bookId: BOOK, policyId, policy })
    expect(proposed).toMatchObject({ status: 201, body: { status: 'PROPOSED' } })
    const decisions = `/v1/policies/${policyId}/decisions`
    const own = await post(decisions, 'wang', { decision: 'APPROVE' })
    expect(code(own)).toEqual([403, 'same_person'])
    // A proposal holds nothing yet.
    if (policy.key === 'cap_amount') expect((await list(pack('9000000', 10))).status).toBe(201)
    const approved = await post(decisions, 'li', { decision: 'APPROVE' })
    expect(approved).toMatchObject({ status: 200, body: { status: 'IN_FORCE', decidedBy: 'li' } })
  }
  const { body } = await get(`/v1/policies?bookId=${BOOK}&industry=BEAUTY`, 'guan')
  expect((body as { items: unknown[] }).items).toHaveLength(POLICIES.length)
})

test('after: caps, cooling-off and deadlines are those of the industry', async () => {
  expect(await uncapped('wang')).toBe(false)
  expect(code(await list(pack('300001', 10)))).toEqual([422, 'cap_amount_exceeded'])
  expect(code(await list(pack('300000', 21)))).toEqual([422, 'cap_sessions_exceeded'])
  const listed = await list(pack('300000', 20))
  const { productId } = listed.body as { productId: string }
  const sale = { productId, consumerId: MEMBER, consumerName: '李霞' }
  const signed = await post('/v1/contracts', memberLogin(7), sale)
  expect(signed).toMatchObject({ status: 201, body: { terms: { coolingOffDays: 15 } } })
  const again = await post('/v1/contracts', memberLogin(7), sale)
  expect(code(again)).toEqual([422, 'cap_amount_exceeded'])
})

test('what was listed before the caps is sold no more', async () => {
  const { body } = await get('/v1/products', 'coach')
  const large = (body as { items: { productId: string; terms: SessionPackTerms }[] }).items.find(
    ({ terms }) => terms.sessions === 200,
  )
  const sale = { productId: large?.productId, consumerId: memberParty(8), consumerName: '陈勇' }
  expect(code(await post('/v1/contracts', memberLogin(8), sale))).toEqual([
    422,
    'cap_amount_exceeded',
  ])
})
