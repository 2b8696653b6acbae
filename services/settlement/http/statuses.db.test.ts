// The answers of settlement's edge: who may do what, and what a request that cannot be met is told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BOOK, bookOpened, payoutDue } from '../test-facts.ts'
import { openStage, type Ask, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const TOO_LARGE = 33 * 1024 * 1024
const MANY = 1024 * 1024 + 1
let stage: Stage
let payoutId = ''
let wrongBook = ''

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  const due = payoutDue(5n)
  payoutId = due.payoutId
  await stage.say([bookOpened(), due.fact])
  await stage.bank.payIn({ amountFen: 5n, remittance: '', bookedAt: '2015-03-02T00:00:00Z' })
  wrongBook = (await stage.bank.camt('2015-03-02', '2015-03-03')).replaceAll(
    '3100066631018000001',
    '3100066631018000002',
  )
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

const xml = (bytes: string) => ({ file: { type: 'application/xml', bytes } })
const importOf = (over: Partial<Ask> = {}): Ask => ({
  method: 'POST',
  path: '/v1/bank-statements',
  as: 'wang',
  ...xml('<Document/>'),
  ...over,
})
const approvalOf = (over: Partial<Ask> = {}): Ask => ({
  method: 'POST',
  path: `/v1/payouts/${payoutId}/approvals`,
  as: 'li',
  json: {},
  ...over,
})
const BAD_BODY = 'body_breaks_schema'
const ACCOUNT_OF_HERS = { number: '6217', name: '张三' }
const accountOf = (json: object): Ask => ({
  method: 'POST',
  path: '/v1/refund-accounts',
  as: 'm0001',
  json,
})
const recordOf = (json: object): Ask => ({
  ...accountOf(json),
  as: 'li',
  path: `/v1/consumers/con_${'0'.repeat(26)}/refund-accounts`,
})
const NOBODY = `/v1/payouts/pay_${'0'.repeat(26)}/approvals`
const { file: _, ...withoutFile } = importOf()

const table: [string, () => Ask, number, string][] = [
  ['an import without a token', () => ({ ...withoutFile, as: '' }), 401, 'token_missing'],
  ['an import by a merchant', () => importOf({ as: 'coach' }), 403, 'wrong_role'],
  ['an import by a member', () => importOf({ as: 'm0001' }), 403, 'wrong_role'],
  ['an import by the regulator', () => importOf({ as: 'guan' }), 403, 'wrong_role'],
  ['an import without a key', () => importOf({ key: '' }), 400, 'idempotency_key_missing'],
  ['an import of nothing', () => withoutFile, 400, 'body_breaks_schema'],
  [
    'an import of JSON',
    () => importOf({ file: { type: 'application/json', bytes: '{}' } }),
    415,
    'unsupported_media_type',
  ],
  ['a huge import', () => importOf(xml('x'.repeat(TOO_LARGE))), 413, 'body_too_large'],
  ['an unreadable file', () => importOf(), 422, 'statement_not_readable'],
  ['another account', () => importOf(xml(wrongBook)), 422, 'statement_of_other_account'],
  ['an approval by a merchant', () => approvalOf({ as: 'coach' }), 403, 'wrong_role'],
  ['an approval by its author', () => approvalOf({ as: 'wang' }), 403, 'same_person'],
  ['an approval of nothing', () => approvalOf({ path: NOBODY }), 404, 'unknown_payment'],
  [
    'an approval of an impossible id',
    () => approvalOf({ path: '/v1/payouts/7/approvals' }),
    404,
    'unknown_payment',
  ],
  [
    'an approval with a wrong body',
    () => approvalOf({ json: { occurredAt: 'now' } }),
    400,
    'body_breaks_schema',
  ],
  [
    'a huge approval',
    () => approvalOf({ json: { occurredAt: 'x'.repeat(MANY) } }),
    413,
    'body_too_large',
  ],
  [
    'approvals of nothing',
    () => approvalOf({ path: '/v1/payouts/approvals', json: { paymentIds: [] } }),
    400,
    'body_breaks_schema',
  ],
  [
    'approvals of refunds as payouts',
    () =>
      approvalOf({
        path: '/v1/payouts/approvals',
        json: { paymentIds: [`ref_${'0'.repeat(26)}`] },
      }),
    400,
    'body_breaks_schema',
  ],
  [
    'approvals by a merchant',
    () => approvalOf({ as: 'coach', path: '/v1/payouts/approvals', json: {} }),
    403,
    'wrong_role',
  ],
  ['an account without a number', () => accountOf({ account: { name: '一' } }), 400, BAD_BODY],
  ['an account without evidence', () => recordOf({ account: ACCOUNT_OF_HERS }), 400, BAD_BODY],
  ['an account for a merchant', () => ({ ...accountOf({}), as: 'coach' }), 403, 'wrong_role'],
  ['payouts for a member', () => ({ path: '/v1/payouts', as: 'm0001' }), 403, 'wrong_role'],
  [
    'refunds for a merchant',
    () => ({ path: '/v1/refund-payments', as: 'coach' }),
    403,
    'wrong_role',
  ],
  ['deposits for a merchant', () => ({ path: '/v1/deposits', as: 'coach' }), 403, 'wrong_role'],
  ['suspense for the regulator', () => ({ path: '/v1/suspense', as: 'guan' }), 403, 'wrong_role'],
  [
    'a list with a broken cursor',
    () => ({ path: '/v1/deposits?cursor=abc', as: 'li' }),
    400,
    'cursor_broken',
  ],
  [
    'a list of an unknown status',
    () => ({ path: '/v1/payouts?status=LOST', as: 'li' }),
    400,
    'query_breaks_schema',
  ],
]

test.each(table)('%s', async (_what, ask, status, code) => {
  const asked = ask()
  if (asked.as === '') delete asked.as
  expect(await stage.ask(asked)).toMatchObject({ status, body: { code } })
})

test('none of them did anything', async () => {
  expect(await stage.facts()).toEqual([])
  for (const path of ['/v1/bank-statements', '/v1/deposits', '/v1/suspense']) {
    expect(await stage.ask({ path, as: 'li' })).toMatchObject({ status: 200, body: { items: [] } })
  }
  const payouts = await stage.ask({ path: '/v1/payouts', as: 'li' })
  expect(payouts.body).toMatchObject({ items: [{ paymentId: payoutId, status: 'DUE' }] })
})

test('a file that does not add up is refused with both figures', async () => {
  const good = await stage.bank.camt('2015-03-02', '2015-03-03')
  const answer = await stage.importXml(good.replaceAll('0.05', '0.06').replace('0.06', '0.05'))
  expect(answer).toMatchObject({ status: 422, body: { code: 'statement_does_not_add_up' } })
})

test('one key is one request, whatever it asks', async () => {
  const key = 'one-key'
  const camt = await stage.bank.camt('2015-03-02', '2015-03-03')
  expect(await stage.importXml(camt, key)).toMatchObject({ status: 201 })
  const reused = { status: 422, body: { code: 'idempotency_key_reused' } }
  expect(await stage.importXml('<Document/>', key)).toMatchObject(reused)
  expect(await stage.ask(approvalOf({ as: 'wang', key }))).toMatchObject(reused)
  // A no stays a no, and another person's key is another key.
  const refused = await stage.ask(approvalOf({ as: 'wang', key: 'refused' }))
  const again = await stage.ask(approvalOf({ as: 'wang', key: 'refused' }))
  expect([refused.status, again.status]).toEqual([403, 403])
  expect(await stage.ask(approvalOf({ key }))).toMatchObject({ status: 200 })
})

test('the book of a fact is the book of what is kept', async () => {
  const rows = await stage.db.selectFrom('payment').select(['book_id', 'payment_id']).execute()
  expect(rows).toEqual([{ book_id: BOOK, payment_id: payoutId }])
})
