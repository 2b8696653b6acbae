// Every problem that the edge itself answers with, before or beside the business' refusals.
import type { RefusalCode } from '@ticun/protocol'

/** Code → HTTP status, title in Chinese, title in English. */
export const edgeProblems = {
  token_missing: [401, '请先登录', 'A bearer token is needed'],
  token_invalid: [401, '登录凭证无效或已过期', 'The bearer token is not valid'],
  wrong_role: [403, '您的角色无权进行此操作', 'Your role may not do this'],
  cross_origin: [403, '请求不是从本站页面发出的', 'The request does not come from our own pages'],
  body_breaks_schema: [400, '请求内容不符合格式', 'The body breaks the schema'],
  query_breaks_schema: [400, '查询参数不符合格式', 'The query breaks the schema'],
  params_breaks_schema: [400, '路径参数不符合格式', 'The path breaks the schema'],
  malformed_json: [400, '请求不是有效的 JSON', 'The body is not JSON in UTF-8'],
  malformed_request: [400, '请求无法读取', 'The request cannot be read'],
  idempotency_key_malformed: [
    400,
    'Idempotency-Key 格式错误',
    'Idempotency-Key must be 1 to 128 visible ASCII characters',
  ],
  cursor_broken: [400, '翻页标记无效', 'The cursor is not one of ours'],
  unknown_route: [404, '没有这个地址', 'No such resource'],
  method_not_allowed: [405, '此地址不支持该方法', 'The resource does not know this method'],
  request_timeout: [408, '请求超时', 'The request took too long to arrive'],
  body_too_large: [413, '请求内容过大', 'The body is too large'],
  path_too_long: [414, '地址过长', 'The path is too long'],
  unsupported_media_type: [415, '不支持的内容类型', 'The media type is not supported here'],
  too_many_requests: [429, '请求过于频繁，请稍后再试', 'Too many requests; try again later'],
  headers_too_large: [431, '请求头过大', 'The headers are too large'],
  internal_error: [500, '内部错误', 'Something went wrong on our side'],
  book_behind: [
    503,
    '账簿落后于已公证的记录，暂停受理，请联系公证处',
    'The book lacks entries that were certified; no command is taken until they are back',
  ],
  service_unavailable: [503, '服务暂不可用，请稍后重试', 'Not available now; try again soon'],
} as const satisfies Record<string, readonly [number, string, string]>

export type EdgeCode = keyof typeof edgeProblems

export type PointedError = { pointer: string; detail: string }

/** Thrown by the edge (never by business code): answered as the problem of that code. */
export class EdgeError extends Error {
  readonly edge: EdgeCode
  readonly errors: readonly PointedError[] | undefined

  constructor(edge: EdgeCode, detail: string, errors?: readonly PointedError[]) {
    super(detail)
    this.name = 'EdgeError'
    this.edge = edge
    this.errors = errors
  }
}

/** Thrown when a caller's budget is spent. */
export class BudgetError extends EdgeError {
  /** Seconds until the next request fits. */
  readonly waitS: number

  constructor(waitS: number) {
    super('too_many_requests', `the next one fits in ${waitS} s`)
    this.name = 'BudgetError'
    this.waitS = waitS
  }
}

/** A fault that we name ourselves: answered with 503, as the same request may succeed later. */
export class FaultError extends Error {
  readonly fault = true

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FaultError'
  }
}

/** A service that cannot do its work says so on `/readyz`: its message is shown to everybody. */
export class NotReadyError extends FaultError {
  constructor(message: string) {
    super(message)
    this.name = 'NotReadyError'
  }
}

/** Throws what stands still, for `/readyz`. */
export function expectMoving({ still }: { still: () => readonly string[] }): void {
  const reasons = still()
  if (reasons.length > 0) throw new NotReadyError(reasons.join('; '))
}

/** A path whose id is not even well-formed names nothing: answered as that unknown thing, 404. */
export class UnknownPathError extends Error {
  readonly refused: RefusalCode

  constructor(refused: RefusalCode, detail: string) {
    super(detail)
    this.name = 'UnknownPathError'
    this.refused = refused
  }
}
