// The portal's edge against a real issuer: log-in, forwarding, same origin, pages.
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, get, request } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startIssuer } from '@ticun/issuer'
import type { RunningIssuer } from '@ticun/issuer'
import { createLog, createMetrics } from '@ticun/observability'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readConfig } from './config.ts'
import { buildPortal } from './server/app.ts'
import { loadSessionKey } from './server/session-key.ts'
import { SESSION, open } from './server/seal.ts'
import { portOf, visit } from './test-browser.ts'
import type { Jar } from './test-browser.ts'

const SECRET = 'a-secret-of-tests'

let folder: string
let upstream: Server
let issuer: RunningIssuer
let portal: FastifyInstance
let url: string
let environment: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticun-portal-'))
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
  await writeFile(join(folder, 'dist', 'index.html'), '<title>page</title>')
  await writeFile(join(folder, 'dist', 'assets', 'a-1.js'), 'void 0')
  upstream = createServer((request, response) => {
    void describeRequest(request).then((text) => response.end(text))
  })
  const echo = `http://127.0.0.1:${await portOf(upstream)}`
  const free = createServer()
  const port = await portOf(free)
  await new Promise((resolve) => free.close(resolve))
  url = `http://127.0.0.1:${port}`
  issuer = await startIssuer(
    { host: '127.0.0.1', port: 0, dataDir: folder, portalUrl: url, clientSecret: SECRET },
    () => undefined,
  )
  environment = {
    PORT: String(port),
    PORTAL_URL: url,
    ISSUER_URL: issuer.url,
    CLIENT_SECRET: SECRET,
    SESSION_KEY_FILE: join(folder, 'session.key'),
    ESCROW_URL: echo,
    SETTLEMENT_URL: 'http://127.0.0.1:1',
    NOTARY_URL: echo,
  }
  portal = await startPortal()
})

afterAll(async () => {
  await portal.close()
  await issuer.close()
  upstream.closeAllConnections()
  upstream.close()
  await rm(folder, { recursive: true })
})

async function startPortal(): Promise<FastifyInstance> {
  const config = readConfig(environment)
  const app = await buildPortal({
    config,
    sessionKey: await loadSessionKey(config.sessionKeyFile),
    endedDir: join(folder, 'ended-sessions'),
    distDir: join(folder, 'dist'),
    log: createLog({ name: 'portal', level: 'silent' }),
    metrics: createMetrics('portal'),
  })
  await app.listen({ host: config.host, port: config.port })
  return app
}

async function describeRequest(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const { method, url: path, headers } = request
  return JSON.stringify({ method, path, headers, body })
}

/** Asks for exactly this path. */
async function raw(path: string): Promise<{ status: number | undefined; text: string }> {
  const { hostname, port } = new URL(url)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ hostname, port, path }, resolve).on('error', reject)
  })
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode, text }
}

async function logIn(login: string, returnTo = '/merchant'): Promise<Jar> {
  const jar: Jar = new Map()
  const page = await visit(`${url}/auth/login?return=${encodeURIComponent(returnTo)}`, jar)
  const form = new URLSearchParams({ login, password: 'ticun' })
  const last = await visit(page.at, jar, { method: 'POST', body: form })
  expect(last.at.href).toBe(url + returnTo)
  return jar
}

