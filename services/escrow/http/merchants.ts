// Routes of a merchant's states.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, newId, refuse } from '@ticun/protocol'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function serveMerchants(app: FastifyInstance, context: Context): void {
  const { locate } = context
  serve(app, routes.changeMerchant, async ({ params, body, ...input }) => {
    const { merchantId } = params
    const place = await locate(merchantId)
    if (!place) return refuse('unknown_merchant', merchantId)
    const changeId = body.changeId ?? newId('chg')
    const verb = { verb: 'change-merchant' as const, merchantId, changeId, body }
    return submit(routes.changeMerchant, context, place.bookId, input, verb)
  })
  serve(app, routes.releaseReserve, async ({ params: { merchantId }, body, ...input }) => {
    const place = await locate(merchantId)
    if (!place) return refuse('unknown_merchant', merchantId)
    const { releaseId = newId('rel'), amountFen, reason } = body
    const wish = { merchantId, releaseId, amountFen, reason }
    const verb = { verb: 'release-reserve' as const, ...wish }
    return submit(routes.releaseReserve, context, place.bookId, input, verb)
  })
  serve(app, routes.approveReserveRelease, async ({ params, ...input }) => {
    const place = await locate(params.merchantId)
    if (!place) return refuse('unknown_merchant', params.merchantId)
    const verb = { verb: 'approve-release' as const, ...params }
    return submit(routes.approveReserveRelease, context, place.bookId, input, verb)
  })
  serve(app, routes.approveMerchantChange, async ({ params, ...input }) => {
    const place = await locate(params.merchantId)
    if (!place) return refuse('unknown_merchant', params.merchantId)
    const verb = { verb: 'approve-merchant-change' as const, ...params }
    return submit(routes.approveMerchantChange, context, place.bookId, input, verb)
  })
}
