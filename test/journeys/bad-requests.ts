// Requests that cannot be met, process by process, and the answer that each must get.
import { BOOK } from '@ticun/demo'
import type { Ask } from './ask.ts'
import { forgedToken } from './foreign-tokens.ts'

const JSON_BYTES_MAX = 1024 * 1024
const FILE_BYTES_MAX = 32 * 1024 * 1024

/** What is asked, the status, the problem's code, and the pointers into a body or query. */
export type Row = [what: string, ask: () => Ask, status: number, code: string, pointers?: string[]]

/** What the requests speak about; filled in when the gym is open. */
export const scene = {
  issuerUrl: '',
  contractId: '',
  productId: '',
  /** A session of member 101 that waits for her. */
  sessionId: '',
  /** An officer's token of another issuer. */
  otherIssuers: '',
}

const nobody = (prefix: string) => `${prefix}_${'0'.repeat(26)}`

const product = {
  name: '课包',
  terms: {
    kind: 'SESSION_PACK',
    priceFen: '1000',
    currency: 'CNY',
    sessions: 3,
    listPriceFen: '500',
    coolingOffDays: 7,
  },
}
const shop = { bookId: BOOK, name: '馆', bankAccount: { number: '6222', name: '馆' } }
const listing = (over: Partial<Ask> = {}): Ask => {
  const { json: _, ...bare } = { path: '/v1/products', as: 'coach', json: product, ...over }
  return over.raw ? bare : { path: '/v1/products', as: 'coach', json: product, ...over }
}
const signing = (over: object = {}): Ask => {
  const consumerId = 'con_00000000000000000000000101'
  const json = { productId: scene.productId, consumerId, consumerName: '王小明', ...over }
  return { path: '/v1/contracts', as: 'coach', json }
}
const session = (over: Partial<Ask> = {}): Ask => {
  const json = { occurredAt: '2024-03-03T01:00:00.000Z' }
  return { path: `/v1/contracts/${scene.contractId}/sessions`, as: 'coach', json, ...over }
}
const get = (path: string, as?: string): Ask => ({ path, ...(as === undefined ? {} : { as }) })
const post = (path: string, as: string, json: object = {}): Ask => ({ path, as, json })
const file = (over: Partial<Ask> = {}): Ask => ({
  path: '/v1/bank-statements',
  as: 'wang',
  raw: { type: 'application/xml', bytes: '<Document/>' },
  ...over,
})
const json = (bytes: string | Uint8Array<ArrayBuffer>) => ({ type: 'application/json', bytes })
const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])

