// Answers a connection whose bytes never became a request.
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { problemOf, PROBLEM_TYPE } from './problem.ts'
import type { EdgeCode } from './problems.ts'

const CODES = new Map<string, EdgeCode>([
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
])

/** Writes one problem by hand and closes the connection. */
export function answerSocketError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const code = CODES.get(error.code ?? '') ?? 'malformed_request'
  const body = problemOf(code, { correlationId: randomUUID() })
  const text = JSON.stringify(body)
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${body.title}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  )
}
