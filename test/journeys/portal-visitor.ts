// Visits the portal as a browser does: follows redirects, keeps cookies, fills in the log-in form.
import { DEMO_PASSWORD } from '@ticun/issuer'

/** Cookies by name; hosts share them, as 127.0.0.1 does whatever the port. */
export type Jar = Map<string, string>
export type Visited = { at: URL; status: number; text: string }

const REDIRECTS_MAX = 10

/** Goes to a page and on to where it leads. */
export async function visit(address: string | URL, jar: Jar, init: RequestInit = {}) {
  let at = new URL(address)
  let now = init
  for (let step = 0; step < REDIRECTS_MAX; step += 1) {
    const headers = new Headers(now.headers)
    if (jar.size > 0) headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '))
    const response = await fetch(at, { ...now, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    const next = response.headers.get('location')
    const text = await response.text()
    if (next === null) return { at, status: response.status, text }
    at = new URL(next, at)
    now = {}
  }
  throw new Error(`too many redirects from ${String(address)}`)
}

/** Logs a demo person in through the portal's own pages; throws when she does not come back. */
export async function logInAtPortal(portalUrl: string, login: string): Promise<Jar> {
  const jar: Jar = new Map()
  const form = await visit(new URL('/auth/login?return=/', portalUrl), jar)
  const body = new URLSearchParams({ login, password: DEMO_PASSWORD })
  const back = await visit(form.at, jar, { method: 'POST', body })
  if (back.at.origin !== new URL(portalUrl).origin) throw new Error(`ended at ${back.at.href}`)
  return jar
}

function keep(jar: Jar, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1)
  if (value === '') jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), value)
}
