// The log-in pages' routes: leave for the issuer, come back, who am I, log out.
import { FaultError } from '@ticun/http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PortalConfig } from '../config.ts'
import type { Cookies } from './cookies.ts'
import type { EndedSessions } from './ended.ts'
import type { Issuer } from './issuer.ts'
import { safeReturn } from './same-origin.ts'

const query = z.object({
  return: z.string().max(400).optional().catch(undefined),
  prompt: z.literal('login').optional().catch(undefined),
})

export type LogInParts = {
  readonly config: PortalConfig
  readonly cookies: Cookies
  readonly issuer: Issuer
  readonly ended: EndedSessions
}

/** Registers `/auth/*` and `/api/me`. */
export function addLogIn(app: FastifyInstance, parts: LogInParts): void {
  const { config, cookies, issuer, ended } = parts
  // A log-out is a plain form; nothing in its body matters.
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, body, done) => {
    body.resume()
    body.on('end', () => done(null, undefined))
  })
  const portalHost = new URL(config.portalUrl).host

  app.get('/auth/login', async (request, reply) => {
    // Cookies belong to one host name: a log-in begun as localhost would not return there.
    if (request.host !== portalHost) return reply.redirect(config.portalUrl + request.url)
    const asked = query.parse(request.query)
    const returnTo = safeReturn(config.portalUrl, asked.return)
    const { to, attempt } = await issuer.start(returnTo, asked.prompt).catch((cause: unknown) => {
      throw new FaultError('the issuer does not answer', { cause })
    })
    await cookies.keepAttempt(reply, attempt)
    return reply.redirect(to.href)
  })

  app.get('/auth/callback', async (request, reply) => {
    const attempt = await cookies.takeAttempt(request, reply)
    if (!attempt) return reply.redirect('/?login=expired')
    const callback = new URL(request.url, config.portalUrl)
    const session = await issuer.finish(callback, attempt).catch((error: unknown) => {
      request.log.warn({ err: error }, 'log-in did not finish')
      return undefined
    })
    if (!session) return reply.redirect('/?login=failed')
    await cookies.keepSession(reply, session)
    return reply.redirect(attempt.returnTo)
  })

  app.post('/auth/logout', async (request, reply) => {
    const session = await cookies.readSession(request)
    cookies.dropSession(reply)
    if (session) {
      // First here, where it takes effect at once and needs nobody else.
      await ended.end(session.id)
      await issuer.revoke(session).catch((error: unknown) => {
        request.log.warn({ err: error }, 'the issuer could not be told of a log-out')
      })
    }
    const end = await issuer.end().catch(() => undefined)
    return reply.redirect(end?.href ?? '/', 303)
  })

  app.get('/api/me', async (request, reply) => {
    const session = await cookies.readSession(request)
    reply.header('cache-control', 'no-store')
    return { person: session?.person ?? null }
  })
}
