// Every id that a caller may choose, used twice: in its book, in another one, for another thing.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, MERCHANT, OFFICER, until, type Stage } from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin, memberParty, POOL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, isReference, newId, renameId, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'
import { attend, importYear, listPack, nameOf, openGym, payIn, sell } from './gym.ts'
import { approve, awaitPayment, reconciled } from './officers.ts'
import { awaitQuiet } from './standing.ts'

const HOUSE_START_MAX_MS = 600_000
const PRICE_FEN = 120_000n
const OTHER_BOOK = newId('bok')
const POOL = 'pool'
const at = (day: string) => `2024-${day}T02:00:00.000Z`

let house: House
let stage: Stage
let asker: Asker
let productId = ''
let poolProduct = ''
let hers: ContractView
let others: ContractView

beforeAll(async () => {
  house = await openTestHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  productId = await listPack(stage, { sessions: 12, priceFen: PRICE_FEN })
  const sale = { productId, priceFen: PRICE_FEN, at: at('03-01') }
  const sold = await sell(stage, [
    { ...sale, member: 561 },
    { ...sale, member: 562 },
  ])
  ;[hers, others] = [sold[0]!, sold[1]!]
  await must('/v1/books', OFFICER, book('6222000000000056', OTHER_BOOK))
  await must('/v1/merchants', OFFICER, merchant(POOL_MERCHANT_ID, OTHER_BOOK))
  poolProduct = (await must('/v1/products', POOL, product(newId('prd'))))['productId']!
}, HOUSE_START_MAX_MS)
afterAll(() => house?.stop())

const post = (path: string, as: string, json: object, key = randomUUID()) =>
  asker(house.urls.escrow, { path, as, key, json: { occurredAt: at('03-20'), ...json } })
const verdict = ({ status, body }: Answer) => [status, (body as { code?: string }).code]

/** What has to be taken. */
async function must(path: string, as: string, json: object): Promise<Record<string, string>> {
  const answer = await post(path, as, json)
  const taken = [path, expect.toBeOneOf([200, 201]), answer.body]
  expect([path, answer.status, answer.body]).toEqual(taken)
  return answer.body as Record<string, string>
}

const book = (number: string, bookId?: string) => ({
  ...(bookId ? { bookId } : {}),
  bankAccount: { number, name: '公证处' },
})
const merchant = (merchantId: string, bookId = BOOK) => ({
  merchantId,
  bookId,
  name: '泳馆',
  industry: 'SWIMMING',
  district: '长宁区',
  bankAccount: { number: '6222000000000003', name: '泳馆' },
})
const product = (id: string) => ({
  productId: id,
  name: '课包',
  terms: {
    kind: 'SESSION_PACK',
    priceFen: '1000',
    currency: 'CNY',
    sessions: 3,
    listPriceFen: '500',
    coolingOffDays: 7,
  },
})
const signing = (ids: object, of = productId) => ({
  productId: of,
  consumerId: memberParty(563),
  consumerName: nameOf(563),
  ...ids,
})
const policy = (policyId: string, bookId = BOOK) => ({
  bookId,
  policyId,
  policy: {
    key: 'cooling_off_days',
    value: 9,
    industry: 'YOGA',
    district: '*',
    from: '2024-07-01',
    source: '约定',
  },
})
const gone = (changeId: string) => ({
  changeId,
  to: 'ABSCONDED',
  reason: '失联',
  stoppedOn: '2024-03-01',
  evidenceSha256: 'a'.repeat(64),
})
const chargeback = (chargebackId: string, lotId: string) => {
  const said = { amountFen: '1000', reason: '拒付', evidenceSha256: 'a'.repeat(64) }
  return { chargebackId, lotId, ...said }
}

/** The road and the person that take an id, and what is said with it. */
type Way = readonly [path: string, as: string, json: (id: string) => object]

const contracts: Way = ['/v1/contracts', DESK, (contractId) => signing({ contractId })]
const poolContracts: Way = [
  '/v1/contracts',
  POOL,
  (contractId) => signing({ contractId }, poolProduct),
]
const lots: Way = ['/v1/contracts', DESK, (lotId) => signing({ lotId })]
const poolLots: Way = ['/v1/contracts', POOL, (lotId) => signing({ lotId }, poolProduct)]
const sessionOf = (contract: () => ContractView, as = DESK): (() => Way) => {
  return () => [
    `/v1/contracts/${contract().contractId}/sessions`,
    as,
    (sessionId) => ({ sessionId }),
  ]
}
const refundOf = (contract: () => ContractView, member: number): (() => Way) => {
  return () => [
    `/v1/contracts/${contract().contractId}/refunds`,
    memberLogin(member),
    (refundId) => ({ refundId, reason: '搬家' }),
  ]
}
const chargebackOf = (contract: () => ContractView): (() => Way) => {
  return () => [
    `/v1/contracts/${contract().contractId}/chargebacks`,
    OFFICER,
    (id) => chargeback(id, contract().lotId),
  ]
}

