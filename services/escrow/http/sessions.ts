// Routes of sessions and of the member's code.
import type { FastifyInstance } from 'fastify'
import { readCursor, serve } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, newId, refuse, type ReplyOf } from '@ticun/protocol'
import { CODE_WINDOW_MS, codeAt, windowAt, windowOf } from '../code/member-code.ts'
import { listSessions } from '../read/lists.ts'
import { submit, type Context } from './context.ts'
import { pageBy, showContract } from './people.ts'

type SessionReply = ReplyOf<(typeof routes.recordSession)['reply']>

/** Serves them. */
export function serveSessions(app: FastifyInstance, context: Context): void {
  const { db, locate, codeKey } = context
  serve(app, routes.recordSession, async ({ params, body, ...input }) => {
    const { contractId } = params
    const place = await locate(contractId)
    if (!place) return refuse('unknown_contract', contractId)
    const { coach, code } = body
    const verb = {
      verb: 'record-session' as const,
      contractId,
      sessionId: body.sessionId ?? newId('ses'),
      ...(coach ? { coach } : {}),
      ...(code ? { codeWindow: windowOf(codeKey, contractId, code, input.now) } : {}),
    }
    return submit<SessionReply>(context, place.bookId, input, verb, body.occurredAt ?? input.now)
  })
  serve(app, routes.listSessions, async ({ params, query, caller }) => {
    const shown = await showContract(context, params.contractId, caller)
    if (isRefusal(shown)) return shown
    const after = readCursor(query.cursor, 2)
    const found = await listSessions(db, params.contractId, after, query.limit + 1)
    return { body: pageBy(found, query.limit, (each) => [each.occurredAt, each.sessionId]) }
  })
  serve(app, routes.memberCode, async ({ params, caller, now }) => {
    const shown = await showContract(context, params.contractId, caller)
    if (isRefusal(shown)) return shown
    const window = windowAt(now)
    const validUntil = new Date(Number(window + 1n) * CODE_WINDOW_MS).toISOString()
    return { body: { code: codeAt(codeKey, params.contractId, window), validUntil } }
  })
  serve(app, routes.confirmSession, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const window = body.code
      ? { codeWindow: windowOf(codeKey, place.contractId!, body.code, input.now) }
      : {}
    const verb = { verb: 'confirm-session' as const, sessionId, ...window }
    return submit<SessionReply>(context, place.bookId, input, verb)
  })
  serve(app, routes.reverseSession, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const verb = { verb: 'reverse-session' as const, sessionId, reason: body.reason }
    return submit<SessionReply>(context, place.bookId, input, verb)
  })
}
