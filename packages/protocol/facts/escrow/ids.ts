// Ids that many of escrow's facts name.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { positiveFen } from '../../parts.ts'

export const merchantId = idSchema('mer')
export const contractId = idSchema('ctr')
export const lotId = idSchema('lot')
export const sessionId = idSchema('ses')
export const refundId = idSchema('ref')
export const payoutId = idSchema('pay')
export const consumerId = idSchema('con')
export const productId = idSchema('prd')
export const depositId = idSchema('dep')
export const suspenseId = idSchema('sus')

/** A session and what it takes: a slot, or (stored value) a face amount. */
export const sessionRef = z.object({
  sessionId,
  contractId,
  lotId,
  merchantId,
  slot: z.int().min(0).optional(),
  faceFen: positiveFen.optional(),
})
