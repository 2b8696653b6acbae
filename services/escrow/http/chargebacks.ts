// Routes of chargebacks.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve } from '@ticun/http'
import { escrowRoutes as routes, newId, refuse } from '@ticun/protocol'
import { listChargebacks } from '../read/chargebacks.ts'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function serveChargebacks(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.reportChargeback, async ({ params: { contractId }, body, ...input }) => {
    const place = await locate(contractId)
    if (!place) return refuse('unknown_contract', contractId)
    const chargebackId = body.chargebackId ?? newId('cbk')
    const verb = { verb: 'report-chargeback' as const, contractId, chargebackId, body }
    return submit(routes.reportChargeback, context, place.bookId, input, verb)
  })
  serve(app, routes.decideChargeback, async ({ params: { chargebackId }, body, ...input }) => {
    const place = await locate(chargebackId)
    if (!place) return refuse('unknown_chargeback', chargebackId)
    const verb = { verb: 'decide-chargeback' as const, chargebackId, body }
    return submit(routes.decideChargeback, context, place.bookId, input, verb)
  })
  serve(app, routes.listChargebacks, async ({ query, after, caller }) => {
    const { limit, ...wanted } = query
    const [before] = after ?? []
    const found = await listChargebacks(db, caller, { ...wanted, before, limit: limit + 1 })
    return { body: pageBy(routes.listChargebacks, found, limit, (each) => [each.chargebackId]) }
  })
}