export const ESCROW: Row[] = [
  [
    'a product with wrong terms',
    () =>
      listing({
        json: {
          name: ' ',
          terms: {
            kind: 'SESSION_PACK',
            priceFen: '-1',
            currency: 'USD',
            sessions: 0,
            listPriceFen: '1.5',
            coolingOffDays: 'seven',
          },
        },
      }),
    400,
    'body_breaks_schema',
    [
      '/name',
      '/terms/coolingOffDays',
      '/terms/currency',
      '/terms/listPriceFen',
      '/terms/priceFen',
      '/terms/sessions',
    ],
  ],
  [
    'a product of a kind that there is not',
    () => listing({ json: { name: 'x', terms: { kind: 'LOTTERY' } } }),
    400,
    'body_breaks_schema',
    ['/terms/kind'],
  ],
  [
    'an industry that is a word',
    () => post('/v1/merchants', 'wang', { ...shop, industry: '健身', district: '' }),
    400,
    'body_breaks_schema',
    ['/industry', '/district'],
  ],
  ['a product that is a list', () => listing({ json: [] }), 400, 'body_breaks_schema', ['']],
  ['a product of nothing', () => listing({ raw: json('') }), 400, 'body_breaks_schema', ['']],
  [
    'a code of two digits, a day instead of an instant',
    () => session({ json: { code: '12', occurredAt: '2024-03-03' } }),
    400,
    'body_breaks_schema',
    ['/code', '/occurredAt'],
  ],
  [
    'an impossible decision',
    () => post(`/v1/refunds/${nobody('ref')}/decisions`, 'wang', { decision: 'MAYBE' }),
    400,
    'body_breaks_schema',
    ['/decision'],
  ],
  [
    'a page of nothing',
    () => get('/v1/contracts?limit=0', 'wang'),
    400,
    'query_breaks_schema',
    ['/limit'],
  ],
  ['a broken cursor', () => get('/v1/contracts?cursor=abc', 'wang'), 400, 'cursor_broken'],
  ['JSON that is cut off', () => listing({ raw: json('{"name":') }), 400, 'malformed_json'],
  ['bytes that are no text', () => listing({ raw: json(notUtf8) }), 400, 'malformed_json'],
  ['no key', () => session({ key: '' }), 400, 'idempotency_key_missing'],
  ['a key of two words', () => session({ key: 'a b' }), 400, 'idempotency_key_malformed'],
  ['an endless key', () => session({ key: 'k'.repeat(129) }), 400, 'idempotency_key_malformed'],
  ['no token', () => ({ path: '/v1/products', json: product }), 401, 'token_missing'],
  ['no token for reading', () => get('/v1/contracts'), 401, 'token_missing'],
  ['a token of another issuer', () => session({ token: scene.otherIssuers }), 401, 'token_invalid'],
  [
    'a token signed by somebody else',
    () => ({ path: '/v1/contracts', token: forgedToken(scene.issuerUrl, 'ES256') }),
    401,
    'token_invalid',
  ],
  [
    'a token signed by nobody',
    () => ({ path: '/v1/contracts', token: forgedToken(scene.issuerUrl, 'none') }),
    401,
    'token_invalid',
  ],
  ['a garbled token', () => session({ token: 'not.a.token' }), 401, 'token_invalid'],
  ['a session recorded by a member', () => session({ as: 'm0101' }), 403, 'wrong_role'],
  ['a session recorded by an officer', () => session({ as: 'wang' }), 403, 'wrong_role'],
  ['a product listed by a member', () => listing({ as: 'm0101' }), 403, 'wrong_role'],
  [
    'a payout run by a merchant',
    () => post('/v1/payout-runs', 'coach', { bookId: BOOK }),
    403,
    'wrong_role',
  ],
  ['contracts for the regulator', () => get('/v1/contracts', 'guan'), 403, 'wrong_role'],
  ['a session of another gym', () => session({ as: 'rival' }), 403, 'not_yours'],
  [
    "a confirmation of another's session",
    () => post(`/v1/sessions/${scene.sessionId}/confirm`, 'm0102'),
    403,
    'not_yours',
  ],
  ['an unknown path', () => get('/v1/nothing', 'wang'), 404, 'unknown_route'],
  [
    'an unknown contract',
    () => get(`/v1/contracts/${nobody('ctr')}`, 'wang'),
    404,
    'unknown_contract',
  ],
  ['an impossible contract', () => get('/v1/contracts/ctr_7', 'wang'), 404, 'unknown_contract'],
  [
    'a session of an unknown contract',
    () => session({ path: `/v1/contracts/${nobody('ctr')}/sessions` }),
    404,
    'unknown_contract',
  ],
  [
    'a statement of an unknown contract',
    () => get(`/v1/contracts/${nobody('ctr')}/statement`, 'wang'),
    404,
    'unknown_contract',
  ],
  [
    'a quote of an unknown contract',
    () => get(`/v1/contracts/${nobody('ctr')}/refund-quote`, 'm0101'),
    404,
    'unknown_contract',
  ],
  [
    'a refund of an unknown contract',
    () => post(`/v1/contracts/${nobody('ctr')}/refunds`, 'm0101', { reason: '搬家' }),
    404,
    'unknown_contract',
  ],
  [
    'a decision on an unknown refund',
    () => post(`/v1/refunds/${nobody('ref')}/decisions`, 'wang', { decision: 'APPROVE' }),
    404,
    'unknown_refund',
  ],
  [
    'a confirmation of an unknown session',
    () => post(`/v1/sessions/${nobody('ses')}/confirm`, 'm0101'),
    404,
    'unknown_session',
  ],
  [
    'taking an unknown session back',
    () => post(`/v1/sessions/${nobody('ses')}/reverse`, 'coach', { reason: '误点' }),
    404,
    'unknown_session',
  ],
  ['a pack that nobody sells', () => signing({ productId: nobody('prd') }), 404, 'unknown_product'],
  [
    'a payout run of an unknown book',
    () => post('/v1/payout-runs', 'wang', { bookId: nobody('bok') }),
    404,
    'unknown_book',
  ],
  [
    'entries of an unknown book',
    () => get(`/v1/books/${nobody('bok')}/entries`, 'wang'),
    404,
    'unknown_book',
  ],
  [
    "an unknown merchant's money",
    () => get(`/v1/merchants/${nobody('mer')}/summary`, 'wang'),
    404,
    'unknown_merchant',
  ],
  [
    'a wrong method',
    () => ({ method: 'PUT', path: '/v1/products', as: 'coach' }),
    405,
    'method_not_allowed',
  ],
  [
    'a huge body',
    () => listing({ raw: json(' '.repeat(JSON_BYTES_MAX + 1)) }),
    413,
    'body_too_large',
  ],
  ['an endless id', () => get(`/v1/contracts/${'7'.repeat(200)}`, 'wang'), 414, 'path_too_long'],
  [
    'a form instead of JSON',
    () => listing({ raw: { type: 'application/x-www-form-urlencoded', bytes: 'name=a' } }),
    415,
    'unsupported_media_type',
  ],
  [
    'plain text',
    () => listing({ raw: { type: 'text/plain', bytes: '{}' } }),
    415,
    'unsupported_media_type',
  ],
]

