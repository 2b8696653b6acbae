// Routes of mass refunds.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve } from '@ticun/http'
import { escrowRoutes as routes, newId, refuse } from '@ticun/protocol'
import {
  findMassRefund,
  listMassItems,
  listMassRefunds,
  massScheduleOf,
} from '../read/mass-refunds.ts'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function serveMassRefunds(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.computeMassRefund, async ({ body, ...input }) => {
    const { merchantId, massRefundId = newId('mrf') } = body
    const place = await locate(merchantId)
    if (!place) return refuse('unknown_merchant', merchantId)
    const verb = { verb: 'compute-mass-refund' as const, merchantId, massRefundId }
    return submit(routes.computeMassRefund, context, place.bookId, input, verb)
  })
  serve(app, routes.approveMassRefund, async ({ params, ...input }) => {
    const found = await findMassRefund(db, params.massRefundId)
    if (!found) return refuse('unknown_mass_refund', params.massRefundId)
    const verb = { verb: 'approve-mass-refund' as const, ...params }
    return submit(routes.approveMassRefund, context, found.bookId, input, verb)
  })
  serve(app, routes.listMassRefunds, async ({ query: { limit, merchantId }, after }) => {
    const [before] = after ?? []
    const older = before === undefined ? {} : { before }
    const found = await listMassRefunds(db, { ...older, merchantId, limit: limit + 1 })
    return { body: pageBy(routes.listMassRefunds, found, limit, (each) => [each.massRefundId]) }
  })
  serve(app, routes.getMassRefund, async ({ params }) => {
    const found = await findMassRefund(db, params.massRefundId)
    return found ? { body: found.view } : refuse('unknown_mass_refund', params.massRefundId)
  })
  serve(app, routes.listMassItems, async ({ params, query: { limit }, after }) => {
    const found = await findMassRefund(db, params.massRefundId)
    if (!found) return refuse('unknown_mass_refund', params.massRefundId)
    const ids = { bookId: found.bookId, ...params }
    const items = await listMassItems(db, ids, after?.[0] ?? '', limit + 1)
    return { body: pageBy(routes.listMassItems, items, limit, (each) => [each.lotId]) }
  })
  serve(app, routes.massSchedule, async ({ params: { massRefundId } }) => {
    const found = await findMassRefund(db, massRefundId)
    if (!found) return refuse('unknown_mass_refund', massRefundId)
    return { body: await massScheduleOf(db, found.bookId, massRefundId) }
  })
}
