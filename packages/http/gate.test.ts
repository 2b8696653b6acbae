// The rest of the edge: clock, hash of a request, files, health, figures and the document.
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { requestSha256 } from './idempotency.ts'
import { NotReadyError } from './problems.ts'
import { buildGate, KNOWN } from './test-gate.ts'
import { startIssuer, type TestIssuer } from './test-issuer.ts'

const STATED = '2015-02-02T00:11:00.000Z'
let issuer: TestIssuer
let merchant: Record<string, string>
let officer: Record<string, string>
let folder: string
const open: FastifyInstance[] = []

function gate(over: Partial<Parameters<typeof buildGate>[0]> = {}): FastifyInstance {
  const app = buildGate({ issuerUrl: issuer.url, ...over })
  open.push(app)
  return app
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gate-'))
  issuer = await startIssuer()
  const gym = await issuer.token({ sub: 'coach', role: 'merchant', party: 'mer_1' })
  merchant = { authorization: `Bearer ${gym}`, 'idempotency-key': 'k1' }
  const wang = await issuer.token({ sub: 'wang', role: 'officer' })
  officer = { authorization: `Bearer ${wang}`, 'idempotency-key': 'k1' }
})
afterAll(async () => {
  for (const app of open) await app.close()
  await issuer.close()
  await rm(folder, { recursive: true })
})

const reply = z.looseObject({ now: z.string(), sha256: z.string().optional() })

async function send(app: FastifyInstance, options: InjectOptions) {
  return reply.parse((await app.inject({ headers: merchant, ...options })).json())
}

const mistake = () => {
  throw new Error('held must be >= 0')
}

const terms = { priceFen: '1' }

test("the clock is the caller's only where the house says so", async () => {
  const ours = gate()
  const theirs = gate({ clockMode: 'caller' })
  const post: InjectOptions = {
    method: 'POST',
    url: '/v1/contracts',
    payload: { terms, occurredAt: STATED },
  }
  const get = { url: `/v1/contracts/${KNOWN}?occurredAt=${STATED}` }
  for (const request of [post, get]) {
    expect((await send(theirs, request)).now).toBe(STATED)
    expect((await send(ours, request)).now).not.toBe(STATED)
  }
  const unstated = await send(theirs, { ...post, payload: { terms } })
  expect(unstated.now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(unstated.now > STATED).toBe(true)
})

test('the hash binds method, path, caller and the bytes as sent', async () => {
  const app = gate()
  const text = '{"terms": {"priceFen": "1"}}'
  const headers = { ...merchant, 'content-type': 'application/json' }
  const post = { method: 'POST', url: '/v1/contracts', headers } as const
  const one = await send(app, { ...post, payload: text })
  const twin = await send(app, { ...post, payload: text })
  const spaced = await send(app, { ...post, payload: `${text} ` })
  expect(one.sha256).toBe(
    requestSha256({
      method: 'POST',
      path: '/v1/contracts',
      callerId: 'coach',
      body: Buffer.from(text),
    }),
  )
  expect(twin.sha256).toBe(one.sha256)
  expect(spaced.sha256).not.toBe(one.sha256)
})

test('a file arrives as bytes and text, above the limit of JSON', async () => {
  const app = gate({ bodyBytesMax: 100 })
  const upload = (type: string, payload: string | Buffer) =>
    app.inject({
      method: 'POST',
      url: '/v1/files',
      headers: { ...officer, 'content-type': type },
      payload,
    })
  const csv = `日期,金额\n${'x'.repeat(200)}`
  const answer = await upload('text/csv; charset=utf-8', csv)
  expect(answer.statusCode).toBe(201)
  expect(answer.json()).toEqual({
    mediaType: 'text/csv; charset=utf-8',
    bytes: Buffer.byteLength(csv),
    text: csv,
  })
  expect((await upload('application/json', '{}')).statusCode).toBe(415)
  const large = await upload('text/csv', Buffer.alloc(32 * 1024 * 1024 + 1))
  expect(large.statusCode).toBe(413)
  const none = await app.inject({ method: 'POST', url: '/v1/files', headers: officer })
  expect(none.json()).toMatchObject({ status: 400, code: 'body_breaks_schema' })
})

test('alive is not ready', async () => {
  const ready = gate()
  const away = gate({ ready: async () => Promise.reject(new Error('database secret')) })
  expect((await ready.inject('/healthz')).statusCode).toBe(200)
  expect((await ready.inject('/readyz')).statusCode).toBe(200)
  expect((await away.inject('/healthz')).statusCode).toBe(200)
  const answer = await away.inject('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('1')
  expect(answer.body).not.toContain('secret')
})

test('what stands still is said to whoever asks whether the service is ready', async () => {
  const still = gate({ ready: async () => Promise.reject(new NotReadyError('nothing was read')) })
  const answer = await still.inject('/readyz')
  expect(answer.json()).toMatchObject({ status: 503, detail: 'nothing was read' })
})

test('figures tell routes by pattern, never by id', async () => {
  const app = gate()
  await send(app, { url: `/v1/contracts/${KNOWN}` })
  await app.inject('/v1/made-up')
  const { body } = await app.inject('/metrics')
  expect(body).toContain('route="/v1/contracts/:contractId",status="200"')
  expect(body).toContain('route="unknown",status="404"')
  expect(body).not.toContain('made-up')
  expect(body).toContain('process_cpu_seconds_total')
})

test('who has spent a budget waits, and nobody else does', async () => {
  const app = gate({ budgets: { callerPerMinute: 60, readsPerMinute: 2, strangerPerMinute: 3 } })
  const read = (headers: Record<string, string> = {}) =>
    app.inject({ url: `/v1/contracts/${KNOWN}`, headers })
  const statuses = async (headers?: Record<string, string>) => [
    (await read(headers)).statusCode,
    (await read(headers)).statusCode,
    (await read(headers)).statusCode,
  ]
  expect(await statuses(merchant)).toEqual([200, 200, 429])
  expect(await statuses(officer)).toEqual([200, 200, 429])
  const answer = await read(merchant)
  expect(answer.headers['retry-after']).toBe('30')
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ status: 429, code: 'too_many_requests' })
  const post = { method: 'POST', url: '/v1/contracts', payload: { terms } } as const
  expect((await app.inject({ ...post, headers: merchant })).statusCode).toBe(201)
  expect(await statuses()).toEqual([401, 401, 401])
  expect((await read({ authorization: 'Bearer a.b.c' })).statusCode).toBe(429)
  expect((await app.inject('/checkpoint')).statusCode).toBe(429)
  expect((await app.inject({ url: '/checkpoint', remoteAddress: '10.0.0.8' })).statusCode).toBe(200)
})

