// Routes of offers: a merchant's word that waits for the consumer's.
import { z } from 'zod'
import { lotTerms } from '../../facts/terms.ts'
import { idSchema } from '../../ids.ts'
import { amountFen, instant, memberCode, sha256Hex } from '../../parts.ts'
import { OFFER_STATUSES } from '../../statuses.ts'
import { page, pageOf, route } from '../route.ts'
import { clock, contract, everybody } from './views.ts'

/** Named after what it would become: a contract, or a further lot of one. */
export const offerId = z.union([idSchema('ctr'), idSchema('lot')])
const params = z.object({ offerId })

export const offer = z.object({
  offerId,
  kind: z.enum(['CONTRACT', 'RENEWAL', 'UPGRADE', 'TRANSFER']),
  contractId: idSchema('ctr'),
  lotId: idSchema('lot'),
  merchantId: idSchema('mer'),
  merchantName: z.string(),
  consumerId: idSchema('con'),
  /** As in a contract: a merchant sees its own label. */
  consumerName: z.string(),
  productId: idSchema('prd'),
  productName: z.string(),
  terms: lotTerms,
  termsSha256: sha256Hex,
  /** A payment with this accepts it; not an upgrade or a transfer, which take her own word. */
  reference: z.string(),
  upgradedLotId: idSchema('lot').optional(),
  /** Of a transfer: what it is worth, in how many sessions (of term cards: days), and who asks. */
  given: z.object({ amountFen, sessions: z.int(), byCaller: z.boolean() }).optional(),
  status: z.enum(OFFER_STATUSES),
  offeredAt: instant,
  /** Last instant at which it can be accepted. */
  lapsesAt: instant,
})
export type OfferView = z.infer<typeof offer>

export const offerRoutes = {
  listOffers: route({
    method: 'GET',
    path: '/v1/offers',
    summary: 'Offers that the caller made or may accept, newest first',
    roles: everybody,
    cursor: ['id'],
    query: page.extend({ status: z.enum(OFFER_STATUSES).optional() }),
    status: 200,
    reply: pageOf(offer),
  }),
  acceptOffer: route({
    method: 'POST',
    path: '/v1/offers/:offerId/acceptances',
    summary: 'She accepts: by her log-in, or at the desk by her code',
    roles: ['merchant', 'consumer'],
    idempotent: true,
    params,
    body: z.object({ code: memberCode.optional(), ...clock }),
    status: 200,
    reply: contract,
    refusals: [
      'unknown_offer',
      'unknown_lot',
      'not_yours',
      'merchant_not_selling',
      'id_taken',
      'offer_not_open',
      'lot_not_funded',
      'lot_closed',
      'code_wrong',
      'code_locked',
      'code_used',
      'refund_open',
      'refund_not_covered',
      'cap_amount_exceeded',
      'cap_sessions_exceeded',
      'cap_term_exceeded',
      'cap_total_exceeded',
      'nothing_to_move',
      'accrual_behind',
      'sessions_waiting',
      'upgrade_worth_more',
      'transfer_changed',
      'dispute_open',
      'no_free_slot',
      'transfer_whole_only',
    ],
  }),
  endOffer: route({
    method: 'POST',
    path: '/v1/offers/:offerId/ends',
    summary: 'Whoever made it takes it back, or she declines it',
    roles: ['merchant', 'consumer'],
    idempotent: true,
    params,
    body: z.object(clock),
    status: 200,
    reply: offer,
    refusals: ['unknown_offer', 'not_yours', 'offer_not_open'],
  }),
} as const
