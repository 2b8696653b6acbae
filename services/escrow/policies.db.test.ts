// Knows that policies need two officers, that listing and selling keep them, and what they touch.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type LotTerms, type PolicyDraft, type SessionPackTerms } from '@ticun/protocol'
import type { Outcome, Verb } from './command/command.ts'
import { previewPolicy } from './read/policy-preview.ts'
import {
  commandFor,
  consumer,
  consumerId,
  officer,
  openTestBook,
  openTestEscrow,
  terms,
  type TestBook,
} from './test-book.ts'

const second = { ...officer, id: 'li' }
const NOTICE: PolicyDraft = {
  key: 'notice_days',
  value: 45,
  industry: 'FITNESS',
  district: '*',
  from: '2025-06-01',
  source: 'test',
}
const SMALL: PolicyDraft = { ...NOTICE, key: 'cap_amount', value: '200000', kind: 'SESSION_PACK' }

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let book: TestBook

beforeAll(async () => {
  escrow = await openTestEscrow()
  book = await openTestBook(escrow.db, terms, 'FITNESS')
})
afterAll(() => escrow.close())

const answerOf = ([outcome]: Outcome[]) => {
  const { answer } = outcome!
  return ('body' in answer ? answer.body : answer) as Record<string, unknown>
}
const as = async (actor: typeof officer, verb: Verb) =>
  answerOf(await book.run(commandFor(book.bookId, actor, verb)))
const propose = async (policy: PolicyDraft, policyId = newId('pol')) => ({
  policyId,
  answer: await as(officer, { verb: 'propose-policy', policyId, policy }),
})
const decide = (actor: typeof officer, policyId: string, decision: 'APPROVE' | 'REJECT') =>
  as(actor, { verb: 'decide-policy', policyId, body: { decision } })
const inForce = async (policy: PolicyDraft) => {
  const { policyId } = await propose(policy)
  expect(await decide(second, policyId, 'APPROVE')).toMatchObject({ status: 'IN_FORCE' })
}
const list = (productTerms: LotTerms, productId = newId('prd')) =>
  as(book.desk, {
    verb: 'list-product',
    productId,
    merchantId: book.merchantId,
    body: { name: '课包', terms: productTerms },
  })
const pack = (changes: Partial<SessionPackTerms>): LotTerms => ({ ...terms, ...changes })
const buy = (productId: string, buyer = consumerId) =>
  as(
    { ...consumer, party: buyer },
    {
      verb: 'sign-contract',
      contractId: newId('ctr'),
      lotId: newId('lot'),
      productId,
      consumerId: buyer,
      consumerName: '张三丰',
    },
  )

describe('four eyes', () => {
  test('a proposal holds once another officer has approved it', async () => {
    const { policyId, answer } = await propose(NOTICE)
    expect(answer).toMatchObject({ status: 'PROPOSED', setBy: 'wang', policy: NOTICE })
    expect(await decide(officer, policyId, 'APPROVE')).toMatchObject({ refused: 'same_person' })
    const set = await decide(second, policyId, 'APPROVE')
    expect(set).toMatchObject({ status: 'IN_FORCE', setBy: 'wang', decidedBy: 'li' })
    const again = await decide(second, policyId, 'REJECT')
    expect(again).toMatchObject({ refused: 'policy_not_open', detail: 'IN_FORCE' })
    expect((await propose(NOTICE, policyId)).answer).toMatchObject({ refused: 'id_taken' })
  })
  test('the author may take a proposal back', async () => {
    const { policyId } = await propose(NOTICE)
    expect(await decide(officer, policyId, 'REJECT')).toMatchObject({ status: 'REJECTED' })
  })
  test('what could never hold, or would change the past, is refused', async () => {
    const ofKind = await propose({ ...NOTICE, kind: 'TERM_CARD' })
    expect(ofKind.answer).toMatchObject({ refused: 'policy_without_kind', detail: 'notice_days' })
    const past = await propose({ ...NOTICE, from: '2025-05-31' })
    expect(past.answer).toMatchObject({ refused: 'policy_backdated' })
    const window = { ...NOTICE, key: 'dispute_window_days', value: 3 } as const
    expect((await propose(window)).answer).toMatchObject({ refused: 'policy_backdated' })
    expect((await propose({ ...window, from: '2025-06-02' })).answer).toHaveProperty('policyId')
  })
  test('what waited until its first day was over is not approved any more', async () => {
    const { policyId } = await propose(NOTICE)
    const verb = { verb: 'decide-policy' as const, policyId }
    const late = (decision: 'APPROVE' | 'REJECT', now: string) =>
      book
        .run(commandFor(book.bookId, second, { ...verb, body: { decision } }, { now }))
        .then(answerOf)
    // 24:00 of the first day in Shanghai.
    const over = '2025-06-01T16:00:00.000Z'
    expect(await late('APPROVE', over)).toMatchObject({ refused: 'policy_backdated' })
    expect(await late('REJECT', over)).toMatchObject({ status: 'REJECTED' })
    const inTime = await propose(NOTICE)
    verb.policyId = inTime.policyId
    const last = await late('APPROVE', '2025-06-01T15:59:59.999Z')
    expect(last).toMatchObject({ status: 'IN_FORCE' })
  })
  test('what is unknown or ends early is refused', async () => {
    const unknown = await decide(second, newId('pol'), 'APPROVE')
    expect(unknown).toMatchObject({ refused: 'unknown_policy' })
    const { answer } = await propose({ ...NOTICE, until: '2025-05-31' })
    expect(answer).toMatchObject({ refused: 'policy_ends_early' })
  })
})

