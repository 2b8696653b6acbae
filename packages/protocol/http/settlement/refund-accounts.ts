// Routes of the accounts that consumers want their refunds on.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { bankAccount, instant, sha256Hex } from '../../parts.ts'
import { route } from '../route.ts'

/** An account that a consumer wants her refunds on; the newest one holds. */
export const refundAccount = z.object({
  consumerId: idSchema('con'),
  account: bankAccount,
  /** She herself, or an officer on her written word. */
  by: z.enum(['CONSUMER', 'OFFICE']),
  recordedBy: z.string(),
  evidenceSha256: sha256Hex.optional(),
  recordedAt: instant,
})
export type RefundAccountView = z.infer<typeof refundAccount>

const clock = { occurredAt: instant.optional() }

export const refundAccountRoutes = {
  registerRefundAccount: route({
    method: 'POST',
    path: '/v1/refund-accounts',
    summary: 'A consumer says which account refunds of hers go to that cannot go back by deposit',
    roles: ['consumer'],
    idempotent: true,
    body: z.object({ account: bankAccount, ...clock }),
    status: 201,
    reply: refundAccount,
    refusals: ['not_yours'],
  }),
  listOwnRefundAccounts: route({
    method: 'GET',
    path: '/v1/refund-accounts',
    summary: "The caller's accounts for refunds, newest first: the first one holds",
    roles: ['consumer'],
    status: 200,
    reply: z.object({ items: z.array(refundAccount) }),
  }),
  recordRefundAccount: route({
    method: 'POST',
    path: '/v1/consumers/:consumerId/refund-accounts',
    summary: 'Record the account for refunds of a consumer who has said so in writing',
    roles: ['officer'],
    idempotent: true,
    params: z.object({ consumerId: idSchema('con') }),
    body: z.object({ account: bankAccount, evidenceSha256: sha256Hex, ...clock }),
    status: 201,
    reply: refundAccount,
  }),
  listRefundAccounts: route({
    method: 'GET',
    path: '/v1/consumers/:consumerId/refund-accounts',
    summary: "A consumer's accounts for refunds, newest first: the first one holds",
    roles: ['officer'],
    params: z.object({ consumerId: idSchema('con') }),
    status: 200,
    reply: z.object({ items: z.array(refundAccount) }),
  }),
} as const
