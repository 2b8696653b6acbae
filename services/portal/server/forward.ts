// Forwards `/api/<service>/…` with the session's token: the browser never sees the token.
import proxy from '@fastify/http-proxy'
import type { FastifyHttpProxyOptions } from '@fastify/http-proxy'
import { FaultError, sendProblem } from '@ticun/http'
import { CORRELATION_HEADER } from '@ticun/observability'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PortalConfig } from '../config.ts'
import type { Cookies } from './cookies.ts'
import type { Issuer } from './issuer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    bearer: string | undefined
  }
}

const ANSWER_MS_MAX = 30_000
// Everything else that a browser sends (cookies above all) stays in the portal.
const PASSED_ON = [
  'accept',
  'accept-language',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'traceparent',
]

export type ForwardParts = {
  readonly config: PortalConfig
  readonly cookies: Cookies
  readonly issuer: Issuer
}

/**
 * Registers one forwarder per service. Without a session a reading call goes on without a token.
 */
export async function addForward(app: FastifyInstance, parts: ForwardParts): Promise<void> {
  app.decorateRequest('bearer', undefined)
  await app.register(async (scope) => {
    // The proxy passes bodies on unread, so nothing here may parse them first.
    scope.removeAllContentTypeParsers()
    scope.addHook('onRequest', async (request, reply) =>
      isPublic(request.url)
        ? authorize(parts, request, reply)
        : sendProblem(reply, 'unknown_route'),
    )
    for (const [name, upstream] of Object.entries(parts.config.services)) {
      await scope.register(proxy, forwardTo(name, upstream))
    }
  })
}

function forwardTo(name: string, upstream: string): FastifyHttpProxyOptions {
  return {
    upstream,
    prefix: `/api/${name}`,
    rewritePrefix: '/',
    httpMethods: ['GET', 'POST'],
    // A failure is told once, where the problem is answered.
    disableRequestLogging: true,
    undici: { headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...Object.fromEntries(PASSED_ON.map((key) => [key, headers[key]])),
        [CORRELATION_HEADER]: request.id,
        ...(request.bearer === undefined ? {} : { authorization: `Bearer ${request.bearer}` }),
      }),
      onError: (reply, { error }) => {
        void reply.send(new FaultError(`${name} does not answer`, { cause: error }))
      },
    },
  }
}

// The services' own pages (figures, health, API document) are on their own ports only.
const PUBLIC = /^\/api\/(?:[a-z]+\/v1\/|notary\/(?:checkpoint$|tile\/))/

/** False also for a path that would be another one once its dot segments are resolved. */
function isPublic(url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? ''
  if (!URL.canParse(path, 'http://portal')) return false
  return new URL(path, 'http://portal').pathname === path && PUBLIC.test(path)
}

async function authorize(
  { cookies, issuer }: ForwardParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const session = await cookies.readSession(request)
  reply.header('cache-control', 'no-store')
  if (!session) {
    return request.method === 'GET' ? undefined : sendProblem(reply, 'token_missing')
  }
  const renewed = await issuer.renew(session, Date.now())
  if (!renewed) {
    cookies.dropSession(reply)
    return sendProblem(reply, 'token_invalid')
  }
  if (renewed !== session) await cookies.keepSession(reply, renewed)
  request.bearer = renewed.accessToken
  return undefined
}
