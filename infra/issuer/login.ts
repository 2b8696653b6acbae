// A log-in without a browser: walks the real code + PKCE flow through the HTML form.
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'

export const CLI_CLIENT_ID = 'ticun-cli'
export const CLI_REDIRECT_URI = 'http://127.0.0.1/callback'

const STEPS_MAX = 8
const ANSWER_MS_MAX = 30_000
const MS_PER_SECOND = 1000

const discovery = z.object({ authorization_endpoint: z.url(), token_endpoint: z.url() })
const tokens = z.object({ access_token: z.string(), expires_in: z.number() })

export type LogIn = {
  readonly issuerUrl: string
  readonly login: string
  readonly password: string
}
/** `expiresAt` is UTC milliseconds. */
export type LoggedIn = { readonly accessToken: string; readonly expiresAt: number }

/** The issuer said no (wrong log-in or password), or answered what the flow does not know. */
export class LogInError extends Error {
  override name = 'LogInError'
}

type Jar = Map<string, string>

/**
 * Logs a person in and returns an access token for the API.
 * Throws LogInError when the issuer refuses; network faults pass through.
 */
export async function logIn({ issuerUrl, login, password }: LogIn): Promise<LoggedIn> {
  const endpoints = discovery.parse(await readJson(`${issuerUrl}/.well-known/openid-configuration`))
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const start = new URL(endpoints.authorization_endpoint)
  start.search = new URLSearchParams({
    client_id: CLI_CLIENT_ID,
    response_type: 'code',
    redirect_uri: CLI_REDIRECT_URI,
    scope: 'openid profile',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
  }).toString()
  const callback = await walk(start, { login, password })
  if (callback.searchParams.get('state') !== state) throw new LogInError('state does not match')
  const code = callback.searchParams.get('code')
  if (!code) throw new LogInError(callback.searchParams.get('error_description') ?? 'no code')
  return redeem(endpoints.token_endpoint, code, verifier)
}

// Follows redirects by hand with a cookie jar, fills the form once, stops at the callback.
async function walk(start: URL, form: { login: string; password: string }): Promise<URL> {
  const jar: Jar = new Map()
  let url = start
  let posted = false
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const response = await visit(url, jar)
    const next = response.headers.get('location')
    if (next) {
      await response.body?.cancel()
      url = new URL(next, url)
    } else {
      if (posted) throw new LogInError('the issuer shows another page after the log-in')
      posted = true
      url = await submit(url, await response.text(), form, jar)
    }
    if (url.href.startsWith(`${CLI_REDIRECT_URI}?`)) return url
  }
  throw new LogInError(`no callback after ${STEPS_MAX} steps`)
}

async function submit(
  page: URL,
  html: string,
  form: { login: string; password: string },
  jar: Jar,
): Promise<URL> {
  const action = /<form[^>]*\saction="([^"]+)"/.exec(html)?.[1]
  if (!action) throw new LogInError('the issuer shows no log-in form')
  const target = new URL(action.replaceAll('&amp;', '&'), page)
  const response = await visit(target, jar, new URLSearchParams(form))
  const next = response.headers.get('location')
  if (!next) {
    const said = /role="alert">([^<]+)</.exec(await response.text())?.[1]
    throw new LogInError(`log-in of ${form.login} refused: ${said ?? response.status}`)
  }
  await response.body?.cancel()
  return new URL(next, target)
}

async function visit(url: URL, jar: Jar, form?: URLSearchParams): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    headers: cookie ? { cookie } : {},
    ...(form ? { method: 'POST', body: form } : {}),
  })
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const [name = '', ...rest] = pair.split('=')
    const value = rest.join('=')
    if (value) jar.set(name, value)
    else jar.delete(name)
  }
  return response
}

async function redeem(endpoint: string, code: string, verifier: string): Promise<LoggedIn> {
  const askedAt = Date.now()
  const response = await fetch(endpoint, {
    method: 'POST',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLI_CLIENT_ID,
      redirect_uri: CLI_REDIRECT_URI,
      code,
      code_verifier: verifier,
    }),
  })
  if (!response.ok) throw new LogInError(`token endpoint: ${response.status}`)
  const read = tokens.parse(await response.json())
  return { accessToken: read.access_token, expiresAt: askedAt + read.expires_in * MS_PER_SECOND }
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  if (!response.ok) throw new LogInError(`${url}: ${response.status}`)
  return response.json()
}