describe('listing', () => {
  test('a void clause is refused with its words and article', async () => {
    const refused = await list(pack({ clauses: ['课程有效期一年', '一经售出，概不退款'] }))
    expect(refused).toMatchObject({ refused: 'terms_forbidden' })
    expect(refused['detail']).toContain('clause 1: "不退"')
    expect(refused['detail']).toContain('第九条')
  })
  test('a doubtful clause is listed and flagged', async () => {
    const listed = await list(pack({ clauses: ['消费次数以本店记录为准'] }))
    expect(listed).toMatchObject({ version: 1, giftsCounted: false })
    expect(listed['findings']).toMatchObject([{ rule: 'own_records_only', verdict: 'FLAG' }])
  })
  test.each([
    ['20,000 yuan and 60 sessions', { priceFen: '2000000', sessions: 60 }, { version: 1 }],
    ['20,000.01 yuan', { priceFen: '2000001' }, { refused: 'cap_amount_exceeded' }],
    ['61 sessions', { sessions: 61 }, { refused: 'cap_sessions_exceeded' }],
    ['gifts count', { sessions: 50, gifts: 11 }, { refused: 'cap_sessions_exceeded' }],
    ['gifts are flagged', { sessions: 50, gifts: 10 }, { giftsCounted: true }],
  ])('F21 %s', async (_, changes, expected) => {
    expect(await list(pack(changes))).toMatchObject(expected)
  })
  test('F21 a term beyond 24 months', async () => {
    const card = {
      kind: 'TERM_CARD',
      priceFen: '300000',
      currency: 'CNY',
      coolingOffDays: 7,
    } as const
    const listed = await list({ ...card, unit: 'MONTH', units: 24 })
    expect(listed).toMatchObject({ version: 1 })
    const refused = await list({ ...card, unit: 'MONTH', units: 25 })
    expect(refused).toMatchObject({ refused: 'cap_term_exceeded' })
  })
  test('a new version is for later contracts; a withdrawn product is sold no more', async () => {
    const productId = newId('prd')
    await list(pack({ priceFen: '100000' }), productId)
    const first = await buy(productId, newId('con'))
    const body = { terms: pack({ priceFen: '120000' }) }
    expect(await as(book.desk, { verb: 'list-version', productId, body })).toMatchObject({
      version: 2,
      terms: { priceFen: '120000' },
    })
    const stranger = { ...book.desk, party: newId('mer') }
    expect(await as(stranger, { verb: 'list-version', productId, body })).toMatchObject({
      refused: 'not_yours',
    })
    await buy(productId, newId('con'))
    const lots = await escrow.db
      .selectFrom('lot')
      .select(['product_version', 'price'])
      .where('product_id', '=', productId)
      .orderBy('product_version')
      .execute()
    expect(lots).toEqual([
      { product_version: 1, price: 100_000n },
      { product_version: 2, price: 120_000n },
    ])
    expect(first).toHaveProperty('contractId')
    const withdrawal = { verb: 'withdraw-product' as const, productId, reason: '停售' }
    expect(await as(book.desk, withdrawal)).toMatchObject({ version: 2 })
    expect(await buy(productId)).toMatchObject({ refused: 'product_withdrawn' })
    expect(await as(book.desk, withdrawal)).toMatchObject({ refused: 'product_withdrawn' })
  })
  test('cooling-off is never shorter than the law’s', async () => {
    const productId = newId('prd')
    await list(pack({ priceFen: '1000', sessions: 1, coolingOffDays: 0 }), productId)
    await buy(productId, newId('con'))
    const { terms: agreed } = await escrow.db
      .selectFrom('lot')
      .select('terms')
      .where('product_id', '=', productId)
      .executeTakeFirstOrThrow()
    expect(agreed.coolingOffDays).toBe(7)
  })
})

