// Routes of a contract's further lots: renewal, upgrade, transfer.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { label } from '../../parts.ts'
import { route } from '../route.ts'
import { offerId } from './offers.ts'
import { clock, contract, contractParams } from './views.ts'

/** Lots that one transfer may name. */
export const TRANSFERRED_LOTS_MAX = 100

export const lotRoutes = {
  addLot: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/lots',
    summary: 'Buy again: a lot of its own terms and reference, or an upgrade of one there is',
    roles: ['merchant', 'consumer'],
    idempotent: true,
    params: contractParams,
    body: z.object({
      lotId: idSchema('lot').optional(),
      productId: idSchema('prd'),
      /** The lot whose value is credited to the new price (F8); absent: a renewal. */
      upgradedLotId: idSchema('lot').optional(),
      ...clock,
    }),
    status: 201,
    reply: contract,
    refusals: [
      'unknown_contract',
      'unknown_product',
      'unknown_lot',
      'not_yours',
      'id_taken',
      'lot_not_funded',
      'lot_closed',
      'refund_open',
      'refund_not_covered',
      'product_withdrawn',
      'cap_amount_exceeded',
      'cap_sessions_exceeded',
      'cap_term_exceeded',
      'cap_total_exceeded',
      'nothing_to_move',
      'accrual_behind',
      'sessions_waiting',
      'upgrade_worth_more',
    ],
  }),
  cancelLot: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/lots/:lotId/cancel',
    summary: 'Wait no more for the money of a lot; an upgrade gives the old lot back',
    roles: ['merchant', 'consumer'],
    idempotent: true,
    params: contractParams.extend({ lotId: idSchema('lot') }),
    body: z.object(clock),
    status: 200,
    reply: contract,
    refusals: ['unknown_contract', 'unknown_lot', 'not_yours', 'lot_is_funded'],
  }),
  transferContract: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/transfers',
    summary:
      'Offer what is left, or some sessions of it, to another consumer: hers once she accepts',
    roles: ['consumer'],
    idempotent: true,
    params: contractParams,
    body: z.object({
      toConsumerId: idSchema('con'),
      toConsumerName: label(40),
      /** A contract that she has with the merchant; absent: a new one. */
      toContractId: idSchema('ctr').optional(),
      /** Absent: everything that is left. `slots`: so many of a lot's free sessions. */
      lots: z
        .array(z.object({ lotId: idSchema('lot'), slots: z.int().min(1).optional() }))
        .min(1)
        .max(TRANSFERRED_LOTS_MAX)
        .optional(),
      ...clock,
    }),
    status: 201,
    /** The contract as it stays until the offer is accepted. */
    reply: z.object({ contract, toContractId: idSchema('ctr'), offerId }),
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'not_yours',
      'transfer_to_self',
      'refund_open',
      'refund_not_covered',
      'dispute_open',
      'lot_not_funded',
      'lot_closed',
      'nothing_to_move',
      'no_free_slot',
      'transfer_whole_only',
      'sessions_waiting',
    ],
  }),
} as const
