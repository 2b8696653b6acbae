// Every business "no" of the main story: its status, its code, and that nothing moves with it.
import { randomUUID } from 'node:crypto'
import type { Stage } from '@ticun/demo'
import { memberParty } from '@ticun/issuer'
import { newId, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Ask, type Asker } from './ask.ts'
import {
  attend,
  awaitLot,
  importYear,
  listPack,
  nameOf,
  openGym,
  payIn,
  sell,
  signUp,
} from './gym.ts'
import { awaitQuiet, standingOf, type Standing } from './standing.ts'

const PRICE = 30_001n
const PAID_AT = '2024-04-01T01:00:00.000Z'
const CAME_AT = '2024-04-10T01:00:00.000Z'
const HASH = 'a'.repeat(64)
/** Wrong codes that a desk may try of one contract. */
const WRONG_CODES_MAX = 10

/** One contract in each state that a refusal needs. */
type Contracts = 'unpaid' | 'running' | 'usedUp' | 'asked' | 'refunded'

let stage: Stage
let asker: Asker
let productId = ''
const contracts = new Map<Contracts, ContractView>()
const ids = {
  reversed: '',
  awaiting: '',
  confirmed: '',
  asked: '',
  instructed: '',
  code: '',
  token: '',
}
let last: Standing

const idOf = (which: Contracts) => contracts.get(which)?.contractId ?? ''
const ask = (wanted: Ask) => asker(stage.house.urls.escrow, wanted)
const post = (path: string, as: string, json: object = {}): Ask => ({ path, as, json })

/** Sends what must succeed. */
async function good(wanted: Ask): Promise<unknown> {
  const { status, body } = await ask(wanted)
  expect([status, body]).toEqual([expect.toBeOneOf([200, 201]), expect.anything()])
  return body
}

const session = (which: Contracts, json: object = {}): Ask =>
  post(`/v1/contracts/${idOf(which)}/sessions`, 'coach', { occurredAt: CAME_AT, ...json })
const refund = (which: Contracts, member: string, json: object = {}): Ask =>
  post(`/v1/contracts/${idOf(which)}/refunds`, member, {
    reason: '搬家',
    occurredAt: CAME_AT,
    ...json,
  })
/** The same text with another last character. */
const altered = (token: string) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')
const dispute = (sessionId: string, member: string, json: object = {}): Ask =>
  post(`/v1/sessions/${sessionId}/dispute`, member, {
    reason: '没有上课',
    occurredAt: CAME_AT,
    ...json,
  })
const decision = (refundId: string, as: string, json: object): Ask =>
  post(`/v1/refunds/${refundId}/decisions`, as, { occurredAt: CAME_AT, ...json })

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  productId = await listPack(stage, { sessions: 3, priceFen: PRICE })
  const sales = [201, 202, 203, 204].map((member) => ({
    member,
    productId,
    priceFen: PRICE,
    at: PAID_AT,
  }))
  const sold = await sell(stage, sales)
  const states: Contracts[] = ['running', 'usedUp', 'asked', 'refunded']
  sold.forEach((contract, index) => contracts.set(states[index] ?? 'running', contract))
  contracts.set('unpaid', await signUp(stage, 205, productId, PAID_AT, 'm0205'))
  await attendAll()
  await askForMoneyBack()
  last = await awaitQuiet(stage)
})

async function attendAll(): Promise<void> {
  const [running, usedUp] = [contracts.get('running'), contracts.get('usedUp')]
  if (!running || !usedUp) throw new Error('nothing was sold')
  const code = await good({
    path: `/v1/contracts/${running.contractId}/code?occurredAt=${CAME_AT}`,
    as: 'm0201',
  })
  ids.code = (code as { code: string }).code
  ids.token = (code as { token: string }).token
  const byCode = await good(session('running', { code: ids.code }))
  ids.confirmed = (byCode as { session: { sessionId: string } }).session.sessionId
  ids.awaiting = (await attend(stage, running, CAME_AT, 'NOBODY')).session.sessionId
  ids.reversed = (await attend(stage, running, CAME_AT, 'NOBODY')).session.sessionId
  await good(post(`/v1/sessions/${ids.reversed}/reverse`, 'coach', { reason: '误点' }))
  for (const day of [2, 3, 4]) await attend(stage, usedUp, `2024-04-0${day}T01:00:00.000Z`, 'TAP')
}

