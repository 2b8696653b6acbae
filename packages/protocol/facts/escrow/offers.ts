// Facts of offers: what a merchant would agree with a consumer, before she has said yes.
import { z } from 'zod'
import { amountFen, instant } from '../../parts.ts'
import { OFFER_ENDS } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { consumerId, contractId, lotId, merchantId } from './ids.ts'
import { agreed } from './lots.ts'

/** What of a lot is given, as the lot that it would become. */
const givenLot = z.object({
  fromLotId: lotId,
  lotId,
  reference: agreed.reference,
  /** Absent: all that is free. */
  slots: z.int().positive().optional(),
  /** Sessions that this was (of a term card: days), and what they were worth. */
  count: z.int().min(0),
  amountFen,
})
export type GivenLot = z.infer<typeof givenLot>

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
  /**
   * A consumer would give lots to another one (F9), the first of which it describes; acceptance is
   * their `lot.transferred`.
   */
  fact(
    'transfer.offered',
    z.object({
      ...agreed,
      offerId: z.string(),
      fromContractId: contractId,
      fromConsumerId: consumerId,
      /** The contract would be a new one. */
      isNewContract: z.boolean(),
      lots: z.array(givenLot).min(1),
      lapsesAt: instant,
    }),
  ),
  fact(
    'offer.ended',
    z.object({ offerId: z.string(), contractId, lotId, merchantId, reason: z.enum(OFFER_ENDS) }),
  ),
] as const
