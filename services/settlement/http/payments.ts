// Routes of payouts and refund payments: lists, and the approval by a second person.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve, type HandlerInput } from '@ticun/http'
import { isRefusal, settlementRoutes as routes } from '@ticun/protocol'
import { recordPaymentAccount } from '../account/payment-account.ts'
import { approve, approveMany } from '../payment/approve.ts'
import { listPayments } from '../read/lists.ts'
import type { Context } from './context.ts'

type ListRoute = typeof routes.listPayouts | typeof routes.listRefundPayments
type ApproveRoute = typeof routes.approvePayout | typeof routes.approveRefundPayment
type ManyRoute = typeof routes.approvePayouts | typeof routes.approveRefundPayments
type Kind = 'PAYOUT' | 'REFUND'

/** Serves them. */
export function servePayments(app: FastifyInstance, context: Context): void {
  serve(app, routes.listPayouts, (input) => list(context, 'PAYOUT', input))
  serve(app, routes.listRefundPayments, (input) => list(context, 'REFUND', input))
  serve(app, routes.approvePayout, (input) => approveOne(context, 'PAYOUT', input))
  serve(app, routes.approveRefundPayment, (input) => approveOne(context, 'REFUND', input))
  serve(app, routes.recordPaymentAccount, ({ params, body, caller, idempotency, now }) => {
    const { account, evidenceSha256 } = body
    const said = { account, evidenceSha256, recordedBy: caller.id, idempotency, now }
    return recordPaymentAccount(context.db, { paymentId: params.paymentId, ...said })
  })
  serve(app, routes.approvePayouts, (input) => approveAll(context, 'PAYOUT', input))
  serve(app, routes.approveRefundPayments, (input) => approveAll(context, 'REFUND', input))
}

async function list({ db }: Context, kind: Kind, input: HandlerInput<ListRoute>) {
  const { query, after, caller } = input
  const { limit, status } = query
  // A merchant without a party would see nothing, never everything.
  const merchantId = caller.role === 'merchant' ? (caller.party ?? '') : undefined
  const page = { after, limit: limit + 1 }
  const found = await listPayments(db, page, { kind, status, merchantId })
  return { body: pageBy(routes.listPayouts, found, limit, (each) => [each.dueAt, each.paymentId]) }
}

async function approveOne(context: Context, kind: Kind, input: HandlerInput<ApproveRoute>) {
  const { paymentId } = input.params
  const approved = await approve(context.db, { paymentId, ...sharedBy(context, kind, input) })
  if (!isRefusal(approved)) context.onApproved()
  return approved
}

async function approveAll(context: Context, kind: Kind, input: HandlerInput<ManyRoute>) {
  const { paymentIds } = input.body
  const approved = await approveMany(context.db, {
    paymentIds: [...new Set(paymentIds)],
    ...sharedBy(context, kind, input),
  })
  if (!isRefusal(approved)) context.onApproved()
  return approved
}

/** What one approval and many have in common. */
function sharedBy(
  { clockMode }: Context,
  kind: Kind,
  input: HandlerInput<ApproveRoute> | HandlerInput<ManyRoute>,
) {
  const { occurredAt } = input.body
  const mayState = clockMode === 'caller' && occurredAt !== undefined
  const { caller, idempotency, now } = input
  const valueAt = mayState ? { valueAt: occurredAt } : {}
  return { kind, officer: caller.id, idempotency, now, ...valueAt }
}
