// Knows how the bank says no over HTTP: problem+json with a stable code.
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'

const PROBLEMS = {
  body_invalid: [400, 'The request is not valid'],
  query_invalid: [400, 'The query is not valid'],
  header_invalid: [400, 'A header is not valid'],
  message_unreadable: [400, 'The payment message cannot be read'],
  token_missing: [401, 'A bearer token is needed'],
  unknown_account: [404, 'There is no such account'],
  unknown_payment: [404, 'There is no such payment'],
  unknown_path: [404, 'There is nothing here'],
  account_differs: [409, 'The account exists with other data'],
  serial_reused: [409, 'The bank serial is taken'],
  body_too_large: [413, 'The body is too large'],
  content_type_unknown: [415, 'The content type is not accepted'],
  key_reused: [422, 'The idempotency key belongs to another request'],
  message_id_reused: [422, 'The message id belongs to another message'],
  internal_error: [500, 'The bank failed'],
  journal_failed: [503, 'The bank cannot write its journal'],
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** What one field of a request has wrong; the pointer is a JSON pointer into the body. */
export type FieldProblem = { pointer: string; detail: string }

/** Answers with a problem (RFC 9457). */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  errors?: FieldProblem[],
): FastifyReply {
  const [status, title] = PROBLEMS[code]
  const type = `urn:bank-sandbox:problem:${code}`
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type, title, status, code, detail, ...(errors && { errors }) }))
}

/** Turns what zod found into JSON pointers with plain sentences. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({
    pointer: issue.path.map((part) => `/${String(part)}`).join(''),
    detail: issue.message,
  }))
}
