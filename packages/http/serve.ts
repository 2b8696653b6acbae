// Puts one contract of the protocol on a server: who may call, what comes in, what goes out.
import {
  isRefusal,
  refuse,
  type InputOf,
  type Refusal,
  type ReplyOf,
  type RouteContract,
} from '@ticun/protocol'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from './auth.ts'
import { RAW_BODY_BYTES_MAX, readRawBodies, type RawBody } from './bodies.ts'
import { readCursor, type CursorValues } from './cursor.ts'
import type { ClockMode } from './edge.ts'
import { systemNow } from './house-clock.ts'
import { readIdempotencyKey, requestSha256, type Idempotency } from './idempotency.ts'
import { schemaOf } from './openapi.ts'
import { jsonOf } from './json.ts'
import { sendRefusal } from './problem.ts'
import { BudgetError, EdgeError } from './problems.ts'
import { checkerFor } from './schema.ts'

type Part<C, K extends string> = C extends { [key in K]: infer S }
  ? WithoutCursor<InputOf<S>>
  : undefined
/** Nobody gets a cursor as it came: its values are in `after`. */
type WithoutCursor<T> = T extends unknown
  ? 'cursor' extends keyof T
    ? Omit<T, 'cursor'>
    : T
  : never

/** What a handler gets: everything is checked already. */
export type HandlerInput<C extends RouteContract> = {
  params: Part<C, 'params'>
  query: Part<C, 'query'>
  /** Of a list: the sort values of the last row that the caller has; undefined on page one. */
  after: CursorValues<C> | undefined
  body: Part<C, 'body'>
  rawBody: C extends { rawBody: readonly string[] } ? RawBody : undefined
  caller: C extends { roles: 'anyone' } ? undefined : Caller
  /** The caller's own token, for asking another service in the caller's name. */
  token: C extends { roles: 'anyone' } ? undefined : string
  idempotency: C extends { idempotent: true } ? Idempotency : undefined
  correlationId: string
  /** UTC, three decimals: the system's clock, or with `clockMode: 'caller'` the given one. */
  now: string
  /** Its lines carry the correlation id. */
  log: FastifyBaseLogger
}

export type HandlerReply<C extends RouteContract> = {
  body: C extends { reply: infer S } ? ReplyOf<S> : string
  /** True when this is the stored reply of an earlier request with the same key. */
  replayed?: boolean
}

export type Handler<C extends RouteContract> = (
  input: HandlerInput<C>,
) => Promise<HandlerReply<C> | Refusal>

const NO_BODY = { pointer: '', detail: 'there is no body' }
const KEY_MISSING = refuse('idempotency_key_missing', 'one key for each thing you want done')
const AUTHORIZATION = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i

/**
 * Serves a contract. Checks in this order: token (401), budget (429), role (403), schema (400, or
 * 404 for a path that cannot exist), Idempotency-Key (400); then the handler, whose refusals become
 * problems.
 */
export function serve<const C extends RouteContract>(
  app: FastifyInstance,
  contract: C,
  handler: Handler<C>,
): void {
  // A child of its own: it is set up after the plugins, so that the documents know its route.
  void app.register(async (child) => {
    if (contract.rawBody) readRawBodies(child, contract.rawBody)
    child.route({
      method: contract.method,
      url: contract.path,
      schema: schemaOf(contract),
      validatorCompiler: checkerFor(contract),
      ...(contract.rawBody ? { bodyLimit: RAW_BODY_BYTES_MAX } : {}),
      onRequest: async (request) => {
        if (contract.roles === 'anyone') return spend(child.edge.budget.stranger(request.ip))
        const caller = await authenticate(child, request)
        request.caller = caller
        spend(child.edge.budget.caller(caller.id))
        if (request.method === 'GET') spend(child.edge.budget.reads(caller.id))
        authorize(contract, caller)
      },
      handler: async (request, reply) => {
        const key = contract.idempotent ? readIdempotencyKey(request.headers) : undefined
        if (contract.idempotent && key === undefined) return sendRefusal(reply, KEY_MISSING)
        const input = inputOf(contract, request, child.edge.clockMode, key)
        if (!fits(contract, input)) throw new Error('the input does not fit its contract')
        const result = await handler(input)
        return isRefusal(result) ? sendRefusal(reply, result) : sendResult(reply, contract, result)
      },
    })
  })
}

