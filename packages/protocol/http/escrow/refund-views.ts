// What escrow shows of refunds: cases, and quotes for either side's reason.
import { z } from 'zod'
import { FAULTS, FORMULAS, REFUND_BASES } from '../../facts/escrow.ts'
import { FEE_BEARERS } from '../../facts/policy.ts'
import { idSchema } from '../../ids.ts'
import { amountFen, instant, provisional, sha256Hex } from '../../parts.ts'
import { LOT_STATUSES, REFUND_STATUSES } from '../../statuses.ts'

export const refund = z.object({
  refundId: idSchema('ref'),
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  consumerId: idSchema('con'),
  lotId: idSchema('lot'),
  status: z.enum(REFUND_STATUSES),
  amountFen,
  /** What the same refund gives the merchant. */
  merchantFen: amountFen,
  formula: z.enum(FORMULAS),
  fault: z.enum(FAULTS),
  reason: z.string(),
  requestedAt: instant,
  basis: z.enum(REFUND_BASES).optional(),
  /** Silence of the merchant until then counts as agreement. */
  reviewUntil: instant.optional(),
  /** Last instant at which it has to be paid. */
  payBy: instant.optional(),
  provisional,
  /** Agreed by silence. */
  deemed: z.boolean().optional(),
  counterFault: z.enum(FAULTS).optional(),
  counterReason: z.string().optional(),
  /** What the channel charged, who bears it, and the merchant's part (F19). */
  channelFee: z
    .object({
      formula: z.literal('F19'),
      amountFen,
      bearer: z.enum(FEE_BEARERS),
      merchantFen: amountFen,
      evidenceSha256: sha256Hex,
    })
    .optional(),
})
export type RefundView = z.infer<typeof refund>

/** What a refund gives by the merchant's counter-claim, and what it was asked for. */
export const counterClaim = z.object({
  refundId: idSchema('ref'),
  asOf: instant,
  fault: z.enum(FAULTS),
  formula: z.enum(FORMULAS),
  amountFen,
  merchantFen: amountFen,
  reason: z.string().optional(),
})
export type CounterClaimView = z.infer<typeof counterClaim>

const quoteItems = z.array(
  z.object({ labelZh: z.string(), labelEn: z.string(), amountFen: z.string() }),
)

/** What a lot would give, for one reason. */
export const refundScenario = z.object({
  fault: z.enum(FAULTS),
  formula: z.enum(FORMULAS),
  refundableFen: amountFen,
  /** What the same refund would give the merchant. */
  merchantFen: amountFen,
  /** Interest and parts of settled disputes among `refundableFen`. */
  creditFen: amountFen,
  /** Owed by the formula and held no more. */
  shortfallFen: amountFen,
  items: quoteItems,
  /** Last instant of payment, were it asked for now. */
  payBy: instant.optional(),
})

/** What she would get back now, item by item: of the lot that is meant when none is named. */
export const refundQuote = z.object({
  contractId: idSchema('ctr'),
  asOf: instant,
  formula: z.enum(FORMULAS),
  refundableFen: amountFen,
  items: quoteItems,
  /** Last instant of the cooling-off period, when the lot is paid. */
  coolingOffUntil: instant.optional(),
  provisional,
  /** Held for sessions that are recorded but not confirmed: not refundable until settled. */
  awaitingFen: amountFen,
  /** For either side's reason, over all lots. */
  scenarios: z.array(
    z.object({ fault: z.enum(FAULTS), refundableFen: amountFen, merchantFen: amountFen }),
  ),
  lots: z.array(
    z.object({
      lotId: idSchema('lot'),
      status: z.enum(LOT_STATUSES),
      coolingOffUntil: instant.optional(),
      awaitingFen: amountFen,
      disputedFen: amountFen,
      /** Its validity is over: the money waits. */
      expired: z.boolean(),
      scenarios: z.array(refundScenario),
    }),
  ),
})
export type RefundQuote = z.infer<typeof refundQuote>
