// A refund that the bank did not carry out leaves by another payment, and never twice.
import { settlementRoutes, type PaymentView } from '@ticun/protocol'
import { memberParty } from '@ticun/issuer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endToEndIdOf } from '../inbox/escrow-facts.ts'
import { notingBank } from '../test-bank.ts'
import { bookOpened, contractSigned, refundDue, refundRetried, suspenseDue } from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const PRICE = 100_000n
const SAFE = '6228480000000001'
let stage: Stage
let bank: ReturnType<typeof notingBank>
let month = 1

beforeAll(async () => {
  stage = await openStage()
  bank = notingBank(stage.bank.port)
  await stage.start({ bank })
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

/** A day of this test's own month. */
const day = (number: number) => {
  return `2015-${String(month).padStart(2, '0')}-${String(number).padStart(2, '0')}`
}
const importDays = async (from: number, to: number) =>
  stage.importXml(await stage.bank.camt(day(from), day(to)))

/** A refund of this member's that is due, of money that came from this account. */
async function due(member: number, debtorAccount: string) {
  month += 1
  const signed = contractSigned(PRICE, undefined, memberParty(member))
  await stage.say([signed.fact])
  const payment = { amountFen: PRICE, remittance: signed.reference, debtorAccount }
  await stage.bank.payIn({ ...payment, bookedAt: `${day(1)}T12:00:00+08:00` })
  await importDays(1, 2)
  const received = (await stage.facts()).findLast(({ type }) => type === 'deposit.received')
  const refund = refundDue(60_000n, received!.subject, { consumerId: memberParty(member) })
  await stage.say([refund.fact])
  return refund
}

async function find(paymentId: string): Promise<PaymentView> {
  const { body } = await stage.ask({ path: '/v1/refund-payments?limit=1000', as: 'li' })
  const { items } = settlementRoutes.listRefundPayments.reply.parse(body)
  return items.find((each) => each.paymentId === paymentId)!
}

const reach = (paymentId: string, status: PaymentView['status']) =>
  eventually(async () => {
    const found = await find(paymentId)
    expect(found.status).toBe(status)
    return found
  })

const approve = (paymentId: string, on: number, as = 'li') =>
  stage.ask({
    method: 'POST',
    path: `/v1/refund-payments/${paymentId}/approvals`,
    as,
    json: { occurredAt: `${day(on)}T03:00:00.000Z` },
  })

const register = (as: string) =>
  stage.ask({
    method: 'POST',
    path: '/v1/refund-accounts',
    as,
    json: { account: { number: SAFE, name: '李雷' } },
  })

const timesSent = (paymentId: string) =>
  bank.sent.filter((id) => id === endToEndIdOf(paymentId)).length

test('returned: the new payment goes to her own account, by four eyes, once', async () => {
  const first = await due(11, 'RETURN-11')
  await approve(first.refundId, 3)
  await reach(first.refundId, 'SENT')
  await importDays(3, 5)
  expect(await find(first.refundId)).toMatchObject({ status: 'RETURNED', reason: 'AC04' })

  const again = refundRetried(first, 1, 'REGISTERED')
  await stage.say([again.fact])
  expect(await find(again.paymentId)).toMatchObject({ payee: 'MISSING', retryOf: first.refundId })
  expect(await approve(again.paymentId, 6)).toMatchObject({ body: { code: 'payee_unknown' } })
  await register('m0011')
  expect((await approve(again.paymentId, 6, 'wang')).status).toBe(403)
  expect((await approve(again.paymentId, 6)).status).toBe(200)
  await reach(again.paymentId, 'SENT')
  await importDays(6, 7)
  const paid = { status: 'SETTLED', creditor: { number: SAFE }, retryOf: first.refundId }
  expect(await find(again.paymentId)).toMatchObject(paid)
  expect(await find(first.refundId)).toMatchObject({ status: 'RETURNED' })
  expect([timesSent(first.refundId), timesSent(again.paymentId)]).toEqual([1, 1])
})

test('rejected: the new payment may go the same way, and fail again', async () => {
  const first = await due(12, 'REJECT-12')
  await approve(first.refundId, 3)
  await reach(first.refundId, 'REJECTED')
  const second = refundRetried(first, 1)
  await stage.say([second.fact])
  const creditor = { number: 'REJECT-12' }
  expect(await find(second.paymentId)).toMatchObject({ payee: 'PAYER', creditor })
  await approve(second.paymentId, 4)
  await reach(second.paymentId, 'REJECTED')
  await register('m0012')
  const third = refundRetried(first, 2, 'REGISTERED')
  await stage.say([third.fact])
  expect(await find(third.paymentId)).toMatchObject({ creditor: { number: SAFE } })
})

test('what the bank may still carry out, or what is retried already, is not paid again', async () => {
  const first = await due(13, '6217000000000013')
  const early = refundRetried(first, 1)
  await stage.say([early.fact])
  const dead = async (factId: string) =>
    stage.db.selectFrom('inbox_dead').select('reason').where('fact_id', '=', factId).execute()
  expect(await dead(early.fact.id)).toMatchObject([
    { reason: expect.stringMatching(/has not failed/) },
  ])
  expect(await find(early.paymentId)).toBeUndefined()

  const failed = await due(14, 'REJECT-14')
  await approve(failed.refundId, 3)
  await reach(failed.refundId, 'REJECTED')
  const once = refundRetried(failed, 1)
  await stage.say([once.fact])
  const twice = refundRetried(failed, 1).fact
  const data = { ...once.fact.data, paymentId: `${failed.refundId}_7` }
  await stage.say([{ ...twice, data }])
  expect(await dead(twice.id)).toMatchObject([
    { reason: expect.stringMatching(/is paid again already/) },
  ])
})

test('money that came back after it was settled goes to her own account too', async () => {
  const first = await due(15, 'RETURN-15')
  await approve(first.refundId, 3)
  await reach(first.refundId, 'SENT')
  await importDays(3, 4)
  await reach(first.refundId, 'SETTLED')
  await importDays(4, 5)
  expect(await find(first.refundId)).toMatchObject({ status: 'RETURNED' })
  const back = (await stage.facts()).findLast(({ type }) => type === 'deposit.unmatched')
  await register('m0015')
  const again = suspenseDue(60_000n, back!.subject)
  await stage.say([again])
  expect(await find(again.data.paymentId)).toMatchObject({
    payee: 'REGISTERED',
    creditor: { number: SAFE },
    consumerId: memberParty(15),
    retryOf: first.refundId,
  })
})
