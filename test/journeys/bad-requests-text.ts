// Requests with texts and times that are none: the caller's mistake, with a pointer to it.
import { BOOK } from '@ticun/demo'
import type { Ask } from './ask.ts'
import { get, json, nobody, post, scene, type Row } from './bad-request.ts'

/** Years that z.iso takes and Postgres does not, or that `Date` reads back as others. */
const YEAR_0 = '0000-01-01T00:00:00.000Z'
const YEAR_1 = '0001-01-01T00:00:00.000Z'
const YEAR_3000 = '3000-01-01T00:00:00.000Z'

const HALF = '快乐泳馆\ud83d'
const badBody = (what: string, ask: () => Ask, pointer: string): Row => [
  what,
  ask,
  400,
  'body_breaks_schema',
  [pointer],
]
const badQuery = (what: string, path: () => string, pointer: string): Row => [
  what,
  () => get(path(), 'wang'),
  400,
  'query_breaks_schema',
  [pointer],
]

const enrolment = (over: object) => ({
  merchantId: nobody('mer'),
  bookId: BOOK,
  name: '泳馆',
  industry: 'FITNESS',
  district: '长宁区',
  bankAccount: { number: '6222', name: '泳馆' },
  ...over,
})
const enrol = (over: object) => post('/v1/merchants', 'wang', enrolment(over))
const session = (over: object) =>
  post(`/v1/contracts/${scene.contractId}/sessions`, 'coach', { offline: true, ...over })
const chargeback = (over: object) =>
  post(`/v1/contracts/${scene.contractId}/chargebacks`, 'wang', {
    lotId: nobody('lot'),
    amountFen: '1',
    reason: '拒付',
    evidenceSha256: '0'.repeat(64),
    ...over,
  })
/** What a hash of keys alone would take for its own. */
const keyed = (key: string) => json(`{"${key}":{"a":1},"reason":"x"}`)
const reversal = (raw: NonNullable<Ask['raw']>): Ask => ({
  path: `/v1/sessions/${scene.sessionId}/reverse`,
  as: 'coach',
  raw,
})

export const ESCROW_TEXT: Row[] = [
  badQuery('balances of the year 0', () => `/v1/books/${BOOK}/balances?asOf=${YEAR_0}`, '/asOf'),
  badQuery(
    'balances as known in the year 0',
    () => `/v1/books/${BOOK}/balances?recordedAsOf=${YEAR_0}`,
    '/recordedAsOf',
  ),
  badQuery('entries from the year 0', () => `/v1/books/${BOOK}/entries?from=${YEAR_0}`, '/from'),
  badQuery(
    'a statement from the year 0',
    () => `/v1/books/${BOOK}/accounts/1001/statement?from=${YEAR_0}`,
    '/from',
  ),
  badQuery(
    'balances of the year 3000',
    () => `/v1/books/${BOOK}/balances?asOf=${YEAR_3000}`,
    '/asOf',
  ),
  badBody('a session of the year 0', () => session({ occurredAt: YEAR_0 }), '/occurredAt'),
  badBody('a session of the year 1', () => session({ occurredAt: YEAR_1 }), '/occurredAt'),
  badBody('a chargeback of the year 0', () => chargeback({ reversedAt: YEAR_0 }), '/reversedAt'),
  badBody(
    "half a character in an account's name",
    () => enrol({ bankAccount: { number: '6222', name: HALF } }),
    '/bankAccount/name',
  ),
  badBody('half a character in a name', () => enrol({ name: HALF }), '/name'),
  badBody('NUL in a district', () => enrol({ district: '长宁\u0000区' }), '/district'),
  badBody('a name that turns what follows', () => enrol({ name: '馆\u202e' }), '/name'),
  badBody('a name that nobody can see', () => enrol({ name: '\u200b\u00ad\ufe0f' }), '/name'),
  badBody('a name of 81 characters', () => enrol({ name: '馆'.repeat(81) }), '/name'),
  badBody('a list in place of a text', () => enrol({ name: ['馆'] }), '/name'),
  ['__proto__ in a body', () => reversal(keyed('__proto__')), 400, 'malformed_json'],
  [
    'the prototype of a constructor',
    () => reversal(json('{"constructor":{"prototype":{"a":1}},"reason":"x"}')),
    400,
    'malformed_json',
  ],
  [
    'a body that claims to be UTF-16',
    () => reversal({ ...json(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])) }),
    400,
    'malformed_json',
  ],
  badQuery('NUL in a search', () => '/v1/contracts?search=%00', '/search'),
  badQuery('a parameter twice', () => '/v1/contracts?limit=1&limit=2', '/limit'),
  badQuery('an endless number', () => `/v1/contracts?limit=${'9'.repeat(400)}`, '/limit'),
  badQuery('a policy of no name', () => `/v1/policies?bookId=${BOOK}&key=%00`, '/key'),
]

export const NOTARY_TEXT: Row[] = [
  badQuery('a trial balance of the year 0', () => `/v1/trial-balance?asOf=${YEAR_0}`, '/asOf'),
  badQuery('freezes of NUL', () => '/v1/freezes?subjectId=%00', '/subjectId'),
]
