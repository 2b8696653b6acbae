// That no crash, lost answer or second process makes the bank pay twice, or forgets a payment.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { connect, transact, type Database } from '@ticun/db'
import { createLog } from '@ticun/observability'
import { newId, TOPICS } from '@ticun/protocol'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BankFault, type Bank } from '../bank/bank.ts'
import { readCamt053 } from '../bank/camt053.ts'
import { writePain001 } from '../bank/pain001.ts'
import { endToEndIdOf, takeEscrowFacts } from '../inbox/escrow-facts.ts'
import { takeSealKey } from '../sealed/text.ts'
import { importStatement } from '../statement/import.ts'
import type { PaymentStatus, SettlementTables } from '../tables.ts'
import { notingBank } from '../test-bank.ts'
import { ACCOUNT, ACCOUNT_NAME, BOOK, bookOpened, payoutDue } from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { approve } from './approve.ts'
import { startSender } from './sender.ts'

const TEST_MAX_MS = 180_000
const AT = '2015-03-02T03:00:00.000Z'
const SLOW_ANSWER_MS = 700
const FUNDS = 100_000_000n
const log = createLog({ name: 'test', level: 'silent' })
let stage: Stage
let ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  takeSealKey(randomUUID())
  stage = await openStage()
  await take([bookOpened()])
  const money = { amountFen: FUNDS, remittance: '', bookedAt: '2015-01-01T00:00:00+08:00' }
  await stage.bank.payIn(money)
}, TEST_MAX_MS)
afterEach(async () => {
  for (const end of ends) await end()
  ends = []
  // What a test could not finish must not be the next one's.
  await sql`UPDATE payment SET status = 'REJECTED'
    WHERE status IN ('APPROVED', 'SENDING')`.execute(stage.db)
})
afterAll(() => stage.close(), TEST_MAX_MS)

const take = (facts: Parameters<typeof takeEscrowFacts>[1]) =>
  transact(stage.db, (trx) => takeEscrowFacts(trx, facts, TOPICS.escrow))

/** Payouts that an officer approved, with their end-to-end ids. */
async function approved(count: number, creditor?: string) {
  const dues = Array.from({ length: count }, (_, index) =>
    payoutDue(BigInt(1000 + index), creditor),
  )
  await take(dues.map((due) => due.fact))
  for (const { payoutId } of dues) {
    const idempotency = { key: randomUUID(), scope: 'li', requestSha256: '0' }
    const wish = { paymentId: payoutId, kind: 'PAYOUT' as const, officer: 'li', idempotency }
    const answer = await approve(stage.db, { ...wish, now: AT, valueAt: AT })
    expect(answer).toMatchObject({ body: { status: 'APPROVED' } })
  }
  const ids = dues.map((due) => due.payoutId)
  return { ids, endToEndIds: ids.map(endToEndIdOf) }
}

