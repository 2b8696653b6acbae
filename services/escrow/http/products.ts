// Routes of products.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, newId, refuse } from '@ticun/protocol'
import { listProducts } from '../read/lists.ts'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function serveProducts(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.listProduct, async ({ body, ...input }) => {
    const merchantId = input.caller.party ?? ''
    const place = merchantId ? await locate(merchantId) : undefined
    if (!place) return refuse('unknown_merchant', merchantId)
    const productId = body.productId ?? newId('prd')
    const verb = { verb: 'list-product' as const, productId, merchantId, body }
    return submit(routes.listProduct, context, place.bookId, input, verb)
  })
  serve(app, routes.listProductVersion, async ({ params, body, ...input }) => {
    const { productId } = params
    const place = await locate(productId)
    if (!place) return refuse('unknown_product', productId)
    const verb = { verb: 'list-version' as const, productId, body }
    return submit(routes.listProductVersion, context, place.bookId, input, verb)
  })
  serve(app, routes.withdrawProduct, async ({ params, body, ...input }) => {
    const { productId } = params
    const place = await locate(productId)
    if (!place) return refuse('unknown_product', productId)
    const verb = { verb: 'withdraw-product' as const, productId, reason: body.reason }
    return submit(routes.withdrawProduct, context, place.bookId, input, verb)
  })
  serve(app, routes.listProducts, async ({ query, caller }) => {
    const merchantId = caller.role === 'merchant' ? caller.party : query.merchantId
    return { body: { items: await listProducts(db, merchantId) } }
  })
}
