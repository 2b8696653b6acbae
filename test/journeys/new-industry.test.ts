// A new industry is policies and nothing else: two officers set them, and the house keeps them.
import { BOOK, MERCHANT } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import {
  newId,
  type ContractView,
  type PolicyDraft,
  type SessionPackTerms,
  type SessionView,
} from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, openTimedHouse, type TimedHouse } from '../acceptance/timed-house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'

const HOUSE_START_MAX_MS = 600_000
/** A Monday morning. */
const STARTS_AT = '2025-11-03T02:00:00.000Z'
const MEMBER = memberParty(7)

let timed: TimedHouse
let asker: Asker

const get = (path: string, as: string) => asker(timed.house.urls.escrow, { path, as })
const post = (path: string, as: string, json: object = {}) =>
  asker(timed.house.urls.escrow, { path, as, json })
const code = ({ status, body }: Answer) => [status, (body as { code?: string }).code]

const row = { industry: 'BEAUTY', district: '*', from: '2025-11-03', source: '美容美发约定' }
const POLICIES: PolicyDraft[] = [
  { ...row, key: 'cap_amount', value: '300000' },
  { ...row, key: 'cap_sessions', value: 20, kind: 'SESSION_PACK' },
  { ...row, key: 'cooling_off_days', value: 15 },
  { ...row, key: 'refund_deadline_working_days', value: 3 },
  { ...row, key: 'deemed_confirm_working_days', value: 4 },
  { ...row, key: 'dispute_window_days', value: 3, from: '2025-11-04' },
  { ...row, key: 'payout_cycle', value: 'WEEKLY' },
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
  timed = await openTimedHouse(STARTS_AT, 'BEAUTY')
  asker = makeAsker(timed.house.urls.issuer)
}, HOUSE_START_MAX_MS)
afterAll(() => timed?.stop())

/** Whether the merchant is shown as one that nothing caps. */
async function uncapped(as: string): Promise<boolean> {
  const { body } = await get('/v1/merchants', as)
  const { items } = body as { items: { merchantId: string }[] }
  return 'uncapped' in items.find(({ merchantId }) => merchantId === MERCHANT)!
}

test('before: nothing is said of the industry, so everything large is sold', async () => {
  // The officers are told so, when a merchant is enrolled and after it.
  const bankAccount = { number: '6222000000000009', name: '又一家' }
  const shop = { bookId: BOOK, name: '又一家', district: '静安区', bankAccount }
  const enrolled = await post('/v1/merchants', 'wang', { ...shop, industry: 'BEAUTY' })
  expect(enrolled).toMatchObject({ status: 201, body: { industry: 'BEAUTY', uncapped: true } })
  expect(await uncapped('li')).toBe(true)
  expect(await uncapped('coach')).toBe(false)
  expect((await list(pack('9000000', 200))).status).toBe(201)
})

test('a preview says what the caps would touch', async () => {
  const preview = await post('/v1/policy-previews', 'wang', { bookId: BOOK, policy: POLICIES[0] })
  expect(preview).toMatchObject({ status: 200, body: { productsRefused: { count: 1 } } })
  expect((await post('/v1/policy-previews', 'coach', { bookId: BOOK })).status).toBe(403)
})

test('what could never hold, or would change the past, is not even previewed', async () => {
  const never = { ...row, key: 'payout_cycle', value: 'WEEKLY', kind: 'SESSION_PACK' }
  const past = { ...row, key: 'notice_days', value: 60, from: '2025-11-02' }
  for (const path of ['/v1/policies', '/v1/policy-previews']) {
    const asked = async (policy: object) => code(await post(path, 'wang', { bookId: BOOK, policy }))
    expect(await asked(never)).toEqual([422, 'policy_without_kind'])
    expect(await asked(past)).toEqual([422, 'policy_backdated'])
  }
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

let productId = ''
test('after: caps and cooling-off are those of the industry', async () => {
  expect(await uncapped('wang')).toBe(false)
  expect(code(await list(pack('300001', 10)))).toEqual([422, 'cap_amount_exceeded'])
  expect(code(await list(pack('300000', 21)))).toEqual([422, 'cap_sessions_exceeded'])
  const listed = await list(pack('300000', 20))
  productId = (listed.body as { productId: string }).productId
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

const CLIENT = memberLogin(9)
let contract: ContractView
let silent = ''
let confirmed = ''

/** The session as she sees it. */
async function shown(sessionId: string): Promise<SessionView | undefined> {
  const { body } = await get(`/v1/contracts/${contract.contractId}/sessions`, CLIENT)
  return (body as { items: SessionView[] }).items.find((each) => each.sessionId === sessionId)
}

/** The merchant records a session that nobody confirms at the desk. */
async function record(): Promise<SessionView> {
  const { body } = await post(`/v1/contracts/${contract.contractId}/sessions`, 'coach')
  return (body as { session: SessionView }).session
}

test('silence confirms after four working days, a dispute is possible for three', async () => {
  expect(await timed.move('2025-11-04T02:00:00.000Z')).toEqual({})
  contract = await buy(timed, 9, productId, '300000')
  const [first, second] = [await record(), await record()]
  silent = first.sessionId
  confirmed = second.sessionId
  // Wednesday to Friday, and Monday.
  expect(first).toMatchObject({ status: 'SUBMITTED', deemedUntil: '2025-11-10T15:59:59.999Z' })
  expect((await post(`/v1/sessions/${confirmed}/confirm`, CLIENT)).status).toBe(200)
  expect(await shown(confirmed)).toMatchObject({ disputableUntil: '2025-11-07T15:59:59.999Z' })
})

test('the window is over after three days', async () => {
  // The program's own is seven days long.
  expect(await timed.move('2025-11-07T16:00:00.000Z')).toEqual({})
  const late = await post(`/v1/sessions/${confirmed}/dispute`, CLIENT, { reason: '没有做护理' })
  expect(code(late)).toEqual([409, 'dispute_window_over'])
})

test('silence has confirmed the other one; what is final is paid, weekly', async () => {
  expect(await timed.move('2025-11-10T16:00:00.000Z')).toEqual({ CONFIRM_SESSION: 1 })
  expect(await shown(silent)).toMatchObject({ status: 'CONFIRMED', confirmedBy: 'DEEMED' })
  const run = await post('/v1/payout-runs', 'wang', { bookId: BOOK })
  const statement = { merchantId: MERCHANT, paidFen: '15000', inWindowFen: '15000' }
  // Next Monday; the program's own cycle is a month.
  const nextOn = '2025-11-17'
  expect(run).toMatchObject({ status: 201, body: { statements: [{ ...statement, nextOn }] } })
  const { body } = await get(`/v1/merchants/${MERCHANT}/summary`, 'coach')
  expect(body).toMatchObject({ nextPayoutOn: nextOn, inTransitFen: '15000' })
})

test('what is left is refunded in three working days', async () => {
  const path = `/v1/contracts/${contract.contractId}/refunds`
  const asked = await post(path, CLIENT, { reason: '过敏' })
  // Used, it is no cooling-off any more: it is Tuesday, then Wednesday to Friday.
  expect(asked).toMatchObject({ status: 201, body: { payBy: '2025-11-14T15:59:59.999Z' } })
})
