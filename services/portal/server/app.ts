// The portal's HTTP server, its parts registered in order.
import fastifyCookie from '@fastify/cookie'
import fastify from 'fastify'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { PortalConfig } from '../config.ts'
import { makeCookies } from './cookies.ts'
import { addForward } from './forward.ts'
import { makeIssuer } from './issuer.ts'
import { addLogIn } from './log-in.ts'
import { addPages, isBuilt, securityHeaders } from './pages.ts'
import { ServiceDown, sendProblem } from './problems.ts'
import { isSameOrigin } from './same-origin.ts'

const BODY_BYTES_MAX = 10 * 1024 * 1024

export type PortalParts = {
  readonly config: PortalConfig
  readonly sessionKey: Uint8Array
  /** Folder of the built web app. */
  readonly distDir: string
  readonly logger: NonNullable<FastifyServerOptions['logger']>
}

/** Builds the server without listening. */
export async function buildPortal(parts: PortalParts): Promise<FastifyInstance> {
  const { config, distDir } = parts
  const app = fastify({
    logger: parts.logger,
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  const cookies = makeCookies(parts.sessionKey, config.portalUrl.startsWith('https:'))
  const issuer = makeIssuer(config)
  const headers = securityHeaders(config.issuerUrl)

  await app.register(fastifyCookie)
  // A log-out is a plain form; nothing in its body matters.
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, body, done) => {
    body.resume()
    body.on('end', () => done(null, undefined))
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers)
    const { origin, 'sec-fetch-site': site } = request.headers
    const fetchSite = Array.isArray(site) ? site[0] : site
    if (isSameOrigin(config.portalUrl, { method: request.method, origin, fetchSite })) done()
    else sendProblem(reply, 'other_origin')
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ServiceDown) {
      request.log.warn({ err: error }, 'service does not answer')
      return sendProblem(reply, 'service_down', error.message)
    }
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
    if (typeof status === 'number' && status < 500) return sendProblem(reply, 'bad_request')
    request.log.error({ err: error }, 'unexpected')
    return sendProblem(reply, request.url.startsWith('/auth/') ? 'service_down' : 'unexpected')
  })

  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', (_request, reply) => {
    const ready = isBuilt(distDir)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'web app is not built' })
  })
  addLogIn(app, { config, cookies, issuer })
  await addForward(app, { config, cookies, issuer })
  await addPages(app, distDir)
  return app
}
