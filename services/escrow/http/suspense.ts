// Routes of money in suspense, and of interest that waits to be shared.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve } from '@ticun/http'
import { escrowRoutes as routes, refuse } from '@ticun/protocol'
import { viewSuspense } from '../decide/suspense.ts'
import { listProposals, openProposals } from '../read/proposals.ts'
import { suspenseOf } from '../world/rows.ts'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function serveSuspense(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.listSuspense, async ({ query: { limit, status }, after }) => {
    const [before] = after ?? []
    let rows = db.selectFrom('suspense').selectAll().orderBy('suspense_id', 'desc')
    if (before) rows = rows.where('suspense_id', '<', before)
    if (status) rows = rows.where('status', '=', status)
    const found = await rows.limit(limit + 1).execute()
    const ids = found.map((row) => row.suspense_id)
    const proposals = new Map((await openProposals(db, ids)).map((each) => [each.subjectId, each]))
    const items = found.map((row) => viewSuspense(suspenseOf(row), proposals.get(row.suspense_id)))
    return { body: pageBy(routes.listSuspense, items, limit, (each) => [each.suspenseId]) }
  })
  serve(app, routes.listProposals, async ({ query: { limit }, after }) => {
    const found = await listProposals(db, { after: after?.[0], limit: limit + 1 })
    return { body: pageBy(routes.listProposals, found, limit, (each) => [each.subjectId]) }
  })
  serveAssignments(app, context)
  serveAllocations(app, context)
  serve(app, routes.returnSuspense, async ({ params, body, ...input }) => {
    const place = await locate(params.suspenseId)
    if (!place) return refuse('unknown_suspense', params.suspenseId)
    const verb = { verb: 'return-suspense' as const, ...params, reason: body.reason }
    return submit(routes.returnSuspense, context, place.bookId, input, verb)
  })
}

/** One officer proposes, another one approves: the same words, to two doors. */
function serveAssignments(app: FastifyInstance, context: Context): void {
  serve(app, routes.assignSuspense, async ({ params, body, ...input }) => {
    const place = await context.locate(params.suspenseId)
    if (!place) return refuse('unknown_suspense', params.suspenseId)
    const { contractId, lotId, reason } = body
    const wish = { ...params, contractId, lotId, reason }
    const verb = { verb: 'assign-suspense' as const, step: 'PROPOSE' as const, ...wish }
    return submit(routes.assignSuspense, context, place.bookId, input, verb)
  })
  serve(app, routes.approveAssignment, async ({ params, body, ...input }) => {
    const place = await context.locate(params.suspenseId)
    if (!place) return refuse('unknown_suspense', params.suspenseId)
    const wish = { ...params, contractId: body.contractId, lotId: body.lotId }
    const verb = { verb: 'assign-suspense' as const, step: 'APPROVE' as const, ...wish }
    return submit(routes.approveAssignment, context, place.bookId, input, verb)
  })
}

function serveAllocations(app: FastifyInstance, context: Context): void {
  serve(app, routes.allocateInterest, ({ params, body, ...input }) => {
    const { bookId, from, to } = body
    const wish = { ...params, period: { from, to }, step: 'PROPOSE' as const }
    const verb = { verb: 'allocate-interest' as const, ...wish }
    return submit(routes.allocateInterest, context, bookId, input, verb)
  })
  serve(app, routes.approveAllocation, ({ params, body, ...input }) => {
    const { bookId, from, to } = body
    const wish = { ...params, period: { from, to }, step: 'APPROVE' as const }
    const verb = { verb: 'allocate-interest' as const, ...wish }
    return submit(routes.approveAllocation, context, bookId, input, verb)
  })
}
