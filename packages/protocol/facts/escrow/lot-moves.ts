// Facts of lots that move: into a better lot, to another consumer, or off before any money came.
import { z } from 'zod'
import { amountFen, positiveFen } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { consumerId, contractId, depositId, lotId, merchantId } from './ids.ts'

/** What of one lot becomes another's: held money, and the payments that it came by. */
const moved = {
  fromLotId: lotId,
  lotId,
  contractId,
  merchantId,
  /** Held with the old lot before, with the new one after. */
  amountFen,
  /** Slots of the old lot that it stands for. */
  slots: z.array(z.int().min(0)),
  /** Face that it stands for (stored value). */
  faceFen: amountFen,
  /** The payments behind it, newest first: a later refund goes back by them. */
  deposits: z.array(z.object({ depositId, amountFen: positiveFen })),
}

export const LOT_CANCEL_REASONS = ['ASKED', 'LAPSED'] as const

export const lotMoveFacts = [
  /** A lot that no money came for is not waited for any more. */
  fact(
    'lot.cancelled',
    z.object({ contractId, lotId, merchantId, reason: z.enum(LOT_CANCEL_REASONS) }),
  ),
  /** The old lot's value is credited to the new one (F8). */
  fact('lot.upgraded', z.object(moved)),
  /** A contract of another consumer that continues one; its lots come by transfer (F9). */
  fact(
    'contract.transferred',
    z.object({
      contractId,
      fromContractId: contractId,
      merchantId,
      consumerId,
      reference: z.string().max(35),
      /** What she accepted. */
      offerId: z.string().optional(),
    }),
  ),
  /** What was left of a lot, or some slots of it, are another consumer's now (F9). */
  fact('lot.transferred', z.object({ ...moved, fromContractId: contractId, consumerId })),
] as const
