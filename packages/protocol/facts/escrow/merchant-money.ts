// Facts of suspense and of payouts.
import { z } from 'zod'
import { idSchema, refundPaymentId } from '../../ids.ts'
import { amountFen, bankAccount, day, instant, label, positiveFen } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { contractId, depositId, lotId, merchantId, payoutId, suspenseId } from './ids.ts'

const suspensePaid = { suspenseId, paymentId: refundPaymentId, amountFen: positiveFen }

export const moneyFacts = [
  fact(
    'suspense.credited',
    z.object({
      suspenseId,
      amountFen: positiveFen,
      reason: label(60),
      /** The payment that it came by, where more than the money is known of it. */
      depositId: depositId.optional(),
    }),
  ),
  /** An officer says whose it is; another one has to say the same. */
  fact(
    'suspense.assignment_proposed',
    z.object({ suspenseId, contractId, lotId, reason: label(200) }),
  ),
  /** Two officers found whose it is: the lot takes what it waits for. */
  fact(
    'suspense.assigned',
    z.object({
      suspenseId,
      contractId,
      lotId,
      merchantId,
      depositId,
      amountFen: positiveFen,
      paidAt: instant,
      /** When this completes the price: all that the lot holds then. */
      heldFen: positiveFen.optional(),
      lapsesAt: instant.optional(),
      reason: label(200),
      proposedBy: z.string().max(64).optional(),
    }),
  ),
  /** Its reference became known too late: an officer was first, or the lot waits for nothing. */
  fact(
    'suspense.match_missed',
    z.object({ suspenseId, contractId, lotId, depositId, reason: label(60) }),
  ),
  /** It goes back to its payer (basis PAYMENT_ERROR). */
  fact(
    'suspense.due',
    z.object({ ...suspensePaid, depositId, basis: z.literal('PAYMENT_ERROR'), reason: label(200) }),
  ),
  fact('suspense.paid', z.object(suspensePaid)),
  /** The bank gave the payment back: it waits again. */
  fact('suspense.returned', z.object({ ...suspensePaid, reason: label(200) })),
  fact('interest.credited', z.object({ interestId: idSchema('int'), amountFen: positiveFen })),
  /** An officer says which days it is for; another one has to say the same. */
  fact(
    'interest.allocation_proposed',
    z.object({ interestId: idSchema('int'), from: day, to: day }),
  ),
  /** A lot's share of it, by what the lot held at the end of each day (F17). */
  fact(
    'interest.allocated',
    z.object({
      interestId: idSchema('int'),
      contractId,
      lotId,
      merchantId,
      amountFen: positiveFen,
      /** Fen that the lot held, summed over the days from `from` to `to`, both counted. */
      fenDays: z.string().regex(/^\d{1,30}$/),
      from: day,
      to: day,
      proposedBy: z.string().max(64).optional(),
    }),
  ),
  /**
   * How a payout run divided what a merchant had earned: `payableFen` is the sum of the five parts.
   * What is netted pays the merchant's debt to these lots; what is withheld is its reserve.
   */
  fact(
    'payout.reckoned',
    z.object({
      runId: idSchema('run'),
      merchantId,
      payableFen: positiveFen,
      nettedFen: amountFen,
      withheldFen: amountFen,
      paidFen: amountFen,
      inWindowFen: amountFen,
      heldFen: amountFen,
      debts: z.array(
        z.object({
          contractId,
          lotId,
          amountFen: positiveFen,
          /** It is owed for what the bank took back of the lot (F14), not to the lot. */
          chargeback: z.literal(true).optional(),
        }),
      ),
    }),
  ),
  fact(
    'payout.due',
    z.object({ payoutId, runId: idSchema('run'), merchantId, amountFen: positiveFen, bankAccount }),
  ),
  fact('payout.paid', z.object({ payoutId, merchantId, amountFen: positiveFen })),
  fact(
    'payout.bounced',
    z.object({ payoutId, merchantId, amountFen: positiveFen, reason: label(200) }),
  ),
] as const
