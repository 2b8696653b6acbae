// Reads the Idempotency-Key and what binds it to one request; the claim itself is the service's.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { EdgeError } from './problems.ts'

export const KEY_LENGTH_MAX = 128

const WELL_FORMED = /^[\x21-\x7e]+$/

export type Idempotency = {
  key: string
  /** The caller's id: two callers may use the same key. */
  scope: string
  /** Over method, path, caller and the body's bytes as sent: another body is another request. */
  requestSha256: string
}

/** The header's key; undefined when absent. Throws what becomes 400 when it is malformed. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key']
  if (header === undefined || header === '') return undefined
  if (typeof header === 'string' && header.length <= KEY_LENGTH_MAX && WELL_FORMED.test(header)) {
    return header
  }
  throw new EdgeError(
    'idempotency_key_malformed',
    `at most ${KEY_LENGTH_MAX} characters, 0x21–0x7e`,
  )
}

export type HashedRequest = {
  method: string
  path: string
  callerId: string
  body: Uint8Array
}

/** SHA-256 (hexadecimal) of a request. None of the first three parts can hold a line feed. */
export function requestSha256(request: HashedRequest): string {
  return createHash('sha256')
    .update(`${request.method}\n${request.path}\n${request.callerId}\n`)
    .update(request.body)
    .digest('hex')
}
