// To whom a refund goes that another consumer's deposit paid for: to the account of whose it is.
import { settlementRoutes, type EscrowFact, type PaymentView } from '@ticun/protocol'
import { memberParty } from '@ticun/issuer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bookOpened,
  contractSigned,
  payoutDue,
  refundDue,
  suspenseAssigned,
  suspenseDue,
} from '../test-facts.ts'
import { eventually, openStage, type Ask, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const PRICE = 100_000n
const EVIDENCE = 'e'.repeat(64)
let stage: Stage
let nextDay = 1

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

/** A deposit of this day, by the giver's account, for a contract or for nobody. */
async function paid(remittance: string, edit = (xml: string) => xml): Promise<string> {
  const day = `2015-05-${String(nextDay).padStart(2, '0')}`
  nextDay += 1
  const debtorAccount = '6217000000000001'
  const payment = { amountFen: PRICE, remittance, debtorAccount }
  await stage.bank.payIn({ ...payment, bookedAt: `${day}T12:00:00+08:00` })
  const xml = await stage.bank.camt(day, `2015-05-${String(nextDay).padStart(2, '0')}`)
  await stage.importXml(edit(xml))
  const isDeposit = (type: string) => type === 'deposit.received' || type === 'deposit.unmatched'
  return (await stage.facts()).findLast(({ type }) => isDeposit(type))!.subject
}

/** A statement whose bank does not say from which accounts money came. */
const withoutPayer = (xml: string) => xml.replaceAll(/<DbtrAcct>.*?<\/DbtrAcct>/gs, '')

/** A refund of what one consumer paid for another one's lot: it came to her by transfer. */
async function dueToHeir(consumerId: string, by = 'wang'): Promise<string> {
  const { reference, fact } = contractSigned(PRICE)
  await stage.say([fact])
  const due = refundDue(60_000n, await paid(reference), { consumerId, by })
  await stage.say([due.fact])
  return due.refundId
}

async function find(paymentId: string): Promise<PaymentView> {
  const { body } = await stage.ask({ path: '/v1/refund-payments?limit=1000', as: 'li' })
  const { items } = settlementRoutes.listRefundPayments.reply.parse(body)
  return items.find((each) => each.paymentId === paymentId)!
}

const register = (as: string, number: string, over: Partial<Ask> = {}) =>
  stage.ask({
    method: 'POST',
    path: '/v1/refund-accounts',
    as,
    json: { account: { number, name: '李雷' } },
    ...over,
  })

const record = (as: string, consumerId: string, number: string) =>
  register(as, number, {
    path: `/v1/consumers/${consumerId}/refund-accounts`,
    json: { account: { number, name: '李雷' }, evidenceSha256: EVIDENCE },
  })

const approve = (paymentId: string, as = 'li') =>
  stage.ask({
    method: 'POST',
    path: `/v1/refund-payments/${paymentId}/approvals`,
    as,
    json: { occurredAt: '2015-06-01T03:00:00.000Z' },
  })

const UNKNOWN = { status: 409, body: { code: 'payee_unknown' } }

test('it waits for her account, takes it, follows a newer one, and is fixed by approval', async () => {
  const consumerId = memberParty(1)
  const paymentId = await dueToHeir(consumerId)
  const waiting = await find(paymentId)
  expect(waiting).toMatchObject({ status: 'DUE', payee: 'MISSING', consumerId })
  expect(waiting).not.toHaveProperty('creditor')
  expect(await approve(paymentId)).toMatchObject(UNKNOWN)

  expect(await register('m0001', '6217 0000 0000 0077')).toMatchObject({
    status: 201,
    body: { consumerId, by: 'CONSUMER', account: { number: '6217000000000077' } },
  })
  const creditor = { number: '6217000000000077', name: '李雷' }
  expect(await find(paymentId)).toMatchObject({ status: 'DUE', payee: 'REGISTERED', creditor })
  expect((await register('m0001', '6217000000000078')).status).toBe(201)
  const newer = { number: '6217000000000078', name: '李雷' }
  expect(await find(paymentId)).toMatchObject({ payee: 'REGISTERED', creditor: newer })
  expect(await approve(paymentId)).toMatchObject({ status: 200, body: { creditor: newer } })
  expect((await register('m0001', '6217000000000079')).status).toBe(201)
  await eventually(async () => expect((await find(paymentId)).status).toBe('SENT'))
  expect(await find(paymentId)).toMatchObject({ creditor: newer })
  expect(await stage.bank.camt('2015-06-01', '2015-06-02')).toContain('6217000000000078')

  // The next one finds the account.
  const next = await find(await dueToHeir(consumerId))
  expect(next).toMatchObject({ payee: 'REGISTERED', creditor: { number: '6217000000000079' } })
})

test('an officer records it on her written word, and then approves nothing to it', async () => {
  const consumerId = memberParty(2)
  const paymentId = await dueToHeir(consumerId)
  expect(await record('li', consumerId, '6217000000000088')).toMatchObject({
    status: 201,
    body: { by: 'OFFICE', recordedBy: 'li', evidenceSha256: EVIDENCE },
  })
  expect(await find(paymentId)).toMatchObject({ payee: 'REGISTERED', payeeRecordedBy: 'li' })
  for (const own of ['wang', 'li']) {
    expect(await approve(paymentId, own)).toMatchObject({
      status: 403,
      body: { code: 'same_person' },
    })
  }
  const row = stage.db.updateTable('payment').where('payment_id', '=', paymentId)
  const blind = row.set({ status: 'APPROVED', approved_by: 'li' }).execute()
  await expect(blind).rejects.toThrow(/check constraint/)
  expect((await approve(paymentId, 'zhao')).status).toBe(200)
})

test('money that was given to her lot out of suspense was paid for her', async () => {
  const signed = contractSigned(PRICE)
  const depositId = await paid('没有附言')
  const { lotId, consumerId } = signed
  const assigned = suspenseAssigned(depositId, signed, PRICE)
  const due = refundDue(1_000n, depositId, { consumerId })
  await stage.say([signed.fact, assigned, due.fact])
  expect(await find(due.refundId)).toMatchObject({ payee: 'PAYER' })
  expect(lotId).toBe(assigned.data.lotId)
})

test('money whose bank gave no account goes to her own; what is nobody’s, to its payer', async () => {
  const signed = contractSigned(PRICE)
  await stage.say([signed.fact])
  const depositId = await paid(signed.reference, withoutPayer)
  const due = refundDue(1n, depositId, { consumerId: signed.consumerId })
  const back = suspenseDue(5n, await paid('没有附言'))
  const lost = suspenseDue(5n, await paid('没有附言', withoutPayer))
  await stage.say([due.fact, back, lost])
  expect(await find(due.refundId)).toMatchObject({ payee: 'MISSING' })
  const creditor = { number: '6217000000000001' }
  expect(await find(back.data.paymentId)).toMatchObject({ payee: 'PAYER', creditor })
  expect(await find(lost.data.paymentId)).toMatchObject({ status: 'DUE', payee: 'MISSING' })
  expect(await stage.db.selectFrom('inbox_dead').select('fact_id').execute()).toEqual([])
})

test.each(['', '6217****0042', 'NOTPROVIDED', '-'])(
  'money of nobody that came from %j goes to an account that an officer records, by two',
  async (from) => {
    const edit = (xml: string) => xml.replaceAll('6217000000000001', from)
    const lost = suspenseDue(5n, await paid('现金', from === '' ? withoutPayer : edit))
    await stage.say([lost])
    const { paymentId } = lost.data
    const post = (as: string, path: string, json: object) =>
      stage.ask({ method: 'POST', path: `/v1/refund-payments/${paymentId}/${path}`, as, json })
    const account = { number: '6228 4800 0000', name: '王付款' }
    const record = (as: string) => post(as, 'accounts', { account, evidenceSha256: EVIDENCE })
    const missing = await post('li', 'approvals', {})
    expect(missing).toMatchObject({ status: 409, body: { code: 'payee_unknown' } })
    const creditor = { ...account, number: '622848000000' }
    const recorded = await record('li')
    expect(recorded).toMatchObject({
      status: 201,
      body: { payee: 'REGISTERED', creditor, payeeRecordedBy: 'li' },
    })
    for (const as of ['wang', 'li']) {
      const same = await post(as, 'approvals', {})
      expect(same).toMatchObject({ status: 403, body: { code: 'same_person' } })
    }
    expect(await post('zhao', 'approvals', {})).toMatchObject({ status: 200, body: { creditor } })
    expect(await record('li')).toMatchObject({ status: 409, body: { code: 'payee_fixed' } })
    const replies = await stage.db.selectFrom('command').select('reply').execute()
    expect(JSON.stringify(replies)).not.toMatch(/王付款|622848000000/)
  },
)

test('who has a payer, or is a consumer, takes no account from an officer this way', async () => {
  const back = suspenseDue(5n, await paid('没有附言'))
  await stage.say([back])
  const heir = await dueToHeir(memberParty(9))
  const ask = (paymentId: string) =>
    stage.ask({
      method: 'POST',
      path: `/v1/refund-payments/${paymentId}/accounts`,
      as: 'li',
      json: { account: { number: '6228', name: '李雷' }, evidenceSha256: EVIDENCE },
    })
  for (const paymentId of [back.data.paymentId, heir]) {
    expect(await ask(paymentId)).toMatchObject({ status: 409, body: { code: 'payee_fixed' } })
  }
  const unknown = await ask(`ref_${'0'.repeat(26)}`)
  expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown_payment' } })
})

test('an account is hers to see and the office’s, and stands in no fact and no stored reply', async () => {
  const own = await stage.ask({ path: '/v1/refund-accounts', as: 'm0001' })
  const numbers = settlementRoutes.listOwnRefundAccounts.reply.parse(own.body).items
  expect(numbers.map(({ account }) => account.number)).toEqual([
    '6217000000000079',
    '6217000000000078',
    '6217000000000077',
  ])
  const path = `/v1/consumers/${memberParty(1)}/refund-accounts`
  expect(await stage.ask({ path, as: 'li' })).toMatchObject({ status: 200, body: own.body })
  for (const as of ['m0001', 'coach', 'guan']) {
    expect((await stage.ask({ path, as })).status).toBe(403)
  }
  expect((await stage.ask({ path: '/v1/refund-accounts', as: 'm0002' })).body).toMatchObject({
    items: [{ account: { number: '6217000000000088' } }],
  })
  expect((await register('coach', '1')).status).toBe(403)
  expect((await register('li', '1')).status).toBe(403)
  expect((await record('m0001', memberParty(2), '1')).status).toBe(403)
  const kept = await stage.db.selectFrom('command').select('reply').execute()
  const said = JSON.stringify([kept, await stage.facts()])
  expect(said).not.toMatch(/李雷|62170000000000(7|8)/)
})

test('one key registers once, whoever asks again sees the same', async () => {
  const first = await register('m0003', '6217000000000033', { key: 'mine' })
  const twins = await Promise.all(
    [1, 2].map(() => register('m0003', '6217000000000033', { key: 'mine' })),
  )
  for (const twin of twins) expect(twin).toMatchObject({ replayed: true, body: first.body })
  const own = await stage.ask({ path: '/v1/refund-accounts', as: 'm0003' })
  expect(settlementRoutes.listOwnRefundAccounts.reply.parse(own.body).items).toHaveLength(1)
})

test('whether it is registered or becomes due first, the payment has the account', async () => {
  const heirs = Array.from({ length: 12 }, (_, index) => memberParty(100 + index))
  const { reference, fact } = contractSigned(PRICE)
  await stage.say([fact])
  const depositId = await paid(reference)
  const dues = heirs.map((consumerId) => refundDue(10n, depositId, { consumerId }))
  const registering = heirs.map((_, index) =>
    register(`m0${100 + index}`, `62170000000001${String(index).padStart(2, '0')}`),
  )
  await Promise.all([
    ...registering,
    ...dues.map(({ fact: due }) => stage.say([due] satisfies EscrowFact[])),
  ])
  for (const [index, { refundId }] of dues.entries()) {
    expect(await find(refundId)).toMatchObject({
      payee: 'REGISTERED',
      creditor: { number: `62170000000001${String(index).padStart(2, '0')}` },
    })
  }
})

test('many are approved in one request, each by itself', async () => {
  const mine = payoutDue(1n, undefined, { by: 'li' })
  const dues = Array.from({ length: 30 }, (_, index) => payoutDue(BigInt(index + 10)))
  await stage.say([mine.fact, ...dues.map((due) => due.fact)])
  const unknown = `pay_${'0'.repeat(26)}`
  const paymentIds = [mine.payoutId, ...dues.map((due) => due.payoutId), unknown]
  const ask = (key: string, ids: readonly string[]) =>
    stage.ask({
      method: 'POST',
      path: '/v1/payouts/approvals',
      as: 'li',
      key,
      json: { paymentIds: ids, occurredAt: '2015-06-02T03:00:00.000Z' },
    })
  const answer = await ask('all', paymentIds)
  expect(answer).toMatchObject({ status: 200, replayed: false })
  const { items } = settlementRoutes.approvePayouts.reply.parse(answer.body)
  expect(items.map((item) => item.paymentId)).toEqual(paymentIds)
  expect(items.flatMap((item) => item.refusal?.code ?? [])).toEqual([
    'same_person',
    'unknown_payment',
  ])
  expect(await ask('all', paymentIds)).toMatchObject({ replayed: true, body: answer.body })
  const later = settlementRoutes.approvePayouts.reply.parse((await ask('more', paymentIds)).body)
  expect(new Set(later.items.map((item) => item.refusal?.code))).toEqual(
    new Set(['same_person', 'payment_not_due', 'unknown_payment']),
  )
  expect(await ask('none', [unknown])).toMatchObject({
    status: 404,
    body: { code: 'unknown_payment' },
  })
  const missing = await dueToHeir(memberParty(9))
  const refunds = await stage.ask({
    method: 'POST',
    path: '/v1/refund-payments/approvals',
    as: 'li',
    json: { paymentIds: [missing, ...dues.slice(0, 1).map(() => missing)] },
  })
  expect(refunds.body).toMatchObject({
    items: [{ paymentId: missing, refusal: { code: 'payee_unknown' } }],
  })
})