describe('a log-in', () => {
  test('returns to where it began and tells the page who it is', async () => {
    const jar = await logIn('coach', '/merchant/contracts?search=a')
    const me = await visit(`${url}/api/me`, jar)
    expect(JSON.parse(me.text)).toEqual({
      person: { login: 'coach', role: 'merchant', name: '店长', party: expect.any(String) },
    })
    expect(me.text).not.toContain('eyJ')
  })

  test('never leads to a stranger', async () => {
    const jar: Jar = new Map()
    const page = await visit(`${url}/auth/login?return=//evil.example/`, jar)
    const form = new URLSearchParams({ login: 'coach', password: 'ticun' })
    const last = await visit(page.at, jar, { method: 'POST', body: form })
    expect(last.at.href).toBe(`${url}/`)
  })

  test('outlives a portal that is killed and started again', async () => {
    const jar = await logIn('m0001')
    await portal.close()
    portal = await startPortal()
    const me = await visit(`${url}/api/me`, jar)
    expect(me.text).toContain('"consumer"')
  })

  test('is refused when the callback comes without its cookie', async () => {
    const last = await visit(`${url}/auth/callback?code=x&state=y`, new Map())
    expect(last.at.search).toBe('?login=expired')
  })

  test('ends with a log-out', async () => {
    const jar = await logIn('coach')
    const page = await visit(`${url}/auth/logout`, jar, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams(),
    })
    expect(page.at.origin).toBe(issuer.url)
    const me = await visit(`${url}/api/me`, jar)
    expect(JSON.parse(me.text)).toEqual({ person: null })
  })
})

describe('a copied session', () => {
  const asked = async (jar: Jar) => {
    const me = await visit(`${url}/api/me`, new Map(jar))
    const read = await visit(`${url}/api/escrow/v1/x`, new Map(jar))
    const write = await visit(`${url}/api/escrow/v1/x`, new Map(jar), {
      method: 'POST',
      headers: { origin: url },
    })
    const token = z.object({ headers: z.looseObject({ authorization: z.string().optional() }) })
    const bearer = token.parse(JSON.parse(read.text)).headers.authorization
    return { me: me.text, bearer, status: write.status }
  }

  test('ends with the log-out of the one it was copied from, also for a new portal', async () => {
    const jar = await logIn('coach')
    const copy: Jar = new Map([...jar].filter(([name]) => name === 'ticun_portal_session'))
    const other = await logIn('coach')
    expect(await asked(copy)).toMatchObject({ bearer: expect.any(String), status: 200 })
    await visit(`${url}/auth/logout`, jar, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams(),
    })
    const ended = { me: '{"person":null}', bearer: undefined, status: 401 }
    expect(await asked(copy)).toEqual(ended)
    await portal.close()
    portal = await startPortal()
    expect(await asked(copy)).toEqual(ended)
    expect(await asked(other)).toMatchObject({ status: 200 })
  })

  test('gets no new token from the issuer either', async () => {
    const jar = await logIn('coach')
    const key = await loadSessionKey(join(folder, 'session.key'))
    const session = await open(key, SESSION, jar.get('ticun_portal_session'))
    const renew = () =>
      fetch(`${issuer.url}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`ticun-portal:${SECRET}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: session?.refreshToken ?? '',
        }),
      })
    expect((session?.expiresAt ?? 0) - Date.now()).toBeLessThanOrEqual(5 * 60_000)
    expect((await renew()).status).toBe(200)
    await visit(`${url}/auth/logout`, jar, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams(),
    })
    expect((await renew()).status).toBe(400)
  })
})