/**
 * The caller of a request; its server's budgets are spent. Throws what is answered with 401 or 429.
 */
export async function authenticate(app: FastifyInstance, request: FastifyRequest): Promise<Caller> {
  const header = request.headers.authorization
  const token = tokenOf(request)
  const caller = token === undefined ? undefined : await app.edge.verify(token)
  if (caller) return caller
  spend(app.edge.budget.stranger(request.ip))
  if (header === undefined) throw new EdgeError('token_missing', 'send Authorization: Bearer …')
  throw new EdgeError('token_invalid', 'log in again')
}

/** Refuses when there is something to wait for. */
function spend(waitS: number): void {
  if (waitS > 0) throw new BudgetError(waitS)
}

function tokenOf(request: FastifyRequest): string | undefined {
  return AUTHORIZATION.exec(request.headers.authorization ?? '')?.[1]
}

function authorize(contract: RouteContract, caller: Caller): void {
  if (contract.roles === 'anyone' || contract.roles.includes(caller.role)) return
  throw new EdgeError('wrong_role', `it takes one of: ${contract.roles.join(', ')}`)
}

type AnyInput = {
  params: unknown
  query: unknown
  after: unknown
  body: unknown
  rawBody: unknown
  caller: Caller | undefined
  token: string | undefined
  idempotency: Idempotency | undefined
  correlationId: string
  now: string
  log: FastifyBaseLogger
}

function inputOf(
  contract: RouteContract,
  request: FastifyRequest,
  clock: ClockMode,
  key: string | undefined,
): AnyInput {
  if (contract.rawBody && (request.body === undefined || request.body === null)) {
    throw new EdgeError('body_breaks_schema', 'a file is expected', [NO_BODY])
  }
  return {
    params: contract.params ? request.params : undefined,
    query: contract.query ? bare(contract, request.query) : undefined,
    after: readCursor(contract, request.query, request.body),
    body: contract.body ? bare(contract, request.body) : undefined,
    rawBody: contract.rawBody ? request.body : undefined,
    caller: request.caller ?? undefined,
    token: request.caller ? tokenOf(request) : undefined,
    idempotency: key === undefined ? undefined : idempotencyOf(request, key),
    correlationId: request.id,
    now: (clock === 'caller' ? statedTime(request) : undefined) ?? systemNow(),
    log: request.log,
  }
}

function bare(contract: RouteContract, part: unknown): unknown {
  if (contract.cursor === undefined || typeof part !== 'object') return part
  return { ...part, cursor: undefined }
}

/** The route's own validators have read every part, so a value that comes here has the type. */
function fits<C extends RouteContract>(
  contract: C,
  input: AnyInput,
): input is AnyInput & HandlerInput<C> {
  return contract.roles === 'anyone' || input.caller !== undefined
}

function idempotencyOf(request: FastifyRequest, key: string): Idempotency {
  const scope = request.caller?.id ?? ''
  const path = request.url.split('?', 1)[0] ?? ''
  const body = request.rawBytes ?? new Uint8Array()
  const sha256 = requestSha256({ method: request.method, path, callerId: scope, body })
  return { key, scope, requestSha256: sha256 }
}

/** A well-formed `occurredAt` of the body or of the query. */
function statedTime(request: FastifyRequest): string | undefined {
  for (const part of [request.body, request.query]) {
    if (typeof part !== 'object' || part === null) continue
    const stated: unknown = Reflect.get(part, 'occurredAt')
    if (typeof stated === 'string') return stated
  }
  return undefined
}

function sendResult(
  reply: FastifyReply,
  contract: RouteContract,
  result: { body: unknown; replayed?: boolean },
): FastifyReply {
  reply.code(contract.status)
  // What one caller may see is nobody else's, and no cache's.
  if (contract.roles !== 'anyone') reply.header('cache-control', 'no-store')
  if (result.replayed) reply.header('idempotent-replayed', 'true')
  if (contract.replyType) return reply.type(contract.replyType).send(result.body)
  if (process.env['NODE_ENV'] === 'test') contract.reply?.parse(result.body)
  return reply.type('application/json; charset=utf-8').send(textOf(result.body))
}

function textOf(body: unknown): string {
  return typeof body === 'object' && body !== null ? jsonOf(body) : JSON.stringify(body)
}
