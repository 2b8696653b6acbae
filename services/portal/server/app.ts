// The portal's HTTP server, its parts registered in order.
import fastifyCookie from '@fastify/cookie'
import { buildServer, sendProblem } from '@ticun/http'
import type { Log, Metrics } from '@ticun/observability'
import type { FastifyInstance } from 'fastify'
import type { PortalConfig } from '../config.ts'
import { SESSION_LIFE_S, makeCookies } from './cookies.ts'
import { openEnded } from './ended.ts'
import { addForward } from './forward.ts'
import { makeIssuer } from './issuer.ts'
import { addLogIn } from './log-in.ts'
import { oddPath } from './odd-path.ts'
import { addPages, isBuilt, securityHeaders } from './pages.ts'
import { isSameOrigin } from './same-origin.ts'

const MS_PER_SECOND = 1000

export type PortalParts = {
  readonly config: PortalConfig
  readonly sessionKey: Uint8Array
  /** Folder that remembers which sessions were ended. */
  readonly endedDir: string
  /** Folder of the built web app. */
  readonly distDir: string
  readonly log: Log
  readonly metrics: Metrics
}

/** Builds the server without listening. */
export async function buildPortal(parts: PortalParts): Promise<FastifyInstance> {
  const { config, distDir } = parts
  const app = buildServer({
    service: 'portal',
    title: 'Ticun portal',
    log: parts.log,
    metrics: parts.metrics,
    ...config.edge,
    auth: { issuerUrl: config.issuerUrl, audience: config.audience },
    ready: () =>
      isBuilt(distDir) ? Promise.resolve() : Promise.reject(new Error('the web app is not built')),
  })
  const secure = config.portalUrl.startsWith('https:')
  const ended = await openEnded(parts.endedDir, SESSION_LIFE_S * MS_PER_SECOND)
  const cookies = makeCookies({ key: parts.sessionKey, secure, ended })
  const issuer = makeIssuer(config)
  const headers = securityHeaders(config.issuerUrl)

  await app.register(fastifyCookie)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    const { origin, 'sec-fetch-site': site } = request.headers
    const fetchSite = Array.isArray(site) ? site[0] : site
    const from = { method: request.method, origin, fetchSite }
    if (!isSameOrigin(config.portalUrl, from)) return sendProblem(reply, 'cross_origin')
    const odd = oddPath(request.url)
    return odd && sendProblem(reply, odd)
  })
  addLogIn(app, { config, cookies, issuer, ended })
  await addForward(app, { config, cookies, issuer })
  await addPages(app, distDir)
  return app
}
