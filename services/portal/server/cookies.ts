// The two cookies of the portal: the sealed session, and a log-in on its way.
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EndedSessions } from './ended.ts'
import { ATTEMPT, SESSION, open, seal } from './seal.ts'
import type { Attempt, Session } from './seal.ts'

const SESSION_COOKIE = 'ticun_portal_session'
const ATTEMPT_COOKIE = 'ticun_portal_login'
/** No cookie opens longer than this after it was made. */
export const SESSION_LIFE_S = 12 * 60 * 60
const ATTEMPT_LIFE_S = 10 * 60
// Browsers drop a cookie above 4096 bytes, name and attributes included, without a word.
const COOKIE_BYTES_MAX = 3800

export type Cookies = {
  /** Undefined also for a session that was ended, whichever copy of its cookie comes. */
  readSession: (request: FastifyRequest) => Promise<Session | undefined>
  keepSession: (reply: FastifyReply, session: Session) => Promise<void>
  dropSession: (reply: FastifyReply) => void
  takeAttempt: (request: FastifyRequest, reply: FastifyReply) => Promise<Attempt | undefined>
  keepAttempt: (reply: FastifyReply, attempt: Attempt) => Promise<void>
}

export type CookieParts = {
  readonly key: Uint8Array
  /** True when browsers reach the portal over https. */
  readonly secure: boolean
  readonly ended: EndedSessions
}

/** Cookies sealed with the portal's key. */
export function makeCookies({ key, secure, ended }: CookieParts): Cookies {
  const base: CookieSerializeOptions = { httpOnly: true, sameSite: 'lax', secure }
  const forSession = { ...base, path: '/' }
  const forAttempt = { ...base, path: '/auth' }
  return {
    async readSession(request) {
      const session = await open(key, SESSION, request.cookies[SESSION_COOKIE])
      return session && !(await ended.has(session.id)) ? session : undefined
    },
    async keepSession(reply, session) {
      const sealed = await seal(key, SESSION, session, SESSION_LIFE_S)
      if (sealed.length > COOKIE_BYTES_MAX) {
        throw new Error(`the session needs ${sealed.length} bytes, a cookie holds 4096`)
      }
      reply.setCookie(SESSION_COOKIE, sealed, { ...forSession, maxAge: SESSION_LIFE_S })
    },
    dropSession: (reply) => void reply.clearCookie(SESSION_COOKIE, forSession),
    takeAttempt(request, reply) {
      reply.clearCookie(ATTEMPT_COOKIE, forAttempt)
      return open(key, ATTEMPT, request.cookies[ATTEMPT_COOKIE])
    },
    async keepAttempt(reply, attempt) {
      const sealed = await seal(key, ATTEMPT, attempt, ATTEMPT_LIFE_S)
      reply.setCookie(ATTEMPT_COOKIE, sealed, { ...forAttempt, maxAge: ATTEMPT_LIFE_S })
    },
  }
}
