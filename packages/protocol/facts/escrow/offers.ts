// Facts of offers: what a merchant would agree with a consumer, before she has said yes.
import { z } from 'zod'
import { instant } from '../../parts.ts'
import { OFFER_ENDS } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { contractId, lotId, merchantId } from './ids.ts'
import { agreed } from './lots.ts'

export const offerFacts = [
  /** It binds nobody and holds nothing; her acceptance is a `contract.signed` of the same ids. */
  fact('contract.offered', z.object({ ...agreed, lapsesAt: instant })),
  /** A further lot of her contract; her acceptance is a `lot.added` of the same ids. */
  fact(
    'lot.offered',
    z.object({
      ...agreed,
      /** The lot whose value an upgrade would take up. */
      fromLotId: lotId.optional(),
      lapsesAt: instant,
    }),
  ),
  fact(
    'offer.ended',
    z.object({ offerId: z.string(), contractId, lotId, merchantId, reason: z.enum(OFFER_ENDS) }),
  ),
] as const
