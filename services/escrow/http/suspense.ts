// Routes of money in suspense, and of interest that waits to be shared.
import type { FastifyInstance } from 'fastify'
import { readCursor, serve } from '@ticun/http'
import { escrowRoutes as routes, refuse } from '@ticun/protocol'
import { viewSuspense } from '../decide/suspense.ts'
import { suspenseOf } from '../world/rows.ts'
import { submit, type Context } from './context.ts'
import { pageBy } from './people.ts'

/** Serves them. */
export function serveSuspense(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.listSuspense, async ({ query }) => {
    const { cursor, limit, status } = query
    const before = readCursor(cursor, 1)?.[0]
    let rows = db.selectFrom('suspense').selectAll().orderBy('suspense_id', 'desc')
    if (before) rows = rows.where('suspense_id', '<', before)
    if (status) rows = rows.where('status', '=', status)
    const found = await rows.limit(limit + 1).execute()
    const items = found.map((row) => viewSuspense(suspenseOf(row)))
    return { body: pageBy(items, limit, (each) => [each.suspenseId]) }
  })
  serve(app, routes.assignSuspense, async ({ params, body, ...input }) => {
    const place = await locate(params.suspenseId)
    if (!place) return refuse('unknown_suspense', params.suspenseId)
    const { contractId, lotId, reason } = body
    const wish = { ...params, contractId, lotId, reason }
    const verb = { verb: 'assign-suspense' as const, ...wish }
    return submit(routes.assignSuspense, context, place.bookId, input, verb)
  })
  serve(app, routes.allocateInterest, ({ params, body, ...input }) => {
    const { bookId, from, to } = body
    const verb = { verb: 'allocate-interest' as const, ...params, period: { from, to } }
    return submit(routes.allocateInterest, context, bookId, input, verb)
  })
  serve(app, routes.returnSuspense, async ({ params, body, ...input }) => {
    const place = await locate(params.suspenseId)
    if (!place) return refuse('unknown_suspense', params.suspenseId)
    const verb = { verb: 'return-suspense' as const, ...params, reason: body.reason }
    return submit(routes.returnSuspense, context, place.bookId, input, verb)
  })
}
