// What every answer of the edge looks like: each "no" has its status, code and pointers.
import { problem, refuse } from '@ticun/protocol'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FaultError } from './problems.ts'
import { buildGate, KNOWN, type Next } from './test-gate.ts'
import { startIssuer, type TestIssuer } from './test-issuer.ts'

const next: Next = {}
let issuer: TestIssuer
let app: FastifyInstance
let merchant: Record<string, string>
let officer: Record<string, string>

beforeAll(async () => {
  issuer = await startIssuer()
  app = buildGate({ issuerUrl: issuer.url, next })
  const bearer = async (claims: Record<string, string>) => ({
    authorization: `Bearer ${await issuer.token(claims)}`,
  })
  merchant = await bearer({ sub: 'coach', role: 'merchant', party: 'mer_1' })
  officer = await bearer({ sub: 'wang', role: 'officer' })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})
beforeEach(() => {
  delete next.sign
})

const good = { terms: { priceFen: '299900' } }
const sign = (over: InjectOptions = {}): InjectOptions => ({
  method: 'POST',
  url: '/v1/contracts',
  headers: { ...merchant, 'idempotency-key': 'k1' },
  payload: good,
  ...over,
})

/** Sends, and checks that the answer is a well-formed problem of this status and code. */
async function expectProblem(options: InjectOptions, status: number, code: string) {
  const answer = await app.inject(options)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  const body = problem.parse(answer.json())
  expect([answer.statusCode, body.code]).toEqual([status, code])
  expect([body.status, body.type]).toEqual([status, `urn:ticun:problem:${code}`])
  expect(body.instance).toBe(`urn:ticun:request:${String(answer.headers['x-correlation-id'])}`)
  return { body, headers: answer.headers }
}

describe('who calls', () => {
  test('no token: 401 and a challenge', async () => {
    const { headers } = await expectProblem(sign({ headers: {} }), 401, 'token_missing')
    expect(headers['www-authenticate']).toBe('Bearer')
  })

  test.each(['Bearer nonsense', 'Bearer a.b.c', 'Basic d2FuZzp4', 'Bearer '])(
    '%j: 401',
    async (authorization) => {
      const { headers } = await expectProblem(
        sign({ headers: { authorization } }),
        401,
        'token_invalid',
      )
      expect(headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/)
    },
  )

  test('a wrong role: 403, told before the body is read', async () => {
    await expectProblem(sign({ headers: officer, payload: { terms: 1 } }), 403, 'wrong_role')
  })

  test('anyone may read what is public', async () => {
    const answer = await app.inject({ url: '/checkpoint' })
    expect([answer.statusCode, answer.body]).toEqual([200, 'ticun\n'])
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  })
})

describe('what comes in', () => {
  test('a body that breaks the schema: 400 with JSON pointers', async () => {
    const payload = { terms: { priceFen: 5, 'a/b~c': 1 }, occurredAt: 'yesterday' }
    const { body } = await expectProblem(sign({ payload }), 400, 'body_breaks_schema')
    const pointers = body.errors?.map((one) => one.pointer)
    expect(pointers).toEqual(['/terms/priceFen', '/terms/a~1b~0c', '/occurredAt'])
  })

  test.each([['no body'], ['an empty body', ''], ['null', 'null']])(
    '%s: 400 that points at the whole',
    async (_what, payload?: string) => {
      const to = { method: 'POST', url: '/v1/contracts' } as const
      const json = { ...merchant, 'content-type': 'application/json' }
      const sent = payload === undefined ? { headers: merchant } : { headers: json, payload }
      const { body } = await expectProblem({ ...to, ...sent }, 400, 'body_breaks_schema')
      expect(body.errors?.[0]?.pointer).toBe('')
    },
  )

  test.each([
    ['cut short', '{"terms":'],
    ['not UTF-8', Buffer.from([0x22, 0xb5, 0xc4, 0x22])],
    ['a poisoned prototype', '{"__proto__":{"role":"officer"}}'],
  ])('JSON %s: 400', async (_what, payload) => {
    const headers = { ...merchant, 'content-type': 'application/json' }
    await expectProblem(sign({ headers, payload }), 400, 'malformed_json')
  })

  test('a query that breaks the schema: 400 with pointers', async () => {
    const url = '/v1/contracts?limit=0&limit=x'
    const { body } = await expectProblem({ url, headers: merchant }, 400, 'query_breaks_schema')
    expect(body.errors?.[0]?.pointer).toBe('/limit')
  })

  test('a broken cursor: 400', async () => {
    const url = '/v1/contracts?cursor=abc'
    await expectProblem({ url, headers: merchant }, 400, 'cursor_broken')
  })

  test('another media type: 415; too large: 413', async () => {
    const text = { ...merchant, 'content-type': 'text/plain' }
    await expectProblem(sign({ headers: text, payload: 'hi' }), 415, 'unsupported_media_type')
    const json = { ...merchant, 'content-type': 'application/json' }
    const large = JSON.stringify({ terms: 'x'.repeat(1024 * 1024) })
    await expectProblem(sign({ headers: json, payload: large }), 413, 'body_too_large')
  })

  test('an Idempotency-Key is needed, and has to be well-formed', async () => {
    await expectProblem(sign({ headers: merchant }), 400, 'idempotency_key_missing')
    for (const key of ['a b', '钥', 'x'.repeat(129)]) {
      const headers = { ...merchant, 'idempotency-key': key }
      await expectProblem(sign({ headers }), 400, 'idempotency_key_malformed')
    }
  })
})

