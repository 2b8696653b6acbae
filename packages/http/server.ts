// Builds a service's HTTP server: limits, plugins in order, and the pages every process has.
import { setTimeout as wait } from 'node:timers/promises'
import {
  CORRELATION_HEADER,
  correlationIdFrom,
  DURATION_BUCKETS_MS,
  type Log,
  type Metrics,
} from '@ticun/observability'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { createVerifier, type AuthOptions } from './auth.ts'
import { readJsonBodies } from './bodies.ts'
import { answerSocketError } from './socket.ts'
import type { ClockMode } from './edge.ts'
import { budgetsFrom, openBudget, type StatedBudgets } from './budget.ts'
import { collectOpenapi } from './openapi.ts'
import { systemNow } from './house-clock.ts'
import { answerError, sendProblem } from './problem.ts'
import { EdgeError, FaultError, NotReadyError } from './problems.ts'
import { forInsiders } from './insiders.ts'

/** Of a JSON body: 1 MiB. */
export const BODY_BYTES_MAX = 1024 * 1024
const PARAM_LENGTH_MAX = 128
/** From the first byte of a request to its last. */
const REQUEST_TIMEOUT_MS = 60_000
const KEEP_ALIVE_TIMEOUT_MS = 72_000
const READY_TIMEOUT_MS = 2_000

export type ServerOptions = {
  service: 'escrow' | 'clock' | 'settlement' | 'notary' | 'portal' | 'bank-sandbox'
  title: string
  log: Log
  metrics: Metrics
  auth: AuthOptions
  /**
   * Resolves when the service can work; rejects when its database or transport is away. What a
   * `NotReadyError` says is shown.
   */
  ready: () => Promise<void>
  bodyBytesMax?: number
  /** Opens figures and API document to callers from elsewhere; without it only to this machine. */
  metricsToken?: string | undefined
  /** How many requests each caller may send; what is left out is `BUDGETS`. */
  budgets?: StatedBudgets | undefined
  /** `caller`: a stated `occurredAt` is the request's clock (tests and demo only). */
  clockMode?: ClockMode
}

/** A server without routes of business; add them with `serve` before it listens. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = options.log
  const app = Fastify({
    loggerInstance,
    // We tell each request once, when it is answered (see countRequests).
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'correlationId',
    }),
    genReqId: (request) => correlationIdFrom(request.headers[CORRELATION_HEADER]),
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    clientErrorHandler: answerSocketError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  })
  const budgets = budgetsFrom(options.budgets)
  app.decorate('edge', {
    budget: {
      caller: openBudget(budgets.callerPerMinute),
      reads: openBudget(budgets.readsPerMinute),
      stranger: openBudget(budgets.strangerPerMinute),
    },
    verify: createVerifier(options.auth, options.log),
    clockMode: options.clockMode ?? 'system',
    methods: new Map<string, Set<string>>(),
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('rawBytes', null)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  readJsonBodies(app)
  answerProblems(app)
  stampRequests(app)
  countRequests(app, options.metrics)
  drainWhenClosing(app)
  collectOpenapi(app, options.title)
  servePagesOfHealth(app, options)
  return app
}

/** Every error, every unknown path and every wrong method is a problem document. */
function answerProblems(app: FastifyInstance): void {
  const { methods } = app.edge
  app.addHook('onRoute', (route) => {
    const known = methods.get(route.url) ?? new Set<string>()
    for (const method of [route.method].flat()) known.add(method)
    methods.set(route.url, known)
  })
  app.setErrorHandler(answerError)
  const answerUnknown = (request: FastifyRequest, reply: FastifyReply) => {
    const allowed = methodsAt(methods, request.url.split('?', 1)[0] ?? '')
    if (allowed.length === 0) return sendProblem(reply, 'unknown_route')
    return sendProblem(reply.header('allow', allowed.join(', ')), 'method_not_allowed')
  }
  app.setNotFoundHandler(answerUnknown)
  // Before a body is looked at: of a method that nothing here takes, none can be read.
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.is404) void answerUnknown(request, reply)
    else done(null, payload)
  })
}

function methodsAt(methods: Map<string, Set<string>>, path: string): string[] {
  for (const [pattern, known] of methods) {
    const parts = pattern.split('/')
    const given = path.split('/')
    const same =
      parts.length === given.length &&
      parts.every((part, index) => part.startsWith(':') || part === given[index])
    if (same) return [...known]
  }
  return []
}

function stampRequests(app: FastifyInstance): void {
  // Hooks that wait for nothing call back: each promise less is felt by every request.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(CORRELATION_HEADER, request.id)
    reply.header('x-content-type-options', 'nosniff')
    done()
  })
}

function countRequests(app: FastifyInstance, metrics: Metrics): void {
  const durations = metrics.histogram(
    'http_request_duration_ms',
    'Time from the arrival of a request to the end of its reply, in milliseconds',
    DURATION_BUCKETS_MS,
    ['method', 'route', 'status'],
  )
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const route = request.routeOptions.url ?? 'unknown'
    const { method } = request
    durations.observe({ method, route, status: String(reply.statusCode) }, reply.elapsedTime)
    const line = { method, route, status: reply.statusCode, ms }
    // Reads are many and change nothing: they are told only to those who ask for more.
    if (method === 'GET' && reply.statusCode < 400) request.log.debug(line, 'served')
    else request.log.info(line, 'served')
    done()
  })
}

/** While the server closes, running requests finish and new ones are sent elsewhere. */
function drainWhenClosing(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (!closing) return done()
    reply.header('connection', 'close')
    done(new FaultError('the server is closing'))
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
}

function servePagesOfHealth(app: FastifyInstance, options: ServerOptions): void {
  const hidden = { schema: { hide: true } }
  void app.register(async (child) => {
    child.get('/healthz', hidden, async () => ({
      status: 'alive',
      service: options.service,
      now: systemNow(),
    }))
    child.get('/readyz', hidden, async () => {
      await inTime(options.ready())
      return { status: 'ready', service: options.service }
    })
    const inner = { ...hidden, onRequest: forInsiders(options.metricsToken) }
    child.get('/metrics', inner, async (_request, reply) =>
      reply.type(options.metrics.contentType).send(await options.metrics.render()),
    )
    child.get('/openapi.json', inner, async () => child.swagger())
  })
}

/** Not ready in time, or not ready for any reason, is a fault: 503. */
async function inTime(ready: Promise<void>): Promise<void> {
  const timer = new AbortController()
  const late = wait(READY_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not ready within ${READY_TIMEOUT_MS} ms`)
  })
  try {
    await Promise.race([ready, late])
  } catch (cause) {
    if (cause instanceof NotReadyError || cause instanceof EdgeError) throw cause
    throw new FaultError('the service is not ready', { cause })
  } finally {
    timer.abort()
    late.catch(() => undefined)
  }
}
