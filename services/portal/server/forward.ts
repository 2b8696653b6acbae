// Forwards `/api/<service>/…` with the session's token: the browser never sees the token.
import proxy from '@fastify/http-proxy'
import type { FastifyHttpProxyOptions } from '@fastify/http-proxy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PortalConfig } from '../config.ts'
import type { Cookies } from './cookies.ts'
import type { Issuer } from './issuer.ts'
import { ServiceDown, sendProblem } from './problems.ts'

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
  'x-correlation-id',
]

export type ForwardParts = {
  readonly config: PortalConfig
  readonly cookies: Cookies
  readonly issuer: Issuer
}

/** Registers one forwarder per service. Without a session a reading call goes on without a token. */
export async function addForward(app: FastifyInstance, parts: ForwardParts): Promise<void> {
  app.decorateRequest('bearer', undefined)
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply) => authorize(parts, request, reply))
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
    undici: { headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...Object.fromEntries(PASSED_ON.map((key) => [key, headers[key]])),
        ...(request.bearer === undefined ? {} : { authorization: `Bearer ${request.bearer}` }),
      }),
      onError: (reply, { error }) => {
        void reply.send(new ServiceDown(name, { cause: error }))
      },
    },
  }
}

async function authorize(
  { cookies, issuer }: ForwardParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const session = await cookies.readSession(request)
  reply.header('cache-control', 'no-store')
  if (!session) {
    return request.method === 'GET' ? undefined : sendProblem(reply, 'not_logged_in')
  }
  const renewed = await issuer.renew(session, Date.now())
  if (!renewed) {
    cookies.dropSession(reply)
    return sendProblem(reply, 'session_ended')
  }
  if (renewed !== session) await cookies.keepSession(reply, renewed)
  request.bearer = renewed.accessToken
  return undefined
}
