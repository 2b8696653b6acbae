// How money leaves: due, approved by another person, sent once, and told when the bank shows it.
import { settlementRoutes, type PaymentView } from '@ticun/protocol'
import { DEMO_MERCHANT_ID } from '@ticun/issuer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notingBank } from '../test-bank.ts'
import { bookOpened, contractSigned, payoutDue, refundDue } from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { endToEndIdOf } from '../inbox/escrow-facts.ts'

const TEST_MAX_MS = 180_000
const FUNDS = 100_000_000n
let stage: Stage
let bank: ReturnType<typeof notingBank>

beforeAll(async () => {
  stage = await openStage()
  bank = notingBank(stage.bank.port)
  await stage.start({ bank })
  await stage.say([bookOpened()])
  const money = { amountFen: FUNDS, remittance: '', bookedAt: '2015-01-01T00:00:00+08:00' }
  await stage.bank.payIn(money)
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

type Kind = 'payouts' | 'refund-payments'

async function list(kind: Kind, as = 'li', query = ''): Promise<PaymentView[]> {
  const { status, body } = await stage.ask({ path: `/v1/${kind}${query}`, as })
  expect(status).toBe(200)
  return settlementRoutes.listPayouts.reply.parse(body).items
}

async function find(kind: Kind, paymentId: string): Promise<PaymentView> {
  const found = (await list(kind, 'li', '?limit=1000')).find((each) => each.paymentId === paymentId)
  if (!found) throw new Error(`${paymentId} is not listed`)
  return found
}

const reach = (kind: Kind, paymentId: string, status: PaymentView['status']) =>
  eventually(async () => {
    const found = await find(kind, paymentId)
    expect(found.status).toBe(status)
    return found
  })

const approve = (kind: Kind, paymentId: string, occurredAt: string, as = 'li', key?: string) =>
  stage.ask({
    method: 'POST',
    path: `/v1/${kind}/${paymentId}/approvals`,
    as,
    json: { occurredAt },
    ...(key === undefined ? {} : { key }),
  })

const factsAbout = async (paymentId: string) =>
  (await stage.facts()).filter((fact) => fact.subject === paymentId)

/** A payout that was approved and has reached the bank. */
async function sentPayout(amountFen: bigint, at: string, creditor?: string) {
  const { payoutId, fact } = payoutDue(amountFen, creditor)
  await stage.say([fact])
  expect((await approve('payouts', payoutId, at)).status).toBe(200)
  await reach('payouts', payoutId, 'SENT')
  return payoutId
}

describe('a payout', () => {
  test('is approved by another officer only, sent once, and settled by a statement', async () => {
    const { payoutId, fact } = payoutDue(12_345n)
    await stage.say([fact])
    expect(await find('payouts', payoutId)).toMatchObject({
      kind: 'PAYOUT',
      status: 'DUE',
      amountFen: '12345',
      author: 'wang',
      creditor: { number: '6222000000000001', name: '静安康体中心' },
    })
    const at = '2015-03-02T03:00:00.000Z'
    const own = await approve('payouts', payoutId, at, 'wang')
    expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'DUE' })

    const approved = await approve('payouts', payoutId, at, 'li', 'approve-once')
    expect(approved).toMatchObject({ status: 200, body: { status: 'APPROVED', approvedBy: 'li' } })
    const { bankSerial } = await reach('payouts', payoutId, 'SENT')
    expect(bankSerial).toBeTypeOf('string')
    const again = await approve('payouts', payoutId, at, 'li', 'approve-once')
    expect([again.status, again.replayed, again.body]).toEqual([200, true, approved.body])
    const late = await approve('payouts', payoutId, at)
    expect(late).toMatchObject({ status: 409, body: { code: 'payment_not_due' } })
    expect(await factsAbout(payoutId)).toEqual([])

    const report = await stage.importXml(await stage.bank.camt('2015-03-02', '2015-03-03'))
    expect(report.body).toMatchObject({ lines: 1, settled: 1, unmatched: 0 })
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'SETTLED', bankSerial })
    const [settled, ...rest] = await factsAbout(payoutId)
    expect(rest).toEqual([])
    expect(settled).toMatchObject({
      type: 'payout.settled',
      occurredAt: at,
      data: { payoutId, amountFen: '12345', bankSerial, bookedAt: at },
    })
    expect(bank.sent.filter((id) => id === endToEndIdOf(payoutId))).toHaveLength(1)
  })

  test('that the bank rejects goes back to the book', async () => {
    const { payoutId, fact } = payoutDue(500n, 'REJECT-1')
    await stage.say([fact])
    await approve('payouts', payoutId, '2015-03-04T03:00:00.000Z')
    expect(await reach('payouts', payoutId, 'REJECTED')).toMatchObject({ reason: 'AC01' })
    const facts = await factsAbout(payoutId)
    expect(facts).toMatchObject([
      { type: 'payout.returned', data: { payoutId, reason: 'AC01', amountFen: '500' } },
    ])
    expect(facts[0]?.actor).toEqual({ role: 'system', id: 'settlement' })
  })

  test('that leaves and comes back in one statement is returned, and nothing else', async () => {
    const payoutId = await sentPayout(600n, '2015-03-05T03:00:00.000Z', 'RETURN-1')
    const report = await stage.importXml(await stage.bank.camt('2015-03-05', '2015-03-07'))
    expect(report.body).toMatchObject({ lines: 2, settled: 0, returned: 2, unmatched: 0 })
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'RETURNED', reason: 'AC04' })
    expect(await factsAbout(payoutId)).toMatchObject([
      { type: 'payout.returned', data: { payoutId, reason: 'AC04', amountFen: '600' } },
    ])
  })

  test('whose return is seen before its debit is returned, and the debit tells nothing', async () => {
    const payoutId = await sentPayout(610n, '2015-03-08T03:00:00.000Z', 'RETURN-2')
    const later = await stage.importXml(await stage.bank.camt('2015-03-09', '2015-03-10'))
    expect(later.body).toMatchObject({ lines: 1, returned: 1 })
    const earlier = await stage.importXml(await stage.bank.camt('2015-03-08', '2015-03-09'))
    expect(earlier.body).toMatchObject({ lines: 1, returned: 1, settled: 0, unmatched: 0 })
    expect((await factsAbout(payoutId)).map((fact) => fact.type)).toEqual(['payout.returned'])
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'RETURNED' })
  })

  test('that comes back after it was settled puts the money into suspense', async () => {
    const payoutId = await sentPayout(620n, '2015-03-11T03:00:00.000Z', 'RETURN-3')
    await stage.importXml(await stage.bank.camt('2015-03-11', '2015-03-12'))
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'SETTLED' })
    const report = await stage.importXml(await stage.bank.camt('2015-03-12', '2015-03-13'))
    expect(report.body).toMatchObject({ lines: 1, unmatched: 1, returned: 0 })
    expect(await find('payouts', payoutId)).toMatchObject({ status: 'RETURNED', reason: 'AC04' })
    expect((await factsAbout(payoutId)).map((fact) => fact.type)).toEqual(['payout.settled'])
    const unmatched = (await stage.facts()).filter((fact) => fact.type === 'deposit.unmatched')
    expect(unmatched.at(-1)?.data).toMatchObject({ reason: 'UNKNOWN_PAYMENT', amountFen: '620' })
  })

  test('is one message with others of its value date', async () => {
    const dues = Array.from({ length: 20 }, (_, index) => payoutDue(BigInt(index + 1)))
    await stage.say(dues.map((due) => due.fact))
    const before = bank.messages()
    const at = '2015-03-14T03:00:00.000Z'
    await Promise.all(dues.map(({ payoutId }) => approve('payouts', payoutId, at)))
    for (const { payoutId } of dues) await reach('payouts', payoutId, 'SENT')
    expect(bank.messages() - before).toBeLessThan(dues.length)
    const ids = dues.map(({ payoutId }) => endToEndIdOf(payoutId))
    expect(bank.sent.filter((id) => ids.includes(id)).toSorted()).toEqual(ids.toSorted())
    const report = await stage.importXml(await stage.bank.camt('2015-03-14', '2015-03-15'))
    expect(report.body).toMatchObject({ lines: 20, settled: 20 })
  })
})

