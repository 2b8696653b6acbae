// Requests that escrow cannot meet, and the answer that each must get.
import { BOOK } from '@ticun/demo'
import type { Ask } from './ask.ts'
import { get, json, JSON_BYTES_MAX, nobody, notUtf8, post, scene, type Row } from './bad-request.ts'
import { forgedToken } from './foreign-tokens.ts'

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
    ['/district', '/industry'],
  ],
  [
    'an industry that is every one',
    () => post('/v1/merchants', 'wang', { ...shop, industry: '*', district: '长宁区' }),
    400,
    'body_breaks_schema',
    ['/industry'],
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
