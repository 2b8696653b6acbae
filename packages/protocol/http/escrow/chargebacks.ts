// Routes of chargebacks: an officer tells what the bank took back, another one books it (F14).
import { z } from 'zod'
import { CHARGEBACK_OUTCOMES, DEBTORS } from '../../facts/escrow/chargebacks.ts'
import { idSchema } from '../../ids.ts'
import { amountFen, instant, label, sha256Hex, statedPositiveFen } from '../../parts.ts'
import { CHARGEBACK_STATUSES } from '../../statuses.ts'
import { page, pageOf, route } from '../route.ts'
import { clock, contractParams, everybody, receipt } from './views.ts'

const chargebackId = idSchema('cbk')

/** Once it is booked: amount = held + merchant + consumer. */
export const chargeback = z.object({
  chargebackId,
  contractId: idSchema('ctr'),
  lotId: idSchema('lot'),
  merchantId: idSchema('mer'),
  consumerId: idSchema('con'),
  depositId: idSchema('dep'),
  amountFen,
  status: z.enum(CHARGEBACK_STATUSES),
  debtor: z.enum(DEBTORS),
  reason: z.string(),
  evidenceSha256: sha256Hex,
  bankSerial: z.string().optional(),
  reversedAt: instant,
  reportedAt: instant,
  /** Out of what the lot held; owed by the merchant; owed by the consumer. */
  heldFen: amountFen,
  merchantFen: amountFen,
  consumerFen: amountFen,
  /** How the answer to the bank is said to have ended. */
  outcome: z.enum(CHARGEBACK_OUTCOMES).optional(),
  outcomeSha256: sha256Hex.optional(),
})
export type ChargebackView = z.infer<typeof chargeback>

export const chargebackRoutes = {
  reportChargeback: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/chargebacks',
    summary: 'Tell that the bank took a payment back; the lot stands still from now on',
    roles: ['officer'],
    idempotent: true,
    params: contractParams,
    body: z.object({
      chargebackId: chargebackId.optional(),
      lotId: idSchema('lot'),
      /** Absent: the newest payment of the lot. */
      depositId: idSchema('dep').optional(),
      amountFen: statedPositiveFen,
      reason: label(200),
      evidenceSha256: sha256Hex,
      /** The bank's serial of the debit, and its time; absent: now. */
      bankSerial: label(64).optional(),
      reversedAt: instant.optional(),
      /** CONSUMER: a refund had given her (part of) it before, so she owes what she has twice. */
      debtor: z.enum(DEBTORS).default('MERCHANT'),
      ...clock,
    }),
    status: 201,
    reply: chargeback,
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'unknown_deposit',
      'id_taken',
      'time_in_future',
      'lot_not_funded',
      'chargeback_open',
      'refund_open',
      'accrual_behind',
      'chargeback_above_deposit',
      'deposit_refunded',
    ],
  }),
  decideChargeback: route({
    method: 'POST',
    path: '/v1/chargebacks/:chargebackId/decisions',
    summary: 'Approve what another officer told of a chargeback, reject it, or tell how it ended',
    roles: ['officer'],
    idempotent: true,
    params: z.object({ chargebackId }),
    body: z.object({
      /**
       * APPROVE, REJECT: of what another officer told, the report or the end. ANSWER: how the
       * bank decided, with `outcome` and its evidence; somebody else has to approve.
       */
      decision: z.enum(['APPROVE', 'REJECT', 'ANSWER']),
      outcome: z.enum(CHARGEBACK_OUTCOMES).optional(),
      evidenceSha256: sha256Hex.optional(),
      reason: label(200).optional(),
      ...clock,
    }),
    status: 200,
    reply: z.object({ chargeback, receipt: receipt.optional() }),
    refusals: [
      'unknown_chargeback',
      'same_person',
      'chargeback_not_open',
      'evidence_missing',
      'refund_open',
      'chargeback_above_deposit',
      'deposit_refunded',
      'bank_account_short',
    ],
  }),
  listChargebacks: route({
    method: 'GET',
    path: '/v1/chargebacks',
    summary: 'Chargebacks that the caller may see, newest first',
    roles: everybody,
    cursor: ['id'],
    query: page.extend({
      status: z.enum(CHARGEBACK_STATUSES).optional(),
      contractId: idSchema('ctr').optional(),
    }),
    status: 200,
    reply: pageOf(chargeback),
  }),
} as const