test('a refund goes to the account that paid, and is told when the bank shows it', async () => {
  const { reference, consumerId, fact } = contractSigned(299_900n)
  await stage.say([fact])
  const debtorAccount = '6217000000009999'
  const payment = { amountFen: 299_900n, remittance: reference, debtorAccount }
  await stage.bank.payIn({ ...payment, bookedAt: '2015-04-01T12:00:00+08:00' })
  await stage.importXml(await stage.bank.camt('2015-04-01', '2015-04-02'))
  const received = (await stage.facts()).findLast((each) => each.type === 'deposit.received')
  const due = refundDue(149_950n, received?.subject ?? '', { consumerId })
  await stage.say([due.fact])
  expect(await find('refund-payments', due.refundId)).toMatchObject({
    kind: 'REFUND',
    status: 'DUE',
    creditor: { number: debtorAccount, name: '王小明' },
    payee: 'PAYER',
  })
  const { refundId } = due
  expect((await approve('payouts', refundId, '2015-04-03T03:00:00.000Z')).status).toBe(404)
  const at = '2015-04-03T03:00:00.000Z'
  expect((await approve('refund-payments', refundId, at, 'wang')).status).toBe(403)
  expect((await approve('refund-payments', refundId, at)).status).toBe(200)
  await reach('refund-payments', refundId, 'SENT')
  await stage.importXml(await stage.bank.camt('2015-04-03', '2015-04-04'))
  const [settled] = await factsAbout(refundId)
  expect(settled).toMatchObject({ type: 'refund.settled', data: { refundId, amountFen: '149950' } })
  expect(JSON.stringify(await stage.facts())).not.toMatch(/王小明|6217000000009999/)
  const kept = await stage.db.selectFrom('command').select('reply').execute()
  expect(JSON.stringify(kept)).not.toMatch(/王小明|6217000000009999/)
})

