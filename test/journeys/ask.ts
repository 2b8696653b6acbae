// Sends one HTTP request exactly as told, good or bad, and gives the whole answer.
import { randomUUID } from 'node:crypto'
import { makeTokens } from '@ticun/demo'

export type Ask = {
  method?: 'GET' | 'POST' | 'PUT'
  path: string
  /** A log-in of the demo people; absent: no token. */
  as?: string
  /** This token, whoever made it. */
  token?: string
  json?: unknown
  /** A body as it is, with its media type. */
  raw?: { type: string; bytes: string | Uint8Array<ArrayBuffer> }
  /** Idempotency-Key: absent means a fresh one for a POST, empty means none. */
  key?: string
}

/** `body` is the parsed JSON, or the text where it is none. */
export type Answer = { status: number; headers: Headers; body: unknown }

/** Asks the process at `origin`; tokens are of the house's own issuer. */
export type Asker = (origin: string, ask: Ask) => Promise<Answer>

/** Makes an asker. It never tries twice: what is answered first is the answer. */
export function makeAsker(issuerUrl: string): Asker {
  const tokens = makeTokens(issuerUrl)
  return async (origin, ask) => {
    const token = ask.token ?? (ask.as === undefined ? undefined : await tokens.of(ask.as))
    const response = await fetch(new URL(ask.path, origin), {
      method: methodOf(ask),
      headers: headersOf(ask, token),
      ...(ask.raw ? { body: ask.raw.bytes } : {}),
      ...(ask.json === undefined ? {} : { body: JSON.stringify(ask.json) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const body: unknown = isJson ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body }
  }
}

function methodOf({ method, json, raw }: Ask): string {
  return method ?? (json === undefined && raw === undefined ? 'GET' : 'POST')
}

function headersOf(ask: Ask, token: string | undefined): Headers {
  const headers = new Headers()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const key = ask.key ?? (methodOf(ask) === 'POST' ? randomUUID() : '')
  if (key !== '') headers.set('idempotency-key', key)
  if (ask.raw) headers.set('content-type', ask.raw.type)
  else if (ask.json !== undefined) headers.set('content-type', 'application/json')
  return headers
}