/** First with the one way, then with the other: taken. */
const TWICE: [string, Parameters<typeof newId>[0], () => Way, () => Way][] = [
  [
    'a book',
    'bok',
    () => ['/v1/books', OFFICER, (id) => book(id.slice(-19), id)],
    () => ['/v1/books', OFFICER, (id) => book('6222000000000099', id)],
  ],
  [
    'a bank account of two books',
    'bok',
    () => ['/v1/books', OFFICER, (id) => book(id.slice(-19), id)],
    () => ['/v1/books', OFFICER, (id) => book(id.slice(-19))],
  ],
  [
    'a merchant',
    'mer',
    () => ['/v1/merchants', OFFICER, (id) => merchant(id)],
    () => ['/v1/merchants', OFFICER, (id) => merchant(id)],
  ],
  [
    'a merchant of another book',
    'mer',
    () => ['/v1/merchants', OFFICER, (id) => merchant(id)],
    () => ['/v1/merchants', OFFICER, (id) => merchant(id, OTHER_BOOK)],
  ],
  [
    'a product',
    'prd',
    () => ['/v1/products', DESK, product],
    () => ['/v1/products', DESK, product],
  ],
  [
    'a product of another book',
    'prd',
    () => ['/v1/products', DESK, product],
    () => ['/v1/products', POOL, product],
  ],
  ['a contract', 'ctr', () => contracts, () => contracts],
  ['a contract of another book', 'ctr', () => contracts, () => poolContracts],
  ['a lot', 'lot', () => lots, () => lots],
  ['a lot of another book', 'lot', () => lots, () => poolLots],
  [
    'a lot as a renewal',
    'lot',
    () => lots,
    () => [`/v1/contracts/${hers.contractId}/lots`, DESK, (lotId) => ({ lotId, productId })],
  ],
  ['a session', 'ses', sessionOf(() => hers), sessionOf(() => others)],
  ['a refund', 'ref', refundOf(() => hers, 561), refundOf(() => others, 562)],
  ['a chargeback', 'cbk', chargebackOf(() => others), chargebackOf(() => others)],
  [
    'a policy',
    'pol',
    () => ['/v1/policies', OFFICER, (id) => policy(id)],
    () => ['/v1/policies', OFFICER, (id) => policy(id)],
  ],
  [
    'a policy of another book',
    'pol',
    () => ['/v1/policies', OFFICER, (id) => policy(id)],
    () => ['/v1/policies', OFFICER, (id) => policy(id, OTHER_BOOK)],
  ],
  [
    'a change of a merchant',
    'chg',
    () => [`/v1/merchants/${MERCHANT}/status-changes`, OFFICER, gone],
    () => [`/v1/merchants/${MERCHANT}/status-changes`, OFFICER, gone],
  ],
]

describe('used twice, an id is taken', () => {
  test.each(TWICE)('%s', async (_name, prefix, first, second) => {
    const id = newId(prefix)
    const [path, as, json] = first()
    await must(path, as, json(id))
    const [again, by, other] = second()
    expect(verdict(await post(again, by, other(id)))).toEqual([409, 'id_taken'])
  })

  test('a freeze', async () => {
    const freeze = {
      freezeId: newId('frz'),
      bookId: BOOK,
      scope: 'MERCHANT',
      subjectId: newId('mer'),
      reason: '核查',
      basis: 'LEGAL',
      evidenceSha256: 'a'.repeat(64),
    }
    const place = (json: object) =>
      asker(house.urls.notary, { path: '/v1/freezes', as: OFFICER, json })
    expect((await place(freeze)).status).toBe(201)
    expect(verdict(await place({ ...freeze, reason: '又' }))).toEqual([409, 'id_taken'])
  })

  test('a session in the batch of a day, in which its neighbour is recorded', async () => {
    const sessionId = newId('ses')
    const sale = { member: 564, productId, priceFen: PRICE_FEN, at: at('03-01') }
    const { contractId } = (await sell(stage, [sale]))[0]!
    const items = [{ sessionId }, { sessionId }, {}].map((item) => ({ contractId, ...item }))
    const { body } = await post('/v1/session-batches', DESK, { items })
    const told = (body as { items: { refusal?: { code: string } }[] }).items
    expect(told.map(({ refusal }) => refusal?.code)).toEqual([undefined, 'id_taken', undefined])
  })
})

