// On a real socket: bytes that are no request, and bodies that never say how long they are.
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problem } from '@ticun/protocol'
import { buildGate } from './test-gate.ts'
import { startIssuer, type TestIssuer } from './test-issuer.ts'

/** More than a socket keeps on its way. */
const LARGE_BYTES = 16 * 1024 * 1024

let issuer: TestIssuer
let app: FastifyInstance
let url: string
beforeAll(async () => {
  issuer = await startIssuer()
  app = buildGate({ issuerUrl: issuer.url })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function shout(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes)
  return text(socket)
}

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
])('%s: a problem, and the connection closes', async (_what, bytes, status, code) => {
  const answer = await shout(bytes)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(problem.parse(JSON.parse(body))).toMatchObject({ status, code })
})

test('a body of unsaid length is cut off at the limit: 413', async () => {
  const token = await issuer.token({ sub: 'coach', role: 'merchant', party: 'mer_1' })
  const piece = new TextEncoder().encode(' '.repeat(64 * 1024))
  let pieces = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (stream) => {
      pieces += 1
      if (pieces > 17) stream.close()
      else stream.enqueue(piece)
    },
  })
  const answer = await fetch(`${url}/v1/contracts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
    duplex: 'half',
  })
  expect(answer.status).toBe(413)
  expect(problem.parse(await answer.json()).code).toBe('body_too_large')
})

test.each([
  ['application/json', 413, 'body_too_large'],
  ['text/plain', 415, 'unsupported_media_type'],
])('whoever still sends a large body of %s hears the answer', async (type, status, code) => {
  const token = await issuer.token({ sub: 'coach', role: 'merchant', party: 'mer_1' })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const said = text(socket)
  socket.write(
    `POST /v1/contracts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: ${type}\r\ncontent-length: ${LARGE_BYTES}\r\n\r\n`,
  )
  await once(socket, 'readable')
  // The answer is there; a connection that were closed now would break what is being sent.
  socket.write(Buffer.alloc(LARGE_BYTES))
  socket.write('GET /checkpoint HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  const answers = await said
  expect(answers).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answers).toContain(`"code":"${code}"`)
  expect(answers).toContain('HTTP/1.1 200 ')
})

/** The correlation id that comes back for one that was sent. */
async function ask(id: string): Promise<string | null> {
  const answer = await fetch(`${url}/checkpoint`, { headers: { 'x-correlation-id': id } })
  await answer.text()
  return answer.headers.get('x-correlation-id')
}

test('a correlation id comes back; a strange one is replaced', async () => {
  expect(await ask('from-the-portal-1')).toBe('from-the-portal-1')
  expect(await ask('a b')).toMatch(/^[0-9a-f-]{36}$/)
})
