// The channel's fee of a refund (F19): the principal goes back in full, the policy says who pays.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type PolicyDraft } from '@ticun/protocol'
import type { Verb } from './command/command.ts'
import * as t from './test-book.ts'
import {
  EVIDENCE,
  LATER,
  openRefundStage,
  refundIn,
  refusalOf,
  secondOfficer,
} from './test-refunds.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

async function open() {
  const stage = await openRefundStage(escrow.db, { used: 10 })
  const as = async (actor: typeof t.officer, verb: Verb, now = LATER) => {
    const [outcome] = await stage.run(t.commandFor(stage.bookId, actor, verb, { now }))
    return outcome!
  }
  const { refundId } = await stage.ask()
  const fee = (id = refundId, amountFen = '1300') =>
    as(t.officer, { verb: 'record-fee', refundId: id, amountFen, evidenceSha256: EVIDENCE })
  const approved = async () => {
    await stage.say(stage.desk, refundId, { decision: 'AGREE' })
    const approve = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
    await stage.say(t.officer, refundId, approve)
  }
  return { ...stage, as, refundId, fee, approved }
}

test('the merchant owes it, and its next earnings are netted off; she has all of hers', async () => {
  const { fee, approved, bank, balances, refundId, as } = await open()
  expect(refusalOf(await fee())).toBe('refund_not_open')
  await approved()
  await bank('refund.settled', refundId, '216595')
  expect((await fee(refundId, '216596')).answer).toEqual({
    refused: 'fee_above_refund',
    detail: '216595',
  })
  expect(refundIn(await fee())).toMatchObject({
    amountFen: '216595',
    channelFee: { formula: 'F19', bearer: 'MERCHANT', amountFen: '1300', merchantFen: '1300' },
  })
  expect(await balances()).toEqual({ '1001': 83305n, '1101': 1300n, '2003': 83305n, '2010': 1300n })
  expect(refusalOf(await fee())).toBe('fee_recorded')
  expect(refusalOf(await fee(newId('ref')))).toBe('unknown_refund')
  await as(t.officer, { verb: 'run-payouts', runId: newId('run'), early: true })
  expect(await balances()).toEqual({ '1001': 83305n, '2004': 82005n, '2010': 1300n })
})

test('a policy of another bearer: nothing is booked, and never anything out of her balance', async () => {
  const { fee, approved, bank, balances, refundId, as } = await open()
  const policyId = newId('pol')
  const place = { industry: '*', district: '*', from: '2025-09-01', source: 'test' }
  const policy: PolicyDraft = { key: 'fee_bearer', value: 'CONSUMER', ...place }
  await as(t.officer, { verb: 'propose-policy', policyId, policy })
  await as(secondOfficer, { verb: 'decide-policy', policyId, body: { decision: 'APPROVE' } })
  await approved()
  await bank('refund.settled', refundId, '216595')
  expect(refundIn(await fee())).toMatchObject({
    channelFee: { bearer: 'CONSUMER', amountFen: '1300', merchantFen: '0' },
  })
  expect(await balances()).toEqual({ '1001': 83305n, '2003': 83305n })
})
