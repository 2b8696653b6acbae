// Facts of contracts and their lots.
import { z } from 'zod'
import { instant, positiveFen, sha256Hex } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { lotTerms } from '../terms.ts'
import { consumerId, contractId, depositId, lotId, merchantId, productId } from './ids.ts'

/** What the payer writes in the transfer, so that the deposit finds its lot. */
const reference = z.string().max(35)

/** A lot as it was agreed: the snapshot of all its terms. */
const agreed = {
  contractId,
  merchantId,
  consumerId,
  productId,
  productVersion: z.int().min(1).default(1),
  lotId,
  reference,
  terms: lotTerms,
  termsSha256: sha256Hex,
}

export const LOT_ORIGINS = ['RENEWAL', 'UPGRADE', 'TRANSFER'] as const

export const lotFacts = [
  fact(
    'contract.signed',
    z.object({
      ...agreed,
      /** Who may act for the consumer, where she is a minor. */
      guardianId: consumerId.optional(),
    }),
  ),
  /** A further lot of a contract: bought again, or come from another lot. */
  fact(
    'lot.added',
    z.object({
      ...agreed,
      origin: z.enum(LOT_ORIGINS),
      fromLotId: lotId.optional(),
      /** Cash that the payer still has to send; less than the price when a lot is credited. */
      expectedFen: z.string().regex(/^\d{1,18}$/),
    }),
  ),
  fact(
    'lot.funded',
    z.object({
      contractId,
      lotId,
      merchantId,
      depositId,
      /** Cash of this deposit. */
      amountFen: positiveFen,
      /** Cash that waited in suspense for the lot and is held with it now. */
      suspenseFen: positiveFen.optional(),
      paidAt: instant,
    }),
  ),
  fact(
    'contract.closed',
    z.object({ contractId, merchantId, reason: z.enum(['REFUNDED', 'USED_UP']) }),
  ),
] as const
