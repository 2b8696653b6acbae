// That frozen money stays: not approved, not sent although approved, and goes on when it is lifted.
import { settlementRoutes, type NotaryFact, type PaymentView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BankFault, type Bank } from '../bank/bank.ts'
import { endToEndIdOf } from '../inbox/escrow-facts.ts'
import { notingBank } from '../test-bank.ts'
import {
  bookOpened,
  contractSigned,
  freezeChanged,
  freezeLifted,
  freezePlaced,
  OTHER_MERCHANT,
  payoutDue,
  refundDue,
} from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const FUNDS = 100_000_000n
const AT = '2015-03-02T03:00:00.000Z'
const merchant = (digit: string) => `mer_${digit.repeat(26)}`
let stage: Stage
let bank: ReturnType<typeof notingBank>
/** What the bank does before it takes a message. */
let before: () => Promise<void> = async () => {}

beforeAll(async () => {
  stage = await openStage()
  bank = notingBank(stage.bank.port)
  const slow: Bank = {
    ...bank,
    sendPayments: async (xml, options) => {
      await before()
      return bank.sendPayments(xml, options)
    },
  }
  await stage.start({ bank: slow })
  await stage.say([bookOpened()])
  const money = { amountFen: FUNDS, remittance: '', bookedAt: '2015-01-01T00:00:00+08:00' }
  await stage.bank.payIn(money)
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

type Kind = 'payouts' | 'refund-payments'

async function find(kind: Kind, paymentId: string): Promise<PaymentView> {
  const { body } = await stage.ask({ path: `/v1/${kind}?limit=1000`, as: 'li' })
  const { items } = settlementRoutes.listPayouts.reply.parse(body)
  const found = items.find((each) => each.paymentId === paymentId)
  if (!found) throw new Error(`${paymentId} is not listed`)
  return found
}

const approve = (kind: Kind, paymentId: string) =>
  stage.ask({
    method: 'POST',
    path: `/v1/${kind}/${paymentId}/approvals`,
    as: 'li',
    json: { occurredAt: AT },
  })

const reach = (kind: Kind, paymentId: string, status: PaymentView['status']) =>
  eventually(async () => expect(await find(kind, paymentId)).toMatchObject({ status }))

const wasSent = (paymentId: string) => bank.sent.includes(endToEndIdOf(paymentId))
/** Long enough for several rounds of the sender. */
const aWhile = () => new Promise((resume) => setTimeout(resume, 2_500))
const FROZEN = { status: 409, body: { code: 'payment_frozen' } }

test('a payout of a frozen merchant is not approved, and shows what holds it', async () => {
  const merchantId = merchant('1')
  const freeze = freezePlaced('MERCHANT', merchantId)
  const { payoutId, fact } = payoutDue(100n, undefined, { merchantId })
  const other = payoutDue(101n)
  await stage.say([freezeChanged(freeze), fact, other.fact])
  const refused = await approve('payouts', payoutId)
  expect(refused).toMatchObject(FROZEN)
  expect(JSON.stringify(refused.body)).toContain(freeze.freezeId)
  expect(await find('payouts', payoutId)).toMatchObject({
    status: 'DUE',
    frozenBy: [freeze.freezeId],
  })
  expect((await approve('payouts', other.payoutId)).status).toBe(200)
  await reach('payouts', other.payoutId, 'SENT')
  await stage.say([freezeChanged(freezeLifted(freeze))])
  expect(await find('payouts', payoutId)).not.toHaveProperty('frozenBy')
  expect((await approve('payouts', payoutId)).status).toBe(200)
  await reach('payouts', payoutId, 'SENT')
})

test('a payout that was approved before the freeze stays, and leaves when it is lifted', async () => {
  const merchantId = merchant('2')
  const freeze = freezePlaced('MERCHANT', merchantId)
  const frozen = payoutDue(200n, undefined, { merchantId })
  const other = payoutDue(201n)
  await stage.say([frozen.fact, other.fact])
  // The bank is away for as long as it takes to approve and to freeze.
  before = () => Promise.reject(new BankFault('the bank answered 503', false))
  expect((await approve('payouts', frozen.payoutId)).status).toBe(200)
  expect((await approve('payouts', other.payoutId)).status).toBe(200)
  await stage.say([freezeChanged(freeze)])
  before = async () => {}
  await reach('payouts', other.payoutId, 'SENT')
  await aWhile()
  expect(wasSent(frozen.payoutId)).toBe(false)
  expect(await find('payouts', frozen.payoutId)).toMatchObject({
    status: 'APPROVED',
    frozenBy: [freeze.freezeId],
  })
  await stage.say([freezeChanged(freezeLifted(freeze))])
  await reach('payouts', frozen.payoutId, 'SENT')
  expect(bank.sent.filter((id) => id === endToEndIdOf(frozen.payoutId))).toHaveLength(1)
})

test('a freeze that comes while a spoilt message is tried piece by piece holds the rest', async () => {
  const merchantId = merchant('3')
  const freeze = freezePlaced('MERCHANT', merchantId)
  const dues = [1n, 2n, 3n].map((fen) => payoutDue(300n + fen, undefined, { merchantId }))
  await stage.say(dues.map((due) => due.fact))
  let calls = 0
  before = async () => {
    calls += 1
    if (calls === 1) await stage.say([freezeChanged(freeze)])
    throw new BankFault('the bank answered 400', false)
  }
  await Promise.all(dues.map(({ payoutId }) => approve('payouts', payoutId)))
  await eventually(async () => expect(calls).toBeGreaterThan(0))
  await eventually(async () => {
    for (const { payoutId } of dues) {
      expect(await find('payouts', payoutId)).toMatchObject({ frozenBy: [freeze.freezeId] })
    }
  })
  before = async () => {}
  await aWhile()
  expect(dues.filter(({ payoutId }) => wasSent(payoutId))).toEqual([])
  await stage.say([freezeChanged(freezeLifted(freeze))])
  for (const { payoutId } of dues) await reach('payouts', payoutId, 'SENT')
})

test('of many payouts and a freeze at once, none leaves after the freeze has come', async () => {
  const merchantId = merchant('4')
  const freeze = freezePlaced('MERCHANT', merchantId)
  const dues = Array.from({ length: 30 }, (_, index) =>
    payoutDue(BigInt(400 + index), undefined, { merchantId }),
  )
  await stage.say(dues.map((due) => due.fact))
  const gate = Promise.withResolvers<void>()
  const atTheBank = Promise.withResolvers<void>()
  before = () => {
    atTheBank.resolve()
    return gate.promise
  }
  // What is in the hands of the bank in that instant leaves; the others are too late.
  const approving = dues.map(({ payoutId }) => approve('payouts', payoutId))
  await atTheBank.promise
  await stage.say([freezeChanged(freeze)])
  const rows = stage.db.selectFrom('payment').select('payment_id')
  const sending = await rows
    .where('status', '=', 'SENDING')
    .where('merchant_id', '=', merchantId)
    .execute()
  const answers = await Promise.all(approving)
  gate.resolve()
  await aWhile()
  const gone = dues.filter(({ payoutId }) => wasSent(payoutId)).map((due) => due.payoutId)
  expect(gone.toSorted()).toEqual(sending.map((row) => row.payment_id).toSorted())
  const left = gone.length
  expect(left).toBeLessThan(dues.length)
  const statuses = await Promise.all(dues.map(({ payoutId }) => find('payouts', payoutId)))
  const waiting = statuses.filter((each) => each.status === 'DUE' || each.status === 'APPROVED')
  expect(waiting).toHaveLength(dues.length - left)
  expect(waiting.filter((each) => each.frozenBy?.[0] !== freeze.freezeId)).toEqual([])
  for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject(FROZEN)
})

test.each(['LOT', 'CONSUMER'] as const)('a refund of a frozen %s waits', async (scope) => {
  const { reference, consumerId, fact } = contractSigned(1_000n)
  await stage.say([fact])
  const bookedAt = '2015-04-01T12:00:00+08:00'
  await stage.bank.payIn({ amountFen: 1_000n, remittance: reference, bookedAt })
  await stage.importXml(await stage.bank.camt('2015-04-01', '2015-04-02'))
  const received = (await stage.facts()).findLast((each) => each.type === 'deposit.received')
  const due = refundDue(500n, received?.subject ?? '', { consumerId })
  const subjectId = scope === 'LOT' ? due.lotId : due.consumerId
  const freeze = freezePlaced(scope, subjectId)
  // The merchant is frozen too: that holds no refund.
  const merchantToo = freezePlaced('MERCHANT', OTHER_MERCHANT)
  await stage.say([due.fact, freezeChanged(merchantToo), freezeChanged(freeze)])
  expect(await approve('refund-payments', due.refundId)).toMatchObject(FROZEN)
  expect(await find('refund-payments', due.refundId)).toMatchObject({
    frozenBy: [freeze.freezeId],
  })
  await stage.say([freezeChanged(freezeLifted(freeze))])
  expect((await approve('refund-payments', due.refundId)).status).toBe(200)
  await reach('refund-payments', due.refundId, 'SENT')
  await stage.say([freezeChanged(freezeLifted(merchantToo))])
})

test('an amount holds no payout that is due; an ended freeze never comes to life again', async () => {
  const merchantId = merchant('5')
  const amount = freezePlaced('AMOUNT', merchantId)
  const ended = freezePlaced('MERCHANT', merchantId)
  const expired: NotaryFact = freezeChanged({ ...ended, state: 'EXPIRED', endedAt: AT })
  const { payoutId, fact } = payoutDue(600n, undefined, { merchantId })
  await stage.say([fact, freezeChanged(amount), freezeChanged(ended)])
  expect(await approve('payouts', payoutId)).toMatchObject(FROZEN)
  await stage.say([expired])
  await stage.say([freezeChanged(ended)])
  expect((await approve('payouts', payoutId)).status).toBe(200)
  await reach('payouts', payoutId, 'SENT')
})
