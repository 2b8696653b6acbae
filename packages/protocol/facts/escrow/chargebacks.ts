// Facts of chargebacks: the payer's bank takes a payment back, whatever became of it (F14).
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { amountFen, instant, label, positiveFen, sha256Hex, signedFen } from '../../parts.ts'
import { LOT_STATUSES } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { consumerId, contractId, depositId, lotId, merchantId } from './ids.ts'

export const chargebackId = idSchema('cbk')

/** How the answer to the bank (representment) ended. */
export const CHARGEBACK_OUTCOMES = ['WON', 'LOST'] as const

/** Who owes what a lot does not hold; CONSUMER: also what she had back by a refund before. */
export const DEBTORS = ['MERCHANT', 'CONSUMER'] as const

const ref = { chargebackId, contractId, lotId, merchantId }

/** What a lot gives: money held, the slots or the face behind it, the change of its credit. */
const taken = {
  slots: z.array(z.int().min(0)),
  faceFen: amountFen,
  creditFen: signedFen,
}

export const chargebackFacts = [
  /** An officer saw it at the bank; from now on the lot stands still. No money is booked yet. */
  fact(
    'chargeback.reported',
    z.object({
      ...ref,
      consumerId,
      depositId,
      amountFen: positiveFen,
      debtor: z.enum(DEBTORS),
      reason: label(200),
      evidenceSha256: sha256Hex,
      /** The bank's serial of the debit, and its time. */
      bankSerial: label(64).optional(),
      reversedAt: instant,
      /** The state that the lot goes back to. */
      lotStatus: z.enum(LOT_STATUSES),
    }),
  ),
  /** Another officer approved it: the money is gone from the bank; the parts sum to it. */
  fact(
    'chargeback.booked',
    z.object({
      ...ref,
      consumerId,
      depositId,
      amountFen: positiveFen,
      heldFen: amountFen,
      merchantFen: amountFen,
      consumerFen: amountFen,
      ...taken,
    }),
  ),
  /** Another officer saw that it is wrong: what was reported, or how it is said to have ended. */
  fact('chargeback.rejected', z.object({ ...ref, reason: label(200) })),
  fact(
    'chargeback.answered',
    z.object({
      ...ref,
      outcome: z.enum(CHARGEBACK_OUTCOMES),
      reason: label(200),
      evidenceSha256: sha256Hex,
    }),
  ),
  /** The money is back: each has what it gave. */
  fact(
    'chargeback.won',
    z.object({
      ...ref,
      consumerId,
      depositId,
      amountFen: positiveFen,
      heldFen: amountFen,
      owedFen: amountFen,
      payableFen: amountFen,
      consumerFen: amountFen,
    }),
  ),
  fact('chargeback.lost', z.object(ref)),
  /** What became free in a lot after a chargeback relieves the merchant, who has paid for it. */
  fact(
    'chargeback.covered',
    z.object({
      contractId,
      lotId,
      merchantId,
      amountFen: positiveFen,
      owedFen: amountFen,
      payableFen: amountFen,
      ...taken,
    }),
  ),
] as const