test('a refund of money that nobody paid is put aside, and its neighbours are taken', async () => {
  const bad = refundDue(1n, `dep_${'5'.repeat(26)}`)
  const good = payoutDue(1n)
  await stage.say([bad.fact, good.fact])
  expect(await find('payouts', good.payoutId)).toMatchObject({ status: 'DUE' })
  const dead = await stage.db.selectFrom('inbox_dead').select(['fact_id', 'reason']).execute()
  expect(dead).toMatchObject([{ fact_id: bad.fact.id }])
  expect(dead[0]?.reason).toMatch(/deposit .* is not known/)
})

test('a merchant sees its own payouts only, page by page', async () => {
  const own = [1n, 2n, 3n].map((fen) => payoutDue(fen, undefined, { merchantId: DEMO_MERCHANT_ID }))
  await stage.say(own.map((each) => each.fact))
  const ids = own.map((each) => each.payoutId)
  expect((await list('payouts', 'coach')).map((each) => each.paymentId).toSorted()).toEqual(
    ids.toSorted(),
  )
  const first = await stage.ask({ path: '/v1/payouts?limit=2', as: 'coach' })
  const page = settlementRoutes.listPayouts.reply.parse(first.body)
  const rest = await list('payouts', 'coach', `?limit=2&cursor=${page.next}`)
  const seen = [...page.items, ...rest].map((each) => each.paymentId)
  expect(seen.toSorted()).toEqual(ids.toSorted())
  expect(await list('payouts', 'coach', '?status=SETTLED')).toEqual([])
})

test('the database itself refuses a payment that its author approved, or that changes', async () => {
  const { payoutId, fact } = payoutDue(900n)
  await stage.say([fact])
  const row = stage.db.updateTable('payment').where('payment_id', '=', payoutId)
  const own = { status: 'APPROVED', approved_by: 'wang' } as const
  await expect(row.set(own).execute()).rejects.toThrow(/check constraint/)
  const nobody = { status: 'APPROVED', approved_by: null } as const
  await expect(row.set(nobody).execute()).rejects.toThrow(/check constraint/)
  for (const change of [{ amount: 1n }, { author: 'x' }]) {
    await expect(row.set(change).execute()).rejects.toThrow(/permission denied/)
  }
  const elsewhere = { creditor_number: '1', payee: 'REGISTERED' } as const
  await expect(row.set(elsewhere).execute()).rejects.toThrow(/payee of payment .* is fixed/)
  await expect(
    stage.db.updateTable('statement_line').set({ amount: 1n }).execute(),
  ).rejects.toThrow(/permission denied/)
  await expect(stage.db.deleteFrom('deposit').execute()).rejects.toThrow(/permission denied/)
})