const contractNow = async (contractId: string) =>
  (await asker(house.urls.escrow, { path: `/v1/contracts/${contractId}`, as: OFFICER }))
    .body as ContractView
const statusOf = async (contractId: string) => (await contractNow(contractId)).status

test('a payout run of the same id pays nobody twice and nobody wrongly', async () => {
  const run = (runId: string) =>
    post('/v1/payout-runs', OFFICER, { bookId: BOOK, runId, early: true, occurredAt: at('06-01') })
  const sale = { member: 566, productId, priceFen: PRICE_FEN, at: at('03-01') }
  const gym = (await sell(stage, [sale]))[0]!
  await attend(stage, gym, at('04-05'), 'TAP')
  const runId = newId('run')
  const first = await run(runId)
  expect((first.body as { payouts: object[] }).payouts).toHaveLength(1)
  await attend(stage, gym, at('04-06'), 'TAP')
  expect(verdict(await run(runId))).toEqual([409, 'id_taken'])
  const { body } = await run(newId('run'))
  expect((body as { payouts: { amountFen: string }[] }).payouts).toMatchObject([
    { amountFen: '10000' },
  ])
})

test('one key opens one book, however often it is asked', async () => {
  const key = randomUUID()
  const wish = book('6222000000000057')
  const all = await Promise.all([1, 2, 3].map(() => post('/v1/books', OFFICER, wish, key)))
  expect(all.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(all.map(({ body }) => (body as { bookId: string }).bookId)).size).toBe(1)
  const other = await post('/v1/books', OFFICER, book('6222000000000058'), key)
  expect(verdict(other)).toEqual([422, 'idempotency_key_reused'])
})

test('the same contract and lot body in two shops: each is paid by its own reference', async () => {
  const body = newId('ctr').slice('ctr_'.length)
  const first = await must('/v1/contracts', DESK, signing({ contractId: `ctr_${body}` }))
  const second = await must('/v1/contracts', DESK, signing({ lotId: `lot_${body}` }))
  const references = [first['reference']!, second['reference']!]
  expect(references.every(isReference)).toBe(true)
  expect(new Set(references).size).toBe(2)
  await payIn(stage, {
    member: 563,
    amountFen: 50_000n,
    remittance: references[0]!,
    at: at('03-21'),
  })
  await importYear(stage)
  const lotsOf = async (id: string) => (await contractNow(id)).lots.map((lot) => lot.status)
  await until(
    'hers has it',
    async () => (await lotsOf(first['contractId']!))[0] === 'PART_FUNDED' || undefined,
  )
  expect(await lotsOf(second['contractId']!)).toEqual(['OFFERED'])
})

test('a refund named like money in suspense is a debt and a payment of its own', async () => {
  const sale = { member: 565, productId, priceFen: PRICE_FEN, at: at('03-01') }
  const { contractId, reference } = (await sell(stage, [sale]))[0]!
  await payIn(stage, { member: 565, amountFen: PRICE_FEN, remittance: reference, at: at('03-02') })
  await importYear(stage)
  const item = await until('it waits', async () => {
    const call = { as: OFFICER, query: { status: 'WAITING' as const } }
    const { items } = await stage.client.call(house.urls.escrow, escrowRoutes.listSuspense, call)
    return items.find((each) => each.amountFen === String(PRICE_FEN))
  })
  const refundId = renameId(item.suspenseId, 'ref')
  await must(`/v1/contracts/${contractId}/refunds`, memberLogin(565), { refundId, reason: '搬家' })
  await must(`/v1/suspense/${item.suspenseId}/returns`, OFFICER, { reason: '重复' })
  await must(`/v1/refunds/${refundId}/decisions`, DESK, { decision: 'AGREE' })
  const approval = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }
  await must(`/v1/refunds/${refundId}/decisions`, OFFICER, approval)
  for (const paymentId of [refundId, item.suspenseId]) {
    await approve(stage, 'REFUND', paymentId, at('04-01'))
    await awaitPayment(stage, 'REFUND', paymentId, ['SENT'])
  }
  await importYear(stage)
  for (const paymentId of [refundId, item.suspenseId]) {
    await awaitPayment(stage, 'REFUND', paymentId, ['SETTLED'])
  }
  await awaitQuiet(stage)
  expect(await statusOf(contractId)).toBe('CLOSED')
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
