// HTTP contract of settlement: bank statements in, payments out, what waits in suspense.
import { z } from 'zod'
import { UNMATCHED_REASONS } from '../facts/settlement.ts'
import { idSchema, refundPaymentId } from '../ids.ts'
import { bankAccount, instant, positiveFen, sha256Hex } from '../parts.ts'
import { deadFactRoutes } from './dead-facts.ts'
import { page, pageOf, route } from './route.ts'
import { refundAccountRoutes } from './settlement/refund-accounts.ts'
import { statementRoutes } from './settlement/statements.ts'

const officer = ['officer'] as const

export const deposit = z.object({
  depositId: idSchema('dep'),
  bankSerial: z.string(),
  amountFen: positiveFen,
  bookedAt: instant,
  remittance: z.string(),
  status: z.enum(['MATCHED', 'SUSPENSE']),
  contractId: idSchema('ctr').optional(),
  reason: z.enum(UNMATCHED_REASONS).optional(),
})

export const PAYMENT_STATUSES = [
  'DUE',
  'APPROVED',
  'SENT',
  'SETTLED',
  'RETURNED',
  'REJECTED',
] as const

/**
 * A refund goes back to who paid; what another consumer's deposit paid for goes to the account that
 * she registered, and waits while none is known. So does money that is nobody's and came without an
 * account, until an officer records one.
 */
export const REFUND_PAYEES = ['PAYER', 'REGISTERED', 'MISSING'] as const

export const payment = z.object({
  paymentId: z.string(),
  kind: z.enum(['PAYOUT', 'REFUND']),
  status: z.enum(PAYMENT_STATUSES),
  amountFen: positiveFen,
  /** Absent while nobody knows it (payee MISSING). */
  creditor: bankAccount.optional(),
  /** Of a refund: whose account it goes to. */
  payee: z.enum(REFUND_PAYEES).optional(),
  /** The officer who recorded that account, who may not approve either. */
  payeeRecordedBy: z.string().optional(),
  consumerId: idSchema('con').optional(),
  /** The payment that the bank did not carry out, and that this one is in place of. */
  retryOf: z.string().optional(),
  dueAt: instant,
  author: z.string(),
  approvedBy: z.string().optional(),
  /** Freezes that hold it: it is neither approved nor sent until they end. */
  frozenBy: z.array(idSchema('frz')).optional(),
  reason: z.string().optional(),
  bankSerial: z.string().optional(),
})
export type PaymentView = z.infer<typeof payment>

const listQuery = page.extend({ status: z.enum(PAYMENT_STATUSES).optional() })
const clock = {
  /** Test clock, also the bank's value date: only with CLOCK=caller. */ occurredAt:
    instant.optional(),
}
const approval = {
  summary: 'Approve a payment that somebody else made due; it goes to the bank',
  roles: officer,
  idempotent: true,
  body: z.object(clock),
  status: 200,
  reply: payment,
  refusals: [
    'unknown_payment',
    'same_person',
    'payment_not_due',
    'payment_frozen',
    'payee_unknown',
  ],
} as const

/** Payments that one request may approve. */
export const APPROVALS_MAX = 1_000

/** Approvals of many payments; each has its own result, in the order asked. */
const approvalsOf = <S extends z.ZodType>(paymentId: S) => {
  const refusal = z.object({ code: z.string(), detail: z.string().optional() })
  return {
    method: 'POST',
    summary: 'Approve up to 1,000 payments that others made due; each has its own result, in order',
    roles: officer,
    idempotent: true,
    body: z.object({ paymentIds: z.array(paymentId).min(1).max(APPROVALS_MAX), ...clock }),
    status: 200,
    reply: z.object({
      /** Approved, or with what it was refused for. */
      items: z.array(z.object({ paymentId: z.string(), refusal: refusal.optional() })),
    }),
    refusals: ['unknown_payment'],
  } as const
}

export const settlementRoutes = {
  ...statementRoutes,
  listDeposits: route({
    method: 'GET',
    path: '/v1/deposits',
    summary: 'Deposits, newest first',
    roles: officer,
    cursor: ['instant', 'id'],
    query: page.extend({ status: z.enum(['MATCHED', 'SUSPENSE']).optional() }),
    status: 200,
    reply: pageOf(deposit),
  }),
  listSuspense: route({
    method: 'GET',
    path: '/v1/suspense',
    summary: 'Credits that nobody could be found for, oldest first, with their age',
    roles: officer,
    cursor: ['instant', 'id'],
    query: page,
    status: 200,
    reply: pageOf(deposit.extend({ ageDays: z.int() })),
  }),
  listPayouts: route({
    method: 'GET',
    path: '/v1/payouts',
    summary: 'Payouts to merchants, newest first; a merchant sees its own',
    roles: ['officer', 'merchant'],
    cursor: ['instant', 'id'],
    query: listQuery,
    status: 200,
    reply: pageOf(payment),
  }),
  approvePayout: route({
    ...approval,
    method: 'POST',
    path: '/v1/payouts/:paymentId/approvals',
    params: z.object({ paymentId: idSchema('pay') }),
  }),
  approvePayouts: route({ ...approvalsOf(idSchema('pay')), path: '/v1/payouts/approvals' }),
  listRefundPayments: route({
    method: 'GET',
    path: '/v1/refund-payments',
    summary: 'Refund payments to consumers, newest first',
    roles: officer,
    cursor: ['instant', 'id'],
    query: listQuery,
    status: 200,
    reply: pageOf(payment),
  }),
  approveRefundPayment: route({
    ...approval,
    method: 'POST',
    path: '/v1/refund-payments/:paymentId/approvals',
    params: z.object({ paymentId: refundPaymentId }),
  }),
  recordPaymentAccount: route({
    method: 'POST',
    path: '/v1/refund-payments/:paymentId/accounts',
    summary: 'Record the account for money that goes back and whose payer gave none',
    roles: officer,
    idempotent: true,
    params: z.object({ paymentId: refundPaymentId }),
    body: z.object({ account: bankAccount, evidenceSha256: sha256Hex, ...clock }),
    status: 201,
    reply: payment,
    refusals: ['unknown_payment', 'payee_fixed'],
  }),
  approveRefundPayments: route({
    ...approvalsOf(refundPaymentId),
    path: '/v1/refund-payments/approvals',
  }),
  ...refundAccountRoutes,
  ...deadFactRoutes,
} as const