describe('F21 at a sale', () => {
  test('what she has prepaid there already counts, paid or not', async () => {
    const [large, small, tiny] = [newId('prd'), newId('prd'), newId('prd')]
    await list(pack({ priceFen: '1900000', sessions: 50 }), large)
    await list(pack({ priceFen: '100000', sessions: 10 }), small)
    await list(pack({ priceFen: '1', sessions: 1 }), tiny)
    const buyer = newId('con')
    expect(await buy(large, buyer)).toHaveProperty('contractId')
    expect(await buy(large, buyer)).toMatchObject({
      refused: 'cap_amount_exceeded',
      detail: 'limit 2000000, would be 3800000: 沪体规文〔2025〕1号 第八条 art 8',
    })
    expect(await buy(small, buyer)).toHaveProperty('contractId')
    expect(await buy(tiny, buyer)).toMatchObject({ refused: 'cap_amount_exceeded' })
    // Another consumer is another customer.
    expect(await buy(tiny, newId('con'))).toHaveProperty('contractId')
  })
  test('all classes together', async () => {
    const [large, card] = [newId('prd'), newId('prd')]
    await list(pack({ priceFen: '1900000', sessions: 50 }), large)
    const membership = { kind: 'TERM_CARD', currency: 'CNY', coolingOffDays: 7 } as const
    await list({ ...membership, priceFen: '100001', unit: 'MONTH', units: 1 }, card)
    const buyer = newId('con')
    await buy(large, buyer)
    expect(await buy(card, buyer)).toMatchObject({ refused: 'cap_total_exceeded' })
  })
})

describe('preview', () => {
  test('says what a lower cap would touch, and changes nothing', async () => {
    const before = await previewPolicy(escrow.db, book.bookId, NOTICE, '2025-06-01T04:00:00.000Z')
    expect(before.productsRefused.count).toBe(0)
    const touched = await previewPolicy(escrow.db, book.bookId, SMALL, '2025-06-01T04:00:00.000Z')
    // 299900, 299900 (flagged), 2000000, 299900 (gifts), 1900000 twice.
    expect(touched.productsRefused.count).toBe(6)
    expect(touched.productsRefused.first).toContain(book.productId)
    expect(touched.consumersOverCap.count).toBe(2)
    expect(touched.lotsOverCap.count).toBe(3)
    expect(touched.contractsKept).toBeGreaterThan(5)
    const elsewhere = { ...SMALL, industry: 'TUTORING' }
    const none = await previewPolicy(escrow.db, book.bookId, elsewhere, '2025-06-01T04:00:00.000Z')
    expect(none).toMatchObject({ productsRefused: { count: 0 }, contractsKept: 0 })
  })
  test('then it holds for new sales only', async () => {
    const contract = await book.sign()
    await inForce(SMALL)
    expect(await buy(book.productId, newId('con'))).toMatchObject({
      refused: 'cap_amount_exceeded',
      detail: 'limit 200000, would be 299900: test',
    })
    // The contract that was signed before is funded as it was agreed.
    await book.fund(contract)
    const { status } = await escrow.db
      .selectFrom('lot_use')
      .select('status')
      .where('contract_id', '=', contract.contractId)
      .executeTakeFirstOrThrow()
    expect(status).toBe('ACTIVE')
  })
})
