// Serves the built web app: hashed assets for ever, the page itself never from a cache.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { FaultError, sendProblem } from '@ticun/http'
import type { FastifyInstance } from 'fastify'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const NOT_A_PAGE = /^\/(api|auth|assets)\//

/** True when `vite build` has run. */
export function isBuilt(distDir: string): boolean {
  return existsSync(join(distDir, 'index.html'))
}

/** Registers the assets, and the page for every other address, so that deep links work. */
export async function addPages(app: FastifyInstance, distDir: string): Promise<void> {
  if (isBuilt(distDir)) {
    await app.register(fastifyStatic, {
      root: join(distDir, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: YEAR_MS,
      index: false,
    })
  }
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (NOT_A_PAGE.test(path)) return sendProblem(reply, 'unknown_route')
    if (!isBuilt(distDir)) throw new FaultError('the web app is not built')
    reply.header('cache-control', 'no-cache')
    return reply.sendFile('index.html', distDir, { cacheControl: false })
  })
}

/**
 * Headers of every answer. Ant Design writes its styles into the page at run time, hence inline
 * styles are allowed; scripts are not. A log-out form is redirected to the issuer, hence its
 * origin among the form actions.
 */
export function securityHeaders(issuerUrl: string): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${new URL(issuerUrl).origin}`,
  ]
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}