/** A sender with its own pool, as a process has; `break` cuts all of its connections. */
function sending(bank: Bank) {
  const applicationName = `sender-${randomUUID()}`
  const url = stage.databases.settlement.runtimeUrl
  const db: Database<SettlementTables> = connect({ url, applicationName, onFault: () => {} })
  const sender = startSender({ db, bank, log, onFacts: () => {}, onSent: () => {} })
  ends.push(async () => {
    await sender.stop()
    await db.destroy()
  })
  const cut = async () => {
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = ${applicationName}`.execute(stage.db)
  }
  return { ...sender, cut }
}

async function statusesOf(ids: readonly string[]): Promise<PaymentStatus[]> {
  const rows = stage.db.selectFrom('payment').select('status').where('payment_id', 'in', ids)
  return (await rows.execute()).map((row) => row.status)
}

const reach = (ids: readonly string[], status: PaymentStatus) =>
  eventually(async () => expect(await statusesOf(ids)).toEqual(ids.map(() => status)))

/** How often the bank shows each of these leaving. */
async function debits(endToEndIds: readonly string[]): Promise<number[]> {
  const reading = readCamt053(await stage.bank.camt('2015-01-01', '2015-12-31'))
  if ('refused' in reading) throw new Error(reading.detail)
  const { lines } = reading.statement
  return endToEndIds.map((id) => lines.filter((line) => line.endToEndId === id).length)
}

const lost = () => new BankFault('the answer was lost', true)

test('an answer that is lost is asked for, and nothing is sent again', async () => {
  const bank = notingBank(stage.bank.port)
  const { ids, endToEndIds } = await approved(3)
  sending({
    ...bank,
    sendPayments: async (xml, options) => {
      await bank.sendPayments(xml, options)
      throw lost()
    },
  })
  await reach(ids, 'SENT')
  expect(bank.sent.toSorted()).toEqual(endToEndIds.toSorted())
  expect(await debits(endToEndIds)).toEqual([1, 1, 1])
})

test('what was sent before a backup was restored is not sent again', async () => {
  const { ids, endToEndIds } = await approved(3)
  const before = sending(stage.bank.port)
  await reach(ids, 'SENT')
  await before.stop()
  // As if the database were the one of an hour ago, when nothing had left yet.
  await sql`UPDATE payment SET status = 'APPROVED', bank_serial = NULL
    WHERE payment_id = ANY (${ids}::text[])`.execute(stage.db)
  const bank = notingBank(stage.bank.port)
  sending(bank)
  await reach(ids, 'SENT')
  expect(bank.sent).toEqual([])
  expect(await debits(endToEndIds)).toEqual([1, 1, 1])
})

test('a message that never arrived is sent again once the bank has said so', async () => {
  const bank = notingBank(stage.bank.port)
  const { ids, endToEndIds } = await approved(2)
  let asked = 0
  let losses = 0
  sending({
    ...bank,
    sendPayments: async (xml, options) => {
      losses += 1
      if (losses === 1) throw lost()
      // Of both before the first message, after it, and before this one.
      expect(asked).toBe(6)
      return bank.sendPayments(xml, options)
    },
    paymentState: (id) => {
      asked += 1
      return bank.paymentState(id)
    },
  })
  await reach(ids, 'SENT')
  expect(await debits(endToEndIds)).toEqual([1, 1])
})

test('a crash after the bank has it and before we know it does not pay twice', async () => {
  const bank = notingBank(stage.bank.port)
  const { ids, endToEndIds } = await approved(2)
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const dying = sending({
    ...bank,
    sendPayments: async (xml, options) => {
      const report = await bank.sendPayments(xml, options)
      reached.resolve()
      await gate.promise
      return report
    },
  })
  await reached.promise
  expect(await statusesOf(ids)).toEqual(['SENDING', 'SENDING'])
  await dying.cut()
  sending(bank)
  await reach(ids, 'SENT')
  gate.resolve()
  expect(bank.sent.toSorted()).toEqual(endToEndIds.toSorted())
  expect(await debits(endToEndIds)).toEqual([1, 1])
})

test('two senders at once send each payment once', async () => {
  const noting = notingBank(stage.bank.port)
  let asked = 0
  const bank: Bank = {
    ...noting,
    // Long enough for another sender to take what is under way for forgotten.
    sendPayments: async (xml, options) => {
      await new Promise((resume) => setTimeout(resume, SLOW_ANSWER_MS))
      return noting.sendPayments(xml, options)
    },
    paymentState: (id) => {
      asked += 1
      return noting.paymentState(id)
    },
  }
  const senders = [sending(bank), sending(bank), sending(bank)]
  const { ids, endToEndIds } = await approved(25)
  for (const sender of senders) sender.wake()
  await reach(ids, 'SENT')
  expect(noting.sent.toSorted()).toEqual(endToEndIds.toSorted())
  // Once each before it was sent: none was taken for forgotten.
  expect(asked).toBe(25)
})

test('a statement that is faster than the answer of the bank has the last word', async () => {
  const bank = notingBank(stage.bank.port)
  const { ids } = await approved(1)
  const [id] = ids
  sending({
    ...bank,
    sendPayments: async (xml, options) => {
      const report = await bank.sendPayments(xml, options)
      const reading = readCamt053(await stage.bank.camt('2015-03-02', '2015-03-03'))
      if ('refused' in reading) throw new Error(reading.detail)
      const { statement } = reading
      const names = { commandId: newId('cmd'), correlationId: 'c', bookId: BOOK }
      const actor = { role: 'officer' as const, id: 'wang' }
      const order = { ...names, statement, actor, recordedAt: new Date().toISOString() }
      await transact(stage.db, (trx) => importStatement(trx, order))
      return report
    },
  })
  await reach(ids, 'SETTLED')
  await eventually(async () => expect(bank.sent).toEqual([endToEndIdOf(id ?? '')]))
  expect(await statusesOf(ids)).toEqual(['SETTLED'])
})

test('a payment that no bank could take does not hold up its neighbours', async () => {
  const bank = notingBank(stage.bank.port)
  const bad = await approved(1, '9'.repeat(40))
  const good = await approved(3)
  const sender = sending(bank)
  await reach(good.ids, 'SENT')
  expect(await debits(good.endToEndIds)).toEqual([1, 1, 1])
  expect(bank.sent).not.toContain(bad.endToEndIds[0])
  await reach(bad.ids, 'APPROVED')
  expect(sender.fault()).toBeUndefined()
})

test('an id that the bank has used for other money is not taken for ours', async () => {
  const { ids, endToEndIds } = await approved(1)
  const [endToEndId = ''] = endToEndIds
  const transfer = { amountFen: 7n, creditorName: 'x', creditorAccount: '1', remittance: '' }
  const xml = writePain001({
    messageId: newId('cmd'),
    createdAt: AT,
    executionDate: '2015-03-02',
    debtorName: ACCOUNT_NAME,
    debtorAccount: ACCOUNT,
    transfers: [{ ...transfer, endToEndId }],
  })
  await stage.bank.port.sendPayments(xml, { valueDate: AT })
  let asked = 0
  const bank = notingBank(stage.bank.port)
  sending({
    ...bank,
    paymentState: (id) => {
      asked += 1
      return bank.paymentState(id)
    },
  })
  await eventually(async () => expect(asked).toBeGreaterThan(0))
  expect(await statusesOf(ids)).toEqual(['SENDING'])
  expect(bank.sent).toEqual([])
})

test('a bank that is away is asked again until it is back', async () => {
  const bank = notingBank(stage.bank.port)
  const { ids, endToEndIds } = await approved(2)
  let calls = 0
  sending({
    ...bank,
    sendPayments: async (xml, options) => {
      calls += 1
      if (calls < 3) throw new BankFault('the bank answered 429', false)
      return bank.sendPayments(xml, options)
    },
  })
  await reach(ids, 'SENT')
  expect(await debits(endToEndIds)).toEqual([1, 1])
})