describe('what is not there', () => {
  test('an unknown id, well-formed or not: 404', async () => {
    const other = KNOWN.replace('J', 'K')
    for (const id of [other, 'ctr_nope', 'x'.repeat(100)]) {
      const url = `/v1/contracts/${id}`
      await expectProblem({ url, headers: merchant }, 404, 'unknown_contract')
    }
  })

  test('an unknown path: 404; a wrong method: 405 with Allow', async () => {
    await expectProblem({ url: '/v1/nothing' }, 404, 'unknown_route')
    const wrong: InjectOptions = { method: 'DELETE', url: `/v1/contracts/${KNOWN}?x=1` }
    const { headers } = await expectProblem(wrong, 405, 'method_not_allowed')
    expect(headers['allow']).toBe('GET, HEAD')
  })

  test('a path that cannot be read', async () => {
    await expectProblem({ url: '/v1/contracts/%zz' }, 400, 'malformed_request')
    const long = `/v1/contracts/${'x'.repeat(200)}`
    await expectProblem({ url: long, headers: merchant }, 414, 'path_too_long')
  })
})

describe('what the handler says', () => {
  test('a refusal: its own status, code and detail', async () => {
    next.sign = () => refuse('id_taken', 'ctr_1 is there')
    const { body } = await expectProblem(sign(), 409, 'id_taken')
    expect(body.detail).toBe('ctr_1 is there')
    expect(body.titleZh).toBe('编号已被使用')
    next.sign = () => refuse('code_wrong')
    await expectProblem(sign(), 422, 'code_wrong')
  })

  test('a fault: 503 with Retry-After and nothing of its inside', async () => {
    for (const error of [
      new FaultError('secret host away'),
      Object.assign(new Error('connect ECONNREFUSED secret'), { code: 'ECONNREFUSED' }),
      Object.assign(new Error('secret'), { code: '57P01' }),
    ]) {
      next.sign = () => {
        throw error
      }
      const { body, headers } = await expectProblem(sign(), 503, 'service_unavailable')
      expect(headers['retry-after']).toBe('1')
      expect(JSON.stringify(body)).not.toContain('secret')
    }
  })

  test('a bug: 500 without its message, with the correlation id', async () => {
    next.sign = () => {
      throw Object.assign(new Error('secret row'), { statusCode: 418, code: '23505' })
    }
    const headers = {
      ...merchant,
      'idempotency-key': 'k1',
      'x-correlation-id': 'from-the-portal-1',
    }
    const { body } = await expectProblem(sign({ headers }), 500, 'internal_error')
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(body.instance).toBe('urn:ticun:request:from-the-portal-1')
    expect(body.detail).toContain('from-the-portal-1')
  })

  test('a reply: its status; a replay says so', async () => {
    const first = await app.inject(sign())
    expect(first.statusCode).toBe(201)
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expect(first.json()).toMatchObject({ key: 'k1', scope: 'coach' })
    const headers = { ...merchant, 'idempotency-key': 'seen' }
    const again = await app.inject(sign({ headers }))
    expect(again.headers['idempotent-replayed']).toBe('true')
  })
})

describe('what is no request of ours', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'QUERY', 'PROPFIND', 'OPTIONS', 'TRACE'])(
    '%s with a body or without is 405, and says what there is',
    async (method) => {
      for (const payload of ['', '{"a":', 'a=b']) {
        const options = { url: '/v1/contracts', headers: { 'content-type': 'text/odd' }, payload }
        // Only methods that a test library names are in the type.
        const answer = await app.inject({ ...options, method: method as 'PUT' })
        expect(answer.statusCode).toBe(405)
        expect(answer.headers.allow).toBe('POST, GET, HEAD')
        expect(problem.parse(answer.json()).code).toBe('method_not_allowed')
        const nowhere = await app.inject({ ...options, url: '/no', method: method as 'PUT' })
        expect(nowhere.statusCode).toBe(404)
      }
    },
  )

  test.each([
    ['compressed', { 'content-encoding': 'gzip' }],
    ['in two codings', { 'content-encoding': 'identity, br' }],
    ['said to be UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['said to be GBK', { 'content-type': 'application/json;charset="gbk"' }],
  ])('a body that is %s is 415', async (_what, headers) => {
    const answer = await app.inject(
      sign({
        headers: {
          'content-type': 'application/json',
          ...merchant,
          'idempotency-key': 'k1',
          ...headers,
        },
        payload: JSON.stringify(good),
      }),
    )
    expect(answer.statusCode).toBe(415)
    expect(problem.parse(answer.json()).code).toBe('unsupported_media_type')
  })

  test.each(['utf-8', 'UTF8', '"utf-8"'])('charset=%s is what JSON is', async (charset) => {
    const type = { 'content-type': `application/json; charset=${charset}` }
    const headers = {
      ...type,
      'content-encoding': 'identity',
      ...merchant,
      'idempotency-key': 'k1',
    }
    const answer = await app.inject(sign({ headers, payload: JSON.stringify(good) }))
    expect(answer.statusCode).toBe(201)
  })
})
