// The issuer's HTTP server: health, the log-in page, and the provider for everything else.
import { timingSafeEqual, createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { errors } from 'oidc-provider'
import type { Provider } from 'oidc-provider'
import type { IssuerConfig } from './config.ts'
import { DEMO_PASSWORD } from './demo-ids.ts'
import { loadKeys } from './keys.ts'
import { errorPage, logInPage } from './pages.ts'
import { findPerson, offeredPeople } from './people.ts'
import type { Person } from './people.ts'
import { makeProvider } from './provider.ts'

const FORM_BYTES_MAX = 4096
const INTERACTION = /^\/interaction\/([\w-]{1,64})$/
const REFUSED = '账号或密码不对 · wrong login or password'

export type RunningIssuer = { readonly url: string; readonly close: () => Promise<void> }
export type Report = (error: unknown) => void

/** Starts the issuer; port 0 takes a free one. `report` hears of unexpected faults. */
export async function startIssuer(
  config: Omit<IssuerConfig, 'logLevel'>,
  report: Report,
): Promise<RunningIssuer> {
  const keys = await loadKeys(config.dataDir)
  const server = createServer()
  const address = await listen(server, config.host, config.port)
  const url = config.issuerUrl ?? address
  const provider = makeProvider({ ...config, issuerUrl: url, keys })
  provider.on('server_error', (_ctx, error) => report(error))
  const fallback = provider.callback()
  server.on('request', (request, response) => {
    route(provider, fallback, request, response).catch((error: unknown) => {
      const expired = error instanceof errors.SessionNotFound
      if (!expired) report(error)
      fail(response, expired)
    })
  })
  return { url, close: () => close(server) }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

async function route(
  provider: Provider,
  fallback: Handler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://issuer')
  if (pathname === '/healthz' || pathname === '/readyz') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
    return
  }
  // Browsers ask for it on every page; there is none.
  if (pathname === '/favicon.ico') {
    response.writeHead(204).end()
    return
  }
  if (!INTERACTION.test(pathname)) {
    await fallback(request, response)
    return
  }
  // Throws SessionNotFound when the cookie does not belong to this interaction.
  const interaction = await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    const hint = interaction.params['login_hint']
    send(response, 200, logInHtml(pathname, typeof hint === 'string' ? hint : ''))
    return
  }
  const form = await readForm(request)
  const login = form.get('login')?.trim() ?? ''
  const person = authenticate(login, form.get('password') ?? '')
  if (!person) {
    send(response, 401, logInHtml(pathname, login, REFUSED))
    return
  }
  await provider.interactionFinished(request, response, { login: { accountId: person.login } })
}

// Equal lengths for timingSafeEqual.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function authenticate(login: string, password: string): Person | undefined {
  const right = timingSafeEqual(digest(password), digest(DEMO_PASSWORD))
  const person = findPerson(login)
  return right ? person : undefined
}

function logInHtml(action: string, login: string, refused?: string): string {
  const people = offeredPeople()
  return logInPage({ action, login, people, ...(refused === undefined ? {} : { refused }) })
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > FORM_BYTES_MAX) return new URLSearchParams()
  }
  return new URLSearchParams(text)
}

// The redirect after the form leads to the client, so form-action cannot be 'self' alone.
function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(html)
}

function fail(response: ServerResponse, expired: boolean): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (expired) send(response, 400, errorPage('session_expired', '登录页已过期 · page expired'))
  else send(response, 500, errorPage('server_error', '请稍后再试 · please try again'))
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      resolve(`http://${host}:${actual}`)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
