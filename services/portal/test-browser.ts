// For tests: follows redirects with a cookie jar, as a browser would.
import type { Server } from 'node:http'

export type Jar = Map<string, string>
export type Visited = {
  readonly at: URL
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const REDIRECTS_MAX = 10

/** Visits and follows. Hosts share the jar, as 127.0.0.1 does whatever the port. */
export async function visit(address: string | URL, jar: Jar, init: RequestInit = {}) {
  let at = new URL(address)
  let now: RequestInit = init
  for (let step = 0; step < REDIRECTS_MAX; step += 1) {
    const headers = new Headers(now.headers)
    if (jar.size > 0) headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '))
    const response = await fetch(at, { ...now, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    const next = response.headers.get('location')
    if (next === null) return answer(at, response)
    await response.body?.cancel()
    at = new URL(next, at)
    now = {}
  }
  throw new Error('too many redirects')
}

async function answer(at: URL, response: Response): Promise<Visited> {
  const { status, headers } = response
  return { at, status, headers, text: await response.text() }
}

function keep(jar: Jar, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1)
  if (value) jar.set(pair.slice(0, at), value)
  else jar.delete(pair.slice(0, at))
}

/** Listens on a free port and tells it. */
export function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
      else reject(new Error('the server has no port'))
    })
  })
}
