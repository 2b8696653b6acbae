// Talks to the portal's server: JSON in and out, problems as values with a stable code.
import type {
  Problem,
  ReplyOf,
  escrowRoutes,
  notaryRoutes,
  settlementRoutes,
} from '@ticun/protocol'

type Replies<R> = {
  [K in keyof R]: R[K] extends { reply: infer S } ? ReplyOf<S> : string
}
export type EscrowReply = Replies<typeof escrowRoutes>
export type SettlementReply = Replies<typeof settlementRoutes>
export type NotaryReply = Replies<typeof notaryRoutes>

/** A call that did not work: what the server said, or that it could not be reached (status 0). */
export type CallProblem = Pick<Problem, 'title' | 'status' | 'code'> &
  Partial<Pick<Problem, 'titleZh' | 'detail' | 'errors'>>

export type Answer<T> = { readonly data: T } | { readonly problem: CallProblem }

const UNREACHABLE: CallProblem = { title: 'unreachable', status: 0, code: 'unreachable' }

/** Reads a JSON resource. Never throws, except when `signal` aborts. */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return call<T>(path, signal ? { signal } : {})
}

/**
 * Sends a command. `key` names the intent: a repeat with the same key and body is never carried
 * out twice, so that a lost answer may simply be asked for again.
 */
export function postJson<T>(path: string, body: unknown, key: string): Promise<Answer<T>> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
}

/** Sends a file as it is. */
export function postFile<T>(path: string, file: File, type: string, key: string) {
  const headers = { 'content-type': type, 'idempotency-key': key }
  return call<T>(path, { method: 'POST', headers, body: file })
}

/** Reads a text resource, for example a signed checkpoint. */
export async function getText(path: string, signal?: AbortSignal): Promise<Answer<string>> {
  const response = await reach(path, signal ? { signal } : {})
  if ('problem' in response) return response
  return response.data.ok
    ? { data: await response.data.text() }
    : { problem: await readProblem(response.data) }
}

async function call<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  const response = await reach(path, init)
  if ('problem' in response) return response
  if (!response.data.ok) return { problem: await readProblem(response.data) }
  // The services answer by the same contract that T is taken from.
  const data: T = await response.data.json()
  return { data }
}

async function reach(path: string, init: RequestInit): Promise<Answer<Response>> {
  try {
    const headers = new Headers(init.headers)
    headers.set('accept', 'application/json')
    return { data: await fetch(path, { ...init, headers }) }
  } catch (error) {
    if (init.signal?.aborted) throw error
    return { problem: UNREACHABLE }
  }
}

async function readProblem(response: Response): Promise<CallProblem> {
  const fallback = { title: response.statusText, status: response.status, code: 'http' }
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) return { ...fallback, code: `http_${response.status}` }
  const read: Partial<CallProblem> = await response.json().catch(() => ({}))
  return { ...fallback, ...read }
}
