// Routes of refunds, payout runs and the statements of contracts.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve } from '@ticun/http'
import { entries } from '@ticun/ledger'
import { escrowRoutes as routes, isRefusal, newId, refuse } from '@ticun/protocol'
import { listRefunds } from '../read/lists.ts'
import { listPayoutStatements } from '../read/payout-statements.ts'
import { worldOf, worldOfRefund } from '../read/world-of.ts'
import { bookOf, serveBook, viewEntry } from './book.ts'
import { submit, type Context } from './context.ts'
import { showContract } from './people.ts'
import { viewCounterClaim, viewQuote } from './quote.ts'

/** Serves them. */
export function serveMoney(app: FastifyInstance, context: Context): void {
  serveRefunds(app, context)
  serveBook(app, context)
  serve(app, routes.runPayouts, ({ body, ...input }) => {
    const early = body.early ?? false
    const verb = { verb: 'run-payouts' as const, runId: body.runId ?? newId('run'), early }
    return submit(routes.runPayouts, context, body.bookId, input, verb)
  })
  serve(app, routes.listPayoutStatements, async ({ query, after, caller }) => {
    const { limit, merchantId } = query
    const found = await listPayoutStatements(context.db, caller, {
      after,
      limit: limit + 1,
      merchantId,
    })
    return {
      body: pageBy(routes.listPayoutStatements, found, limit, (each) => [
        each.reckonedAt,
        each.runId,
        each.merchantId,
      ]),
    }
  })
  serve(app, routes.contractStatement, async ({ params, query, after, ...input }) => {
    const shown = await showContract(context, params.contractId, input)
    if (isRefusal(shown)) return shown
    const book = bookOf(context)
    const { contractId } = params
    const wanted = { after: after?.[0] ?? 0n, limit: query.limit + 1, contractId }
    const rows = await entries(book, shown.bookId, wanted)
    const page = pageBy(routes.contractStatement, rows.map(viewEntry), query.limit, (each) => [
      each.sequence,
    ])
    return { body: { contract: shown.view, ...page } }
  })
}

function serveRefunds(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.quoteRefund, async ({ params, ...input }) => {
    const { now } = input
    const shown = await showContract(context, params.contractId, input)
    if (isRefusal(shown)) return shown
    const world = await worldOf(db, shown.bookId, params.contractId)
    return { body: viewQuote(world, params.contractId, now) }
  })
  serve(app, routes.requestRefund, async ({ params, body, ...input }) => {
    const { contractId } = params
    const place = await locate(contractId)
    if (!place) return refuse('unknown_contract', contractId)
    const refundId = body.refundId ?? newId('ref')
    const { reason, lotId, fault } = body
    const said = { reason, ...(lotId ? { lotId } : {}), ...(fault ? { fault } : {}) }
    const verb = { verb: 'request-refund' as const, contractId, refundId, ...said }
    return submit(routes.requestRefund, context, place.bookId, input, verb)
  })
  serve(app, routes.listRefunds, async ({ query, after, caller, now }) => {
    const { limit, status, contractId } = query
    const [before] = after ?? []
    const found = await listRefunds(db, caller, {
      now,
      limit: limit + 1,
      ...(before ? { before } : {}),
      ...(status ? { status } : {}),
      ...(contractId ? { contractId } : {}),
    })
    return { body: pageBy(routes.listRefunds, found, limit, (each) => [each.refundId]) }
  })
  serve(app, routes.showCounterClaim, async ({ params: { refundId }, caller, now }) => {
    const place = await locate(refundId)
    if (!place) return refuse('unknown_refund', refundId)
    const world = await worldOfRefund(db, place.bookId, refundId)
    const refund = world.refunds.get(refundId)!
    const shown = await showContract(context, refund.contractId, { caller, now })
    if (isRefusal(shown)) return shown
    const claim = viewCounterClaim(world, refund, now)
    return isRefusal(claim) ? claim : { body: claim }
  })
  serve(app, routes.recordFee, async ({ params: { refundId }, body, ...input }) => {
    const place = await locate(refundId)
    if (!place) return refuse('unknown_refund', refundId)
    const { amountFen, evidenceSha256 } = body
    const verb = { verb: 'record-fee' as const, refundId, amountFen, evidenceSha256 }
    return submit(routes.recordFee, context, place.bookId, input, verb)
  })
  serve(app, routes.decideRefund, async ({ params, body, ...input }) => {
    const { refundId } = params
    const place = await locate(refundId)
    if (!place) return refuse('unknown_refund', refundId)
    const verb = { verb: 'decide-refund' as const, refundId, body }
    return submit(routes.decideRefund, context, place.bookId, input, verb)
  })
}