test('what a caller writes counts too', async () => {
  const app = gate({ budgets: { callerPerMinute: 2 } })
  const write = async (headers: Record<string, string>) => {
    const post = { method: 'POST', url: '/v1/contracts', payload: { terms } } as const
    return (await app.inject({ ...post, headers })).statusCode
  }
  expect([await write(merchant), await write(merchant), await write(merchant)]).toEqual([
    201, 201, 429,
  ])
})

test.each(['/metrics', '/openapi.json'])('%s is for this machine or by its token', async (url) => {
  const app = gate({ metricsToken: 'a-token-for-figures' })
  const status = async (options: InjectOptions) =>
    (await app.inject({ url, ...options })).statusCode
  const elsewhere = { remoteAddress: '10.0.0.7' }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  expect(await status({})).toBe(200)
  expect(await status({ remoteAddress: '::ffff:127.0.0.1' })).toBe(200)
  expect(await status(elsewhere)).toBe(404)
  expect(await status({ headers: { 'x-forwarded-for': '10.0.0.7' } })).toBe(404)
  expect(await status({ ...elsewhere, headers: bearer('a-guess') })).toBe(404)
  expect(await status({ ...elsewhere, headers: merchant })).toBe(404)
  expect(await status({ ...elsewhere, headers: bearer('a-token-for-figures') })).toBe(200)
})

test('a bug is in the log, in full and under its correlation id; tokens are not', async () => {
  const file = join(folder, 'gate.log')
  const app = gate({ next: { sign: mistake }, logFile: file, logLevel: 'debug' })
  const headers = { ...merchant, 'x-correlation-id': 'follow-me-1' }
  await app.inject({ method: 'POST', url: '/v1/contracts', headers, payload: { terms } })
  const text = await readFile(file, 'utf8')
  const bug = text.split('\n').find((line) => line.includes('held must be >= 0'))
  expect(bug).toContain('"correlationId":"follow-me-1"')
  expect(bug).toContain('"level":"error"')
  expect(text).not.toContain('eyJ')
})

test('a reply that breaks its contract is a bug under test', async () => {
  const sub = 'x'.repeat(21)
  const long = await issuer.token({ sub, role: 'officer' })
  const headers = { authorization: `Bearer ${long}` }
  const answer = await gate().inject({ url: `/v1/contracts/${KNOWN}`, headers })
  expect(answer.json()).toMatchObject({ status: 500, code: 'internal_error' })
  expect(answer.body).not.toContain(sub)
})

const document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})

test('the document tells contracts, problems and who may call', async () => {
  const app = gate({ issuerUrl: 'http://127.0.0.1:1' })
  const { openapi, paths, components } = document.parse((await app.inject('/openapi.json')).json())
  expect(openapi).toBe('3.1.0')
  expect(Object.keys(paths).toSorted()).toEqual([
    '/checkpoint',
    '/v1/contracts',
    '/v1/contracts/{contractId}',
    '/v1/files',
  ])
  expect(Object.keys(components.schemas)).toEqual(['Problem'])
  const sign = paths['/v1/contracts']?.['post']
  expect(sign?.['security']).toEqual([{ bearer: ['merchant'] }])
  const responses = z.record(z.string(), z.looseObject({})).parse(sign?.['responses'])
  expect(Object.keys(responses)).toEqual([
    '201',
    '400',
    '401',
    '403',
    '409',
    '413',
    '415',
    '422',
    '429',
    '500',
    '503',
  ])
  expect(responses['409']?.['description']).toBe('`id_taken`')
  const body = JSON.stringify(paths['/v1/files']?.['post']?.['requestBody'])
  expect(body).toContain('text/csv')
  expect(paths['/checkpoint']?.['get']?.['security']).toBeUndefined()
})
