// Knows what people do about sessions in these stories: dispute, settle, take back, pay out.
import { randomUUID } from 'node:crypto'
import { BOOK, DESK, evidenceOf, MERCHANT, OFFICER, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView, type InputOf } from '@ticun/protocol'
import { expect } from 'vitest'
import { awaitLot, importYear } from '../journeys/gym.ts'
import { approve, awaitPayment } from '../journeys/officers.ts'

type Decision = InputOf<(typeof escrowRoutes)['settleDispute']['body']>

export function dispute(
  { client, house }: Stage,
  member: number,
  sessionId: string,
  occurredAt: string,
) {
  return client.call(house.urls.escrow, escrowRoutes.disputeSession, {
    as: memberLogin(member),
    key: randomUUID(),
    params: { sessionId },
    body: { reason: '没有上课', occurredAt },
  })
}

/** The officer decides on evidence. */
export function settle(
  { client, house }: Stage,
  sessionId: string,
  body: Decision & { occurredAt: string },
) {
  return client.call(house.urls.escrow, escrowRoutes.settleDispute, {
    as: OFFICER,
    key: randomUUID(),
    params: { sessionId },
    body: { evidenceSha256: evidenceOf(sessionId), ...body },
  })
}

export function takeBack({ client, house }: Stage, sessionId: string, occurredAt: string) {
  return client.call(house.urls.escrow, escrowRoutes.reverseSession, {
    as: DESK,
    key: randomUUID(),
    params: { sessionId },
    body: { reason: '误点', occurredAt },
  })
}

/** Runs the payouts, and lets the gym's reach its bank; gives what the run says of the gym. */
export async function payOut(stage: Stage, occurredAt: string, early = true) {
  const { client, house } = stage
  const run = await client.call(house.urls.escrow, escrowRoutes.runPayouts, {
    as: OFFICER,
    key: randomUUID(),
    body: { bookId: BOOK, early, occurredAt },
  })
  const own = run.payouts.find(({ merchantId }) => merchantId === MERCHANT)
  if (own) {
    await approve(stage, 'PAYOUT', own.payoutId, occurredAt)
    await awaitPayment(stage, 'PAYOUT', own.payoutId, ['SENT'])
    await importYear(stage)
    await awaitPayment(stage, 'PAYOUT', own.payoutId, ['SETTLED'])
  }
  return run.statements.find(({ merchantId }) => merchantId === MERCHANT)
}

/** She asks for what is left, the gym agrees, two officers let it go, the bank pays it. */
export async function refundAll(
  stage: Stage,
  member: number,
  { contractId }: ContractView,
  occurredAt: string,
) {
  const { client, house } = stage
  const refundId = newId('ref')
  const asked = await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(member),
    key: randomUUID(),
    params: { contractId },
    body: { refundId, reason: '工作调动', occurredAt },
  })
  for (const [as, body] of [
    [DESK, { decision: 'AGREE' }],
    [OFFICER, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }],
  ] as const) {
    const call = { as, key: randomUUID(), params: { refundId } }
    const said = { ...call, body: { ...body, occurredAt } }
    await client.call(house.urls.escrow, escrowRoutes.decideRefund, said)
  }
  await approve(stage, 'REFUND', refundId, occurredAt)
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
  await awaitLot(stage, contractId, 'CLOSED')
  expect(asked.status).toBe('REQUESTED')
  return asked
}
