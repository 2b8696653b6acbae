// Facts of contracts and their lots.
import { z } from 'zod'
import { amountFen, day, instant, label, positiveFen, sha256Hex } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { lotTerms } from '../terms.ts'
import {
  consumerId,
  contractId,
  depositId,
  lotId,
  merchantId,
  productId,
  suspenseId,
} from './ids.ts'

/** What the payer writes in the transfer, so that the deposit finds its lot. */
const reference = z.string().max(35)

/** A lot as it was agreed: the snapshot of all its terms. */
export const agreed = {
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

const lotRef = { contractId, lotId, merchantId }

export const LOT_ORIGINS = ['RENEWAL', 'UPGRADE', 'TRANSFER'] as const

export const lotFacts = [
  fact('contract.signed', z.object(agreed)),
  /** A further lot of a contract: bought again, or come from another lot. */
  fact(
    'lot.added',
    z.object({
      ...agreed,
      origin: z.enum(LOT_ORIGINS),
      fromLotId: lotId.optional(),
      /** The offer of a transfer that brought it. */
      offerId: z.string().optional(),
      /** Cash that the payer still has to send; less than the price when a lot is credited. */
      expectedFen: z.string().regex(/^\d{1,18}$/),
      /** An upgrade whose difference has not come by then is off. */
      lapsesAt: instant.optional(),
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
  /** Units of a term card that have passed are the merchant's (F5): one fact a lot and tick. */
  fact(
    'lot.accrued',
    z.object({
      ...lotRef,
      /** Units of the term that are complete; their free slots are released. */
      units: z.int().min(1),
      amountFen,
    }),
  ),
  /** Its validity is over. What is held stays held: nothing goes to the merchant by this (F6). */
  fact('lot.expired', z.object(lotRef)),
  fact('lot.extended', z.object({ ...lotRef, validUntil: instant, reason: label(200) })),
  fact(
    'lot.suspended',
    z.object({
      ...lotRef,
      /** First day that does not count. */
      from: day,
      /** Day on which it counts again at the latest, by the terms. */
      until: day,
    }),
  ),
  /** `on`: first day that counts again. The term ends later by the days between. */
  fact('lot.resumed', z.object({ ...lotRef, on: day })),
  /** A part of the price: it waits in suspense until the price is complete (F16). */
  fact(
    'lot.paid_in',
    z.object({
      contractId,
      lotId,
      merchantId,
      depositId,
      amountFen: positiveFen,
      paidAt: instant,
      /** When all parts go back, unless the price is complete before. */
      lapsesAt: instant.optional(),
    }),
  ),
  /** The price was not completed in time: each part is its payer's again. */
  fact(
    'lot.lapsed',
    z.object({
      contractId,
      lotId,
      merchantId,
      parts: z
        .array(z.object({ suspenseId, depositId, amountFen: positiveFen, paidAt: instant }))
        .min(1),
    }),
  ),
  fact(
    'contract.closed',
    z.object({ contractId, merchantId, reason: z.enum(['REFUNDED', 'USED_UP']) }),
  ),
] as const
