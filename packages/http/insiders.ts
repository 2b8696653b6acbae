// Who may read a process's own pages: this machine itself, or a holder of the token for figures.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

const LOOPBACK = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/
// A proxy on this machine speaks for somebody elsewhere and says so in one of these.
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const
const BEARER = /^Bearer +(\S+)$/i

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/** A hook that answers everybody else with 404, as if there were no such page. */
export function forInsiders(token: string | undefined): Hook {
  return async (request, reply) => {
    const given = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const known = token !== undefined && given !== undefined && isSame(given, token)
    if (known || isLocal(request)) return undefined
    return sendProblem(reply, 'unknown_route')
  }
}

function isLocal(request: FastifyRequest): boolean {
  const remote = request.socket.remoteAddress ?? ''
  return LOOPBACK.test(remote) && FORWARDED.every((name) => request.headers[name] === undefined)
}

// Hashed first: equal lengths, and the time tells nothing.
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