export const SETTLEMENT: Row[] = [
  [
    'an approval at an impossible time',
    () => post(`/v1/payouts/${nobody('pay')}/approvals`, 'li', { occurredAt: 'now' }),
    400,
    'body_breaks_schema',
    ['/occurredAt'],
  ],
  [
    'payouts of no status',
    () => get('/v1/payouts?status=LOST', 'li'),
    400,
    'query_breaks_schema',
    ['/status'],
  ],
  [
    'a statement without a file',
    () => post('/v1/bank-statements', 'wang'),
    415,
    'unsupported_media_type',
  ],
  [
    'an approval that is cut off',
    () => ({ path: `/v1/payouts/${nobody('pay')}/approvals`, as: 'li', raw: json('{') }),
    400,
    'malformed_json',
  ],
  ['a statement without a key', () => file({ key: '' }), 400, 'idempotency_key_missing'],
  [
    'a statement without a token',
    () => ({ path: '/v1/bank-statements', raw: { type: 'text/csv', bytes: 'a' } }),
    401,
    'token_missing',
  ],
  [
    'a statement with a foreign token',
    () => file({ token: scene.otherIssuers }),
    401,
    'token_invalid',
  ],
  ['a statement of a merchant', () => file({ as: 'coach' }), 403, 'wrong_role'],
  ['suspense for a member', () => get('/v1/suspense', 'm0101'), 403, 'wrong_role'],
  [
    'an unknown payout',
    () => post(`/v1/payouts/${nobody('pay')}/approvals`, 'li'),
    404,
    'unknown_payment',
  ],
  [
    'an unknown refund',
    () => post(`/v1/refund-payments/${nobody('ref')}/approvals`, 'li'),
    404,
    'unknown_payment',
  ],
  [
    'a huge statement',
    () => file({ raw: { type: 'text/csv', bytes: 'x'.repeat(FILE_BYTES_MAX + 1) } }),
    413,
    'body_too_large',
  ],
  ['a statement in JSON', () => file({ raw: json('{}') }), 415, 'unsupported_media_type'],
  ['an unreadable statement', () => file(), 422, 'statement_not_readable'],
]

export const NOTARY: Row[] = [
  [
    'a book of no name',
    () => get('/v1/trial-balance?bookId=x', 'wang'),
    400,
    'query_breaks_schema',
    ['/bookId'],
  ],
  ['a balance without a token', () => get('/v1/trial-balance'), 401, 'token_missing'],
  [
    'a balance with a foreign token',
    () => ({ path: '/v1/trial-balance', token: scene.otherIssuers }),
    401,
    'token_invalid',
  ],
  ['a balance for a merchant', () => get('/v1/trial-balance', 'coach'), 403, 'wrong_role'],
  [
    'a reconciliation for a member',
    () => get('/v1/reconciliations/current', 'm0101'),
    403,
    'wrong_role',
  ],
  [
    'an unknown book',
    () => get(`/v1/trial-balance?bookId=${nobody('bok')}`, 'guan'),
    404,
    'unknown_book',
  ],
  ['an unknown entry', () => get('/v1/entries/999999/proof'), 404, 'unknown_entry'],
  ['an impossible entry', () => get('/v1/entries/-1/proof'), 404, 'unknown_entry'],
  ['a tile that does not exist', () => get('/tile/0/x999/999'), 404, 'unknown_route'],
  ['writing to the log', () => post('/checkpoint', 'wang'), 405, 'method_not_allowed'],
]
