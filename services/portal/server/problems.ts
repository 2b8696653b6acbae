// The portal's own few refusals, in the same form as the services' (problem+json).
import type { Problem } from '@ticun/protocol'
import type { FastifyReply } from 'fastify'

const PROBLEMS = {
  not_logged_in: [401, '请先登录', 'Please log in first'],
  session_ended: [401, '登录已过期，请重新登录', 'The log-in has ended, please log in again'],
  other_origin: [403, '请求不是从本站页面发出的', 'The request does not come from our own pages'],
  not_found: [404, '没有这个地址', 'No such address'],
  bad_request: [400, '请求无法识别', 'The request cannot be read'],
  service_down: [503, '服务暂时没有应答，请稍后再试', 'The service does not answer, please retry'],
  unexpected: [500, '出错了', 'Something went wrong'],
} as const satisfies Record<string, readonly [number, string, string]>

export type ProblemCode = keyof typeof PROBLEMS

const RETRY_AFTER_S = 2

/** A service did not answer, or not in time. */
export class ServiceDown extends Error {
  override name = 'ServiceDown'
}

/** Answers with problem+json. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply {
  const [status, titleZh, title] = PROBLEMS[code]
  const body: Problem = {
    type: `urn:ticun:problem:${code}`,
    title,
    titleZh,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  }
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S)
  return reply.status(status).type('application/problem+json').send(body)
}
