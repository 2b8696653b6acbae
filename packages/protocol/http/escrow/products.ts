// Routes of products: listing, new versions, withdrawal.
import { z } from 'zod'
import { lotTerms } from '../../facts/terms.ts'
import { idSchema } from '../../ids.ts'
import { label } from '../../parts.ts'
import { route } from '../route.ts'
import { clock, everybody, product } from './views.ts'

/** What the lint found in a clause. */
export const clauseFinding = z.object({
  rule: z.string(),
  verdict: z.enum(['REFUSE', 'FLAG']),
  article: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  /** Which clause, from 0. */
  clause: z.int(),
  words: z.string(),
})

/** A product as it was listed, and what somebody should look at. */
export const listedProduct = product.extend({
  /** Clauses that are void in some cases only. */
  findings: z.array(clauseFinding),
  /** Gifted sessions were counted towards a cap, which the notice does not say. */
  giftsCounted: z.boolean(),
})

const productParams = z.object({ productId: idSchema('prd') })
const UNSELLABLE = [
  'terms_forbidden',
  'cap_amount_exceeded',
  'cap_sessions_exceeded',
  'cap_term_exceeded',
  'cap_total_exceeded',
] as const

export const productRoutes = {
  listProduct: route({
    method: 'POST',
    path: '/v1/products',
    summary: 'List a product; void clauses and what exceeds a cap are refused',
    roles: ['merchant'],
    idempotent: true,
    body: z.object({
      productId: idSchema('prd').optional(),
      name: label(80),
      terms: lotTerms,
      ...clock,
    }),
    status: 201,
    reply: listedProduct,
    refusals: ['unknown_merchant', 'id_taken', ...UNSELLABLE],
  }),
  listProductVersion: route({
    method: 'POST',
    path: '/v1/products/:productId/versions',
    summary: 'List new terms of a product; contracts keep the version they were signed on',
    roles: ['merchant'],
    idempotent: true,
    params: productParams,
    body: z.object({ name: label(80).optional(), terms: lotTerms, ...clock }),
    status: 201,
    reply: listedProduct,
    refusals: ['unknown_product', 'not_yours', 'product_withdrawn', ...UNSELLABLE],
  }),
  withdrawProduct: route({
    method: 'POST',
    path: '/v1/products/:productId/withdraw',
    summary: 'Sell a product no more; what was sold stays as it is',
    roles: ['merchant', 'officer'],
    idempotent: true,
    params: productParams,
    body: z.object({ reason: label(200), ...clock }),
    status: 200,
    reply: product,
    refusals: ['unknown_product', 'not_yours', 'product_withdrawn'],
  }),
  listProducts: route({
    method: 'GET',
    path: '/v1/products',
    summary: 'Products on sale',
    roles: everybody,
    query: z.object({ merchantId: idSchema('mer').optional() }),
    status: 200,
    reply: z.object({ items: z.array(product) }),
  }),
} as const
