// Speaks to the house over HTTP as its people do: with tokens, with keys, and with patience.
import type { RouteContract } from '@ticun/protocol'
import { problem } from '@ticun/protocol'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { limiter, pauses } from './patience.ts'

/** A process did not answer as it should; the message names the call and what was said. */
export class CallError extends Error {
  override name = 'CallError'
}

/** A route that answers with JSON, and perhaps takes some. */
export type JsonRoute<S extends z.ZodType, B extends z.ZodType> = RouteContract & {
  reply: S
  body?: B
}

export type Call<B extends z.ZodType> = {
  /** Who calls: a login of the demo people; absent where no token is needed. */
  as?: string
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: z.input<B>
  /** A raw body with its media type. */
  raw?: { type: string; text: string }
  /** Idempotency-Key: the same word for the same deed, however often it is tried. */
  key?: string
}

/** Any HTTP exchange, for doors that have no route contract. */
export type RawCall = {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  body?: string
}

export type Client = {
  /** Calls a route of the process at `origin`. Throws CallError on any answer but the good one. */
  call: <S extends z.ZodType, B extends z.ZodType>(
    origin: string,
    route: JsonRoute<S, B>,
    call: Call<B>,
  ) => Promise<z.output<S>>
  /** Sends anything; resolves with the text of a 2xx answer. */
  send: (call: RawCall) => Promise<string>
  close: () => Promise<void>
}

export type Tokens = {
  of: (login: string) => Promise<string>
  /** The token was refused: the next one is fetched anew. */
  forget: (login: string) => void
}

const CALLS_MAX = 16
const ANSWER_MS_MAX = 30_000
const KEEP_ALIVE_MS = 20_000
/** A process that is killed and started again answers like this for a while. */
const PASSING_STATUSES = new Set([502, 503, 504])
const PASSING_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
const UNAUTHORIZED = 401

type Answer = { status: number; text: string; retryAfterMs: number }

/** Makes a client; at most CALLS_MAX calls are on their way at a time. */
export function makeClient(tokens: Tokens): Client {
  const agent = new Agent({
    connections: CALLS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: ANSWER_MS_MAX,
    bodyTimeout: ANSWER_MS_MAX,
  })
  const limited = limiter(CALLS_MAX)

  const exchange = async ({ method, url, headers, body }: RawCall): Promise<Answer> => {
    const options = { dispatcher: agent, method, headers, ...(body === undefined ? {} : { body }) }
    const response = await request(url, options)
    const retryAfter = Number(response.headers['retry-after'] ?? 0)
    return {
      status: response.statusCode,
      text: await response.body.text(),
      retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : 0,
    }
  }

  const patiently = async (call: RawCall, login: string | undefined): Promise<string> => {
    const waiting = pauses()
    let refreshed = false
    for (;;) {
      const headers = { ...call.headers }
      if (login !== undefined) headers['authorization'] = `Bearer ${await tokens.of(login)}`
      const answer = await limited(() => exchange({ ...call, headers })).catch(passing)
      if (answer instanceof Error) {
        if (!(await waiting.next())) throw complaint(call, `no answer: ${answer.message}`)
      } else if (answer.status >= 200 && answer.status < 300) {
        return answer.text
      } else if (answer.status === UNAUTHORIZED && login !== undefined && !refreshed) {
        refreshed = true
        tokens.forget(login)
      } else if (!isPassing(answer) || !(await waiting.next(answer.retryAfterMs))) {
        throw complaint(call, said(answer))
      }
    }
  }

  return {
    call: async (origin, route, call) => {
      const raw: RawCall = {
        method: route.method,
        url: urlOf(origin, route.path, call.params, call.query),
        headers: {},
      }
      if (call.key !== undefined) raw.headers['idempotency-key'] = call.key
      if (call.raw !== undefined) {
        raw.headers['content-type'] = call.raw.type
        raw.body = call.raw.text
      } else if (call.body !== undefined) {
        raw.headers['content-type'] = 'application/json'
        raw.body = JSON.stringify(call.body)
      }
      return readReply(route.reply, raw, await patiently(raw, call.as))
    },
    send: (call) => patiently(call, undefined),
    close: () => agent.close(),
  }
}

function readReply<S extends z.ZodType>(schema: S, call: RawCall, text: string): z.output<S> {
  const read = schema.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw complaint(call, `the answer breaks its contract: ${z.prettifyError(read.error)}`)
}

function urlOf(
  origin: string,
  path: string,
  params: Record<string, string> = {},
  query: Record<string, string | number | undefined> = {},
): string {
  const filled = path.replaceAll(/:(\w+)/g, (_match, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const url = new URL(filled, origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url.href
}

/** An error that a restart explains is an answer to wait on; any other is thrown on. */
function passing(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Error && PASSING_ERRORS.has(code)) return error
  throw error
}

function isPassing({ status }: Answer): boolean {
  return PASSING_STATUSES.has(status)
}

function said({ status, text }: Answer): string {
  const read = readProblem(text)
  if (read === undefined) return `${status} ${text.slice(0, 300)}`
  const fields = read.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`) ?? []
  return [status, read.code, read.detail ?? read.title, ...fields].join(' | ')
}

function readProblem(text: string): z.output<typeof problem> | undefined {
  try {
    return problem.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function complaint(call: RawCall, what: string): CallError {
  return new CallError(`${call.method} ${call.url}: ${what}`)
}