async function askForMoneyBack(): Promise<void> {
  for (const [which, member] of [
    ['asked', 'm0203'],
    ['refunded', 'm0204'],
  ] as const) {
    const refundId = newId('ref')
    await good(refund(which, member, { refundId }))
    if (which === 'asked') ids.asked = refundId
    else ids.instructed = refundId
  }
  await good(decision(ids.instructed, 'coach', { decision: 'AGREE' }))
  const approval = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT', evidenceSha256: HASH }
  await good(decision(ids.instructed, 'wang', approval))
}

const consumer = (member: number) => {
  return { consumerId: memberParty(member), consumerName: nameOf(member) }
}

const table: [what: string, ask: () => Ask, status: number, code: string][] = [
  [
    'a second book of the same id',
    () =>
      post('/v1/books', 'wang', {
        bookId: 'bok_00000000000000000000000001',
        bankAccount: { number: '1', name: '甲' },
      }),
    409,
    'id_taken',
  ],
  [
    'a contract id that is in use',
    () =>
      post('/v1/contracts', 'coach', { contractId: idOf('unpaid'), productId, ...consumer(205) }),
    409,
    'id_taken',
  ],
  [
    "a contract on another gym's pack",
    () => post('/v1/contracts', 'rival', { productId, ...consumer(205) }),
    403,
    'not_yours',
  ],
  [
    'a contract that one member signs for another',
    () => post('/v1/contracts', 'm0206', { productId, ...consumer(205) }),
    403,
    'not_yours',
  ],
  ['a session before the money', () => session('unpaid'), 409, 'lot_not_funded'],
  ['a refund before the money', () => refund('unpaid', 'm0205'), 409, 'lot_not_funded'],
  [
    'a session earlier than the payment',
    () => session('running', { occurredAt: '2024-04-01T00:30:00.000Z' }),
    422,
    'before_payment',
  ],
  [
    'a session earlier than the contract',
    () => session('running', { occurredAt: '2024-03-31T01:00:00.000Z' }),
    422,
    'session_too_old',
  ],
  [
    'a session that is yet to come',
    () => session('running', { occurredAt: '2199-01-01T00:00:00.000Z' }),
    422,
    'time_in_future',
  ],
  [
    'a session id that is in use',
    () => session('running', { sessionId: ids.confirmed }),
    409,
    'id_taken',
  ],
  ['a fourth session of three', () => session('usedUp'), 409, 'no_free_slot'],
  ['a code that is used', () => session('running', { code: ids.code }), 409, 'code_used'],
  [
    'a QR code whose digits are used',
    () => session('running', { code: ids.token }),
    409,
    'code_used',
  ],
  [
    'a code that is old',
    () => session('running', { code: ids.code, occurredAt: '2024-04-10T01:10:00.000Z' }),
    422,
    'code_wrong',
  ],
  [
    'a QR code that is old',
    () => session('running', { code: ids.token, occurredAt: '2024-04-10T01:10:00.000Z' }),
    422,
    'code_wrong',
  ],
  [
    'a QR code that was altered',
    () => session('running', { code: altered(ids.token) }),
    422,
    'code_wrong',
  ],
  [
    'a merchant that confirms without a code',
    () => post(`/v1/sessions/${ids.awaiting}/confirm`, 'coach', { occurredAt: CAME_AT }),
    422,
    'code_wrong',
  ],
  [
    'a second confirmation',
    () => post(`/v1/sessions/${ids.confirmed}/confirm`, 'm0201', { occurredAt: CAME_AT }),
    409,
    'session_not_open',
  ],
  [
    'taking a session back twice',
    () => post(`/v1/sessions/${ids.reversed}/reverse`, 'coach', { reason: '误点' }),
    409,
    'session_not_open',
  ],
  [
    'a dispute when its time is over',
    () => dispute(ids.confirmed, 'm0201', { occurredAt: '2024-06-10T01:00:00.000Z' }),
    409,
    'dispute_window_over',
  ],
  ["a dispute of another's session", () => dispute(ids.confirmed, 'm0202'), 403, 'not_yours'],
  [
    'settling what nobody disputes',
    () => post(`/v1/sessions/${ids.confirmed}/dispute/decisions`, 'coach', { decision: 'CONCEDE' }),
    409,
    'dispute_not_open',
  ],
  [
    'an amount to spend of a pack',
    () => session('running', { faceFen: '100' }),
    422,
    'face_missing',
  ],
  ['a refund of nothing', () => refund('usedUp', 'm0202'), 409, 'nothing_to_refund'],
  ['a second refund', () => refund('asked', 'm0203'), 409, 'refund_open'],
  ['a refund of a closed lot', () => refund('refunded', 'm0204'), 409, 'lot_closed'],
  ['a session on a lot in refund', () => session('asked'), 409, 'lot_closed'],
  ['a session on a closed lot', () => session('refunded'), 409, 'lot_closed'],
  ["a refund of another's money", () => refund('running', 'm0202'), 403, 'not_yours'],
  [
    "a decision on another gym's refund",
    () => decision(ids.asked, 'rival', { decision: 'AGREE' }),
    403,
    'not_yours',
  ],
  [
    'a merchant that approves',
    () => decision(ids.asked, 'coach', { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
    403,
    'not_yours',
  ],
  [
    'an officer that agrees for the merchant',
    () => decision(ids.asked, 'wang', { decision: 'AGREE' }),
    403,
    'not_yours',
  ],
  [
    'an approval without a basis',
    () => decision(ids.asked, 'wang', { decision: 'APPROVE' }),
    422,
    'basis_missing',
  ],
  [
    'an approval that the merchant has not agreed to',
    () => decision(ids.asked, 'wang', { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
    409,
    'refund_needs_merchant',
  ],
  [
    'a judgment without evidence',
    () => decision(ids.asked, 'wang', { decision: 'APPROVE', basis: 'COURT_JUDGMENT' }),
    422,
    'evidence_missing',
  ],
  [
    'an approval of what is on its way',
    () => decision(ids.instructed, 'wang', { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
    409,
    'refund_not_open',
  ],
]

function expectRefusal({ headers, ...answer }: Answer, status: number, code: string): void {
  expect(answer).toMatchObject({ status, body: { status, code } })
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
}

test.each(table)('%s', async (_what, wanted, status, code) => {
  const key = randomUUID()
  expectRefusal(await ask({ ...wanted(), key }), status, code)
  expect(await standingOf(stage)).toEqual(last)
  // A no stays a no, word for word, however often the same request is sent.
  expectRefusal(await ask({ ...wanted(), key }), status, code)
})

test('a refused id is refused for ever, also when the world would now allow it', async () => {
  const key = randomUUID()
  const unpaid = contracts.get('unpaid')
  if (!unpaid) throw new Error('nothing was signed')
  expectRefusal(await ask({ ...session('unpaid'), key }), 409, 'lot_not_funded')
  await payIn(stage, {
    member: 205,
    amountFen: PRICE,
    remittance: unpaid.reference,
    at: PAID_AT,
  })
  await importYear(stage)
  await awaitLot(stage, unpaid.contractId, 'ACTIVE')
  expectRefusal(await ask({ ...session('unpaid'), key }), 409, 'lot_not_funded')
  await good(session('unpaid'))
})

test('a desk that tries codes is locked out of that contract, and of no other', async () => {
  const tried = (as = 'coach') => ask({ ...session('running', { code: '00000000' }), as })
  // Some tries of the table above count already.
  const codes = await Promise.all(Array.from({ length: WRONG_CODES_MAX }, () => tried()))
  expect(codes[0]?.body).toMatchObject({ code: 'code_wrong' })
  expectRefusal(await tried(), 429, 'code_locked')
  expectRefusal(await ask(session('running', { code: ids.code })), 429, 'code_locked')
  expectRefusal(await ask(session('usedUp', { code: ids.code })), 409, 'no_free_slot')
  // A stranger's tries are not looked at: they lock nobody out, and nobody's count is driven out.
  const rivals = Array.from({ length: 3 * WRONG_CODES_MAX }, () =>
    ask({ ...session('usedUp', { code: '00000000' }), as: 'rival' }),
  )
  for (const answer of await Promise.all(rivals)) expectRefusal(answer, 403, 'not_yours')
  expectRefusal(await ask(session('usedUp', { code: '00000000' })), 409, 'no_free_slot')
})
