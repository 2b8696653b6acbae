// Requests that settlement and the notary cannot meet, and the answer that each must get.
import type { Ask } from './ask.ts'
import { FILE_BYTES_MAX, get, json, nobody, post, scene, type Row } from './bad-request.ts'

const file = (over: Partial<Ask> = {}): Ask => ({
  path: '/v1/bank-statements',
  as: 'wang',
  raw: { type: 'application/xml', bytes: '<Document/>' },
  ...over,
})

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