describe('forwarding', () => {
  test('adds the token and keeps the cookie to itself', async () => {
    const jar = await logIn('coach')
    const answer = await visit(`${url}/api/escrow/v1/contracts?search=%E5%BC%A0`, jar)
    const seen = JSON.parse(answer.text)
    expect(seen.path).toBe('/v1/contracts?search=%E5%BC%A0')
    expect(seen.headers.authorization).toMatch(/^Bearer eyJ/)
    expect(seen.headers.cookie).toBeUndefined()
  })

  test('passes a body and its idempotency key on unchanged', async () => {
    const jar = await logIn('coach')
    const answer = await visit(`${url}/api/escrow/v1/x`, jar, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', origin: url },
      body: '{"a": 1}',
    })
    const seen = JSON.parse(answer.text)
    expect(seen.body).toBe('{"a": 1}')
    expect(seen.headers['idempotency-key']).toBe('k1')
  })

  test('passes an uploaded file on', async () => {
    const jar = await logIn('wang', '/notary')
    const answer = await visit(`${url}/api/notary/v1/x`, jar, {
      method: 'POST',
      headers: { 'content-type': 'application/xml', 'sec-fetch-site': 'same-origin' },
      body: '<a/>',
    })
    expect(JSON.parse(answer.text).body).toBe('<a/>')
  })

  test.each([
    ['no origin', {}],
    ["a stranger's origin", { origin: 'http://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }],
  ])('refuses a command with %s', async (_what, headers) => {
    const jar = await logIn('coach')
    const answer = await visit(`${url}/api/escrow/v1/x`, jar, { method: 'POST', headers })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.text).code).toBe('cross_origin')
  })

  test('refuses a command without a log-in, and a forged cookie is none', async () => {
    for (const jar of [new Map(), new Map([['ticun_portal_session', 'a.b.c.d.e']])]) {
      const answer = await visit(`${url}/api/escrow/v1/x`, jar, {
        method: 'POST',
        headers: { origin: url },
      })
      expect(answer.status).toBe(401)
    }
  })

  test.each([
    '/api/escrow/metrics',
    '/api/notary/openapi.json',
    '/api/escrow/readyz',
    '/api/escrow/',
    '/api/escrow/v1/../metrics',
    '/api/escrow/v1/%2e%2e/metrics',
    '/api/escrow/v1/x/..%5c../..%5cmetrics/../../metrics',
    '/api/escrow//metrics',
    '/api/escrow/%76%31/../metrics',
    '/api/escrow/checkpoint',
  ])("keeps a service's own pages to itself: %s", async (path) => {
    // By hand: fetch would resolve the dots before it sends them.
    const seen = await raw(path)
    expect(seen).toMatchObject({ status: 404 })
    expect(seen.text).not.toContain('"path"')
  })

  test.each(['/api/notary/checkpoint', '/api/notary/tile/0/000'])('passes %s on', async (path) => {
    expect((await raw(path)).text).toContain('"path"')
  })

  test('says when a service does not answer', async () => {
    const answer = await visit(`${url}/api/settlement/v1/payouts`, await logIn('coach'))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).not.toBeNull()
    expect(JSON.parse(answer.text).code).toBe('service_unavailable')
  })
})

describe('pages', () => {
  test('deep links give the page, unknown calls do not', async () => {
    const page = await visit(`${url}/merchant/contracts/x`, new Map())
    expect(page.text).toBe('<title>page</title>')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect((await visit(`${url}/api/nowhere`, new Map())).status).toBe(404)
  })

  test('assets are kept for ever, and a missing one is not a page', async () => {
    const asset = await visit(`${url}/assets/a-1.js`, new Map())
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await visit(`${url}/assets/gone.js`, new Map())).status).toBe(404)
  })

  test('health, readiness and figures are there', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await visit(url + path, new Map())).status).toBe(200)
    }
  })
})

test('the session key is readable by its owner only', async () => {
  expect((await stat(join(folder, 'session.key'))).mode & 0o777).toBe(0o600)
})

describe('odd paths', () => {
  const assets = ['%00', '%2e%2e/index.html', '/x', '', 'a'.repeat(5_000)]
  const forwarded = ['%00', '/evil.example/x', '\\x', '..%2f..%2f', '../notary/x', '%5c']
  const pages = ['%', '%00', '%ff', '/', '/x', '\\', '\\..\\x', 'a%5cb', '%252e', 'a'.repeat(9_000)]
  const paths = [
    ...pages.map((path) => `/${path}`),
    ...assets.map((path) => `/assets/${path}`),
    ...forwarded.map((path) => `/api/escrow/${path}`),
  ]

  test.each(paths.map((path) => [path.slice(0, 40), path]))(
    '%s is nothing',
    async (_name, path) => {
      for (const method of ['GET', 'HEAD', 'POST'] as const) {
        const answer = await rawly(method, path)
        expect([400, 404, 405, 414], `${method} ${path}`).toContain(answer)
      }
    },
  )

  /** The status of a path that goes out as it is. */
  function rawly(method: string, path: string): Promise<number> {
    const { hostname, port } = new URL(url)
    const headers = { origin: url }
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      sent.on('error', reject).end()
    })
  }
})
