// Knows how the bank turns away what it cannot take.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { incoming, NOTARY, pain001, startTestBank, type TestBank } from './test-bank.ts'

let bank: TestBank

beforeAll(async () => {
  bank = await startTestBank()
})
afterAll(() => bank.end())

const call: TestBank['call'] = (...parts) => bank.call(...parts)

const bad: [string, string, unknown, number, string][] = [
  ['PUT', '/accounts/!', { name: 'a' }, 400, 'body_invalid'],
  ['PUT', '/accounts/1', { name: '' }, 400, 'body_invalid'],
  ['GET', '/accounts/1', undefined, 404, 'unknown_account'],
  ['POST', '/incoming-transfers', { ...incoming, amountFen: 5 }, 400, 'body_invalid'],
  ['POST', '/incoming-transfers', { ...incoming, amountFen: '0' }, 400, 'body_invalid'],
  ['POST', '/incoming-transfers', { ...incoming, bookedAt: '2015-02-30' }, 400, 'body_invalid'],
  ['POST', '/incoming-transfers', { ...incoming, remittance: '\u0000' }, 400, 'body_invalid'],
  ['POST', '/incoming-transfers', incoming, 400, 'header_invalid'],
  ['POST', '/payment-instructions', '<a/>', 400, 'message_unreadable'],
  ['POST', '/payment-instructions', '<!DOCTYPE a><a/>', 400, 'message_unreadable'],
  ['POST', '/payment-instructions', pain001('M', '2015-02-30', []), 400, 'message_unreadable'],
  ['POST', '/payment-instructions', {}, 415, 'content_type_unknown'],
  ['GET', `/accounts/${NOTARY}/statements?from=2015-02-01`, undefined, 400, 'query_invalid'],
  [
    'GET',
    `/accounts/1/statements?from=2015-01-01&to=2015-01-02`,
    undefined,
    404,
    'unknown_account',
  ],
  ['GET', '/nowhere', undefined, 404, 'unknown_path'],
]

test.each(bad)('%s %s is refused in plain words', async (method, path, body, status, code) => {
  const answer = await call(method, path, body)
  expect([answer.status, answer.json['code']]).toEqual([status, code])
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
})

test('without the token nothing is told, but health is open', async () => {
  const answer = await call('GET', `/accounts/${NOTARY}`, undefined, { authorization: 'Bearer no' })
  expect([answer.status, answer.json['code']]).toEqual([401, 'token_missing'])
  for (const path of ['/healthz', '/readyz']) {
    const open = await call('GET', path, undefined, { authorization: '' })
    expect(open.status).toBe(200)
  }
})

test('a field that is wrong is pointed at', async () => {
  const order = { ...incoming, amountFen: '1.5' }
  const answer = await call('POST', '/incoming-transfers', order, { 'idempotency-key': 'k1' })
  expect(answer.json['errors']).toMatchObject([{ pointer: '/amountFen' }])
})

test('a body beyond the limit is refused whole', async () => {
  const answer = await call('POST', '/payment-instructions', 'x'.repeat(8 * 1024 * 1024 + 1))
  expect([answer.status, answer.json['code']]).toEqual([413, 'body_too_large'])
})
