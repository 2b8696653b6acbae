// How money leaves: an officer makes it due, another one approves it, the bank tells it is paid.
import { escrowRoutes, settlementRoutes, type PaymentView } from '@ticun/protocol'
import { bankDateOf } from './bank.ts'
import { importStatement, StoryError } from './deeds.ts'
import { until } from './patience.ts'
import type { PlannedRefund } from './plan.ts'
import { after, BOOK, OFFICER, SECOND_OFFICER, type Stage } from './stage.ts'

/** Payments of one kind that are due at an instant (UTC). */
type Due = { kind: 'PAYOUT' | 'REFUND'; paymentId: string; at: string }

const LIST_ROUTES = {
  PAYOUT: settlementRoutes.listPayouts,
  REFUND: settlementRoutes.listRefundPayments,
}
const APPROVE_ROUTES = {
  PAYOUT: settlementRoutes.approvePayout,
  REFUND: settlementRoutes.approveRefundPayment,
}
const PAGE_SIZE = 1000

/** What escrow has approved is paid out of the bank; returns when escrow knows it is paid. */
export async function payRefunds(stage: Stage, refunds: readonly PlannedRefund[]): Promise<void> {
  const dues = refunds.map(({ refundId, at }): Due => ({
    kind: 'REFUND',
    paymentId: refundId,
    at: after(stage, at, 3),
  }))
  await settle(stage, dues)
  await Promise.all(refunds.map((refund) => awaitRefunded(stage, refund)))
}

/** Pays the merchants all that is final; `at` is the instant of the run. */
export async function payMerchants(stage: Stage, date: string, at: string): Promise<void> {
  const { client, house, naming } = stage
  const runId = naming('run', `payout ${date}`, Date.parse(at))
  const run = await client.call(house.urls.escrow, escrowRoutes.runPayouts, {
    as: OFFICER,
    key: `run-${runId}`,
    body: { runId, bookId: BOOK, occurredAt: at },
  })
  const dues = run.payouts.map(({ payoutId }): Due => ({
    kind: 'PAYOUT',
    paymentId: payoutId,
    at: after(stage, at, 1),
  }))
  await settle(stage, dues)
  await Promise.all(run.payouts.map(({ merchantId }) => awaitPaidOut(stage, merchantId)))
}

async function settle(stage: Stage, dues: readonly Due[]): Promise<void> {
  if (dues.length === 0) return
  await Promise.all(dues.map((due) => approve(stage, due)))
  const dates = new Set(dues.map((due) => bankDateOf(due.at)))
  for (const date of [...dates].toSorted()) await importStatement(stage, date)
  await Promise.all(dues.map((due) => awaitPayment(stage, due, ['SETTLED'])))
}

/** A second officer approves; the bank has taken the payment when this returns. */
async function approve(stage: Stage, due: Due): Promise<void> {
  const { client, house } = stage
  const known = await awaitPayment(stage, due, ['DUE', 'APPROVED', 'SENT', 'SETTLED'])
  if (known.status === 'DUE') {
    await client.call(house.urls.settlement, APPROVE_ROUTES[due.kind], {
      as: SECOND_OFFICER,
      key: `approve-${due.paymentId}`,
      params: { paymentId: due.paymentId },
      body: { occurredAt: due.at },
    })
  }
  await awaitPayment(stage, due, ['SENT', 'SETTLED'])
}

async function awaitPayment(
  stage: Stage,
  { kind, paymentId }: Due,
  statuses: readonly PaymentView['status'][],
): Promise<PaymentView> {
  const { client, house } = stage
  return until(`${paymentId} becomes ${statuses.join(' or ')} in settlement`, async () => {
    // Newest first: what has just become due stands on the first page.
    const call = { as: SECOND_OFFICER, query: { limit: PAGE_SIZE } }
    const { items } = await client.call(house.urls.settlement, LIST_ROUTES[kind], call)
    const payment = items.find((item) => item.paymentId === paymentId)
    if (payment?.status === 'REJECTED' || payment?.status === 'RETURNED') {
      throw new StoryError(`the bank did not pay ${paymentId}: ${payment.reason ?? 'no reason'}`)
    }
    return payment !== undefined && statuses.includes(payment.status) ? payment : undefined
  })
}

function awaitRefunded(stage: Stage, { refundId, contractId }: PlannedRefund): Promise<true> {
  const { client, house } = stage
  return until(`refund ${refundId} is confirmed by the bank`, async () => {
    const call = { as: OFFICER, query: { contractId } }
    const { items } = await client.call(house.urls.escrow, escrowRoutes.listRefunds, call)
    const refund = items.find((item) => item.refundId === refundId)
    return refund?.status === 'BANK_CONFIRMED' ? true : undefined
  })
}

function awaitPaidOut(stage: Stage, merchantId: string): Promise<true> {
  const { client, house } = stage
  return until(`the payout to ${merchantId} is confirmed by the bank`, async () => {
    const call = { as: OFFICER, params: { merchantId } }
    const summary = await client.call(house.urls.escrow, escrowRoutes.merchantSummary, call)
    return summary.inTransitFen === '0' ? true : undefined
  })
}
