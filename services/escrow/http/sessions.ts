// Routes of sessions and of the member's code.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve, type Caller } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, newId, refuse, type InputOf } from '@ticun/protocol'
import { CODE_WINDOW_MS } from '@ticun/rules'
import { rememberGuesses, type Guesses } from '../code/guesses.ts'
import { codeAt, windowAt, windowOf } from '../code/member-code.ts'
import { tokenAt } from '../code/member-token.ts'
import type { SessionWish } from '../command/command.ts'
import { listCases } from '../read/cases.ts'
import { withWindows } from '../read/disputable.ts'
import { listSessions } from '../read/lists.ts'
import { watchOtherBooks } from '../read/other-books.ts'
import { submit, type Context } from './context.ts'
import { showContract, showSale } from './people.ts'

type SessionBody = InputOf<(typeof routes.recordSessions)['body']>['items'][number]

type Codes = { codeKey: string; attempt: ReturnType<Guesses['begin']> }

const attemptOf = ({ guesses }: Context, caller: Caller) => rememberGuesses(guesses, caller)

/**
 * The wish in a body; its code is judged here, by the clock (`now`, UTC) of the request. Only a
 * session that was kept offline may come with the code of its own time. Once a
 * caller tried too many wrong ones, no code is looked at.
 */
function wishOf({ codeKey, attempt }: Codes, body: SessionBody, now: string): SessionWish {
  const { contractId, coach, code, occurredAt, faceFen, offline } = body
  const codeTime = (offline && occurredAt) || now
  return {
    contractId,
    sessionId: body.sessionId ?? newId('ses'),
    ...(coach ? { coach } : {}),
    ...(code
      ? {
          codeWindow: attempt.judge(contractId, () =>
            windowOf(codeKey, contractId, code, codeTime),
          ),
        }
      : {}),
    ...(occurredAt ? { at: occurredAt } : {}),
    ...(faceFen ? { faceFen: BigInt(faceFen) } : {}),
    ...(offline ? { offline } : {}),
  }
}

const takenIn = (taken: ReadonlySet<string>, { sessionId }: SessionWish) =>
  taken.has(sessionId) ? { isTaken: true as const } : {}

/** Serves them. */
export function serveSessions(app: FastifyInstance, context: Context): void {
  const { locate, codeKey } = context
  const elsewhere = watchOtherBooks(context.db)
  serve(app, routes.recordSession, async ({ params, body, ...input }) => {
    const { contractId } = params
    const place = await locate(contractId)
    if (!place) return refuse('unknown_contract', contractId)
    const attempt = attemptOf(context, input.caller)
    const wish = wishOf({ codeKey, attempt }, { ...body, contractId }, input.now)
    await attempt.settle()
    const taken = await elsewhere(place.bookId, body.sessionId ? [body.sessionId] : [])
    const verb = { verb: 'record-session' as const, ...wish, ...takenIn(taken, wish) }
    return submit(
      routes.recordSession,
      context,
      place.bookId,
      input,
      verb,
      body.occurredAt ?? input.now,
    )
  })
  serve(app, routes.recordSessions, async ({ body, ...input }) => {
    const merchantId = input.caller.party ?? ''
    const place = await locate(merchantId)
    if (!place) return refuse('unknown_merchant', merchantId)
    const attempt = attemptOf(context, input.caller)
    const wishes = body.items.map((item) => wishOf({ codeKey, attempt }, item, input.now))
    await attempt.settle()
    const taken = await elsewhere(
      place.bookId,
      body.items.flatMap(({ sessionId }) => sessionId ?? []),
    )
    const items = wishes.map((wish) => ({ ...wish, ...takenIn(taken, wish) }))
    const verb = { verb: 'record-sessions' as const, items }
    return submit(routes.recordSessions, context, place.bookId, input, verb)
  })
  serveCodes(app, context)
  serveList(app, context)
  serveDisputes(app, context)
}

/** A member's code, and what is said of a session that is recorded. */
function serveCodes(app: FastifyInstance, context: Context): void {
  const { locate, codeKey } = context
  serve(app, routes.memberCode, async ({ params, caller, now }) => {
    const shown = await showSale(context, params.contractId, { caller, now })
    if (isRefusal(shown)) return shown
    const window = windowAt(now)
    const validUntil = new Date(Number(window + 1n) * CODE_WINDOW_MS).toISOString()
    const code = codeAt(codeKey, params.contractId, window)
    const token = tokenAt(codeKey, params.contractId, window)
    return { body: { code, token, validUntil } }
  })
  serve(app, routes.confirmSession, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const { code } = body
    const contractId = place.contractId!
    const look = () => windowOf(codeKey, contractId, code!, input.now)
    const attempt = attemptOf(context, input.caller)
    const window = code ? { codeWindow: attempt.judge(contractId, look) } : {}
    await attempt.settle()
    const verb = { verb: 'confirm-session' as const, sessionId, ...window }
    return submit(routes.confirmSession, context, place.bookId, input, verb)
  })
  serve(app, routes.reverseSession, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const verb = { verb: 'reverse-session' as const, sessionId, reason: body.reason }
    return submit(routes.reverseSession, context, place.bookId, input, verb)
  })
}

function serveList(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.listSessions, async ({ params, query, after, caller, now }) => {
    const { contractId } = params
    const shown = await showContract(context, contractId, { caller, now })
    if (isRefusal(shown)) return shown
    const found = await listSessions(db, contractId, after, query.limit + 1)
    const place = await locate(contractId)
    const windows = await withWindows(db, place!.bookId, found, now)
    return {
      body: pageBy(routes.listSessions, windows, query.limit, (each) => [
        each.occurredAt,
        each.sessionId,
      ]),
    }
  })
}

/** Disputes, and what else is to be settled about sessions. */
function serveDisputes(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.disputeSession, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const verb = { verb: 'dispute-session' as const, sessionId, reason: body.reason }
    return submit(routes.disputeSession, context, place.bookId, input, verb)
  })
  serve(app, routes.askDecision, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const { reason, evidenceSha256 } = body
    const verb = { verb: 'ask-decision' as const, sessionId, reason, evidenceSha256 }
    return submit(routes.askDecision, context, place.bookId, input, verb)
  })
  serve(app, routes.answerDispute, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const { reason, evidenceSha256 } = body
    const proof = evidenceSha256 ? { evidenceSha256 } : {}
    const verb = { verb: 'answer-dispute' as const, sessionId, reason, ...proof }
    return submit(routes.answerDispute, context, place.bookId, input, verb)
  })
  serve(app, routes.settleDispute, async ({ params, body, ...input }) => {
    const { sessionId } = params
    const place = await locate(sessionId)
    if (!place) return refuse('unknown_session', sessionId)
    const verb = { verb: 'settle-dispute' as const, sessionId, body }
    return submit(routes.settleDispute, context, place.bookId, input, verb)
  })
  serve(app, routes.listSessionCases, async ({ query, after, caller, now }) => {
    const { limit, ...wanted } = query
    const [before] = after ?? []
    const found = await listCases(db, caller, { ...wanted, now, before, limit: limit + 1 })
    return { body: pageBy(routes.listSessionCases, found, limit, (each) => [each.sessionId]) }
  })
}
