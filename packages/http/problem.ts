// Refusal or error → RFC 9457 problem; the only place where that document is made.
import { CORRELATION_HEADER } from '@ticun/observability'
import { refusals, type Problem, type Refusal, type RefusalCode } from '@ticun/protocol'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isFault } from './faults.ts'
import {
  BudgetError,
  EdgeError,
  NotReadyError,
  UnknownPathError,
  edgeProblems,
  type EdgeCode,
  type PointedError,
} from './problems.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** Seconds that a client should wait when a part of the house is down. */
export const RETRY_AFTER_S = 1

type ProblemCode = EdgeCode | RefusalCode

const table: Record<ProblemCode, readonly [number, string, string]> = {
  ...refusals,
  ...edgeProblems,
}

export type ProblemExtra = {
  detail?: string | undefined
  errors?: readonly PointedError[] | undefined
  correlationId?: string
}

/** The problem document of a code; `instance` carries the correlation id for the help desk. */
export function problemOf(code: ProblemCode, extra: ProblemExtra = {}): Problem {
  const [status, titleZh, title] = table[code]
  return {
    type: `urn:ticun:problem:${code}`,
    title,
    titleZh,
    status,
    code,
    ...(extra.detail ? { detail: extra.detail } : {}),
    ...(extra.errors ? { errors: [...extra.errors] } : {}),
    ...(extra.correlationId ? { instance: `urn:ticun:request:${extra.correlationId}` } : {}),
  }
}

/** HTTP status of a refusal. */
export function statusOf(code: ProblemCode): number {
  return table[code][0]
}

/** Answers with a business refusal. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendProblem(reply, refusal.refused, { detail: refusal.detail })
}

/** Answers with the problem of this code. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  extra: ProblemExtra = {},
): FastifyReply {
  const body = problemOf(code, { correlationId: reply.request.id, ...extra })
  if (body.status === 401) reply.header('www-authenticate', challenge(code))
  if (body.status === 503) reply.header('retry-after', String(RETRY_AFTER_S))
  // Again here: a path that cannot be read comes past no hook.
  reply.header(CORRELATION_HEADER, reply.request.id)
  reply.header('cache-control', 'no-store')
  // Fastify closes after a body that it would not read: whoever is still sending then sees a broken
  // pipe instead of this answer. Without the header the rest is read and thrown away, in bounded
  // time.
  reply.removeHeader('connection')
  // Sent as text: a problem needs no schema and no serializer of the route.
  return reply.code(body.status).type(PROBLEM_TYPE).send(JSON.stringify(body))
}

/** Fastify's error handler: whatever was thrown becomes a problem, and what is ours is logged. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof BudgetError) reply.header('retry-after', String(error.waitS))
  if (error instanceof EdgeError) {
    return sendProblem(reply, error.edge, { detail: error.message, errors: error.errors })
  }
  if (error instanceof UnknownPathError) {
    return sendProblem(reply, error.refused, { detail: error.message })
  }
  const code = frameworkCode(error)
  if (code) return sendProblem(reply, code, { detail: edgeDetail(error) })
  const where = { err: error, method: request.method, route: request.routeOptions.url }
  if (isFault(error)) {
    request.log.warn(where, 'fault: a part of the house is away')
    const detail = error instanceof NotReadyError ? error.message : undefined
    return sendProblem(reply, 'service_unavailable', { detail })
  }
  request.log.error(where, 'bug: a request ended in an unexpected error')
  return sendProblem(reply, 'internal_error', {
    detail: `Tell us this correlation id: ${request.id}`,
  })
}

function challenge(code: ProblemCode): string {
  return code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"'
}

const FRAMEWORK_CODES: Record<string, EdgeCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'path_too_long',
}

/** Also plugins throw what is the client's mistake, each in words of its own. */
const PLUGIN_STATUSES = new Map<unknown, EdgeCode>([
  [400, 'malformed_request'],
  [403, 'unknown_route'],
  [404, 'unknown_route'],
  [413, 'body_too_large'],
  [414, 'path_too_long'],
  [415, 'unsupported_media_type'],
])

function frameworkCode(error: unknown): EdgeCode | undefined {
  const known = isFrameworkError(error) ? FRAMEWORK_CODES[error.code] : undefined
  return known ?? PLUGIN_STATUSES.get(statusIn(error))
}

function statusIn(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'statusCode') : undefined
}

function isFrameworkError(error: unknown): error is FastifyError {
  return error instanceof Error && String(Reflect.get(error, 'code')).startsWith('FST_ERR_')
}

function edgeDetail(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined
}
