// Facts of mass refunds: a schedule for all lots of a merchant, its approvals, what came of it.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { amountFen, day, instant, sha256Hex } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { consumerId, contractId, lotId, merchantId, refundId } from './ids.ts'
import { FORMULAS } from './refunds.ts'

export const massRefundId = idSchema('mrf')

/** Lots in one fact. */
export const MASS_PAGE_LOTS = 200

/** Why a lot of a schedule was not refunded by it. */
export const MASS_SKIPS = ['CHANGED', 'ON_HOLD', 'REFUND_OPEN', 'NOTHING_DUE'] as const

const money = {
  heldFen: amountFen,
  disputedFen: amountFen,
  refundFen: amountFen,
  /** What stays held; held + disputed = refund + kept. */
  keptFen: amountFen,
  /** Owed and not held: a claim on the merchant. */
  shortfallFen: amountFen,
}

/** One line of a schedule. */
export const massItem = z.object({
  contractId,
  lotId,
  consumerId,
  formula: z.enum(FORMULAS),
  ...money,
})
export type MassItemText = z.infer<typeof massItem>

export const massRefundFacts = [
  /** The schedule as a whole; its lines follow in facts of their own. */
  fact(
    'mass_refund.computed',
    z.object({
      massRefundId,
      merchantId,
      /** The instant at which it was computed (UTC). */
      asOf: instant,
      stoppedOn: day.optional(),
      lots: z.int().min(1),
      ...money,
      /** Of the schedule as a file. */
      scheduleSha256: sha256Hex,
    }),
  ),
  fact(
    'mass_refund.listed',
    z.object({
      massRefundId,
      merchantId,
      items: z.array(massItem).min(1).max(MASS_PAGE_LOTS),
    }),
  ),
  /** The first of two approvals, or the second, which lets it be paid. */
  fact(
    'mass_refund.approved',
    z.object({ massRefundId, merchantId, approval: z.union([z.literal(1), z.literal(2)]) }),
  ),
  /** A lot's refund became due. */
  fact('mass_refund.paid_out', z.object({ massRefundId, merchantId, contractId, lotId, refundId })),
  fact(
    'mass_refund.skipped',
    z.object({ massRefundId, merchantId, contractId, lotId, why: z.enum(MASS_SKIPS) }),
  ),
  /** Every lot was paid out or skipped. */
  fact('mass_refund.completed', z.object({ massRefundId, merchantId })),
] as const
