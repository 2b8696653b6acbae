// A refund that the bank did not carry out is made due anew: once, to the fen, by an officer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { newId, type Actor } from '@ticun/protocol'
import { faceLeft } from '@ticun/rules'
import type { Command, Verb } from './command/command.ts'
import * as t from './test-book.ts'
import {
  EVIDENCE,
  LATER,
  openRefundStage,
  proven,
  refundIn,
  refundWords,
  refusalOf,
  secondOfficer,
} from './test-refunds.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

type DecideChargeback = Extract<Command, { verb: 'decide-chargeback' }>['body']

const APPROVE = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
const RETRY = { decision: 'RETRY', to: 'REGISTERED' } as const
const NOTHING_OUT = { '1001': 240000n, '2001': 140000n, '2003': 100000n }
const ON_ITS_WAY = { '1001': 240000n, '2001': 50000n, '2003': 100000n, '2005': 90000n }

type Due = { paymentId: string; retryOf?: string; to?: string; amountFen: string }

/** What escrow has said of payments of this refund. */
async function duesOf(refundId: string): Promise<Due[]> {
  const { rows } = await sql<{ data: Due }>`
    SELECT payload::json -> 'data' AS data FROM outbox
    WHERE payload::json ->> 'type' = 'refund.due' AND payload::json ->> 'subject' = ${refundId}
    ORDER BY position`.execute(escrow.db)
  return rows.map((row) => row.data)
}

/** 90000 to her, 50000 to the merchant; the bank has given hers back. */
async function failed() {
  const stage = await openRefundStage(escrow.db, { terms: proven, used: 5 })
  const { ask, say, bank, desk } = stage
  const { refundId } = await ask({ fault: 'CONSUMER' })
  await say(desk, refundId, { decision: 'AGREE' })
  await say(t.officer, refundId, APPROVE)
  const instructed = await stage.lot()
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_not_open')
  await bank('refund.returned', refundId, '90000')
  expect(await stage.balances()).toEqual(NOTHING_OUT)
  return { ...stage, refundId, instructed }
}

test('it takes the same once more, as often as the bank fails, and ends as it should', async () => {
  const { say, bank, balances, lot, refundId, instructed } = await failed()
  expect(refundIn(await say(t.officer, refundId, RETRY))).toMatchObject({ status: 'INSTRUCTED' })
  expect(await balances()).toEqual(ON_ITS_WAY)
  expect(await lot()).toEqual(instructed)
  // Nobody makes it due twice, and the bank's old word counts no more.
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_not_open')
  expect(refusalOf(await bank('refund.settled', refundId, '90000'))).toBe('refund_not_open')
  await bank('refund.returned', `${refundId}_1`, '90000')
  expect(await balances()).toEqual(NOTHING_OUT)
  await say(t.officer, refundId, { decision: 'RETRY' })
  await bank('refund.settled', `${refundId}_2`, '90000')
  expect(await balances()).toEqual({ '1001': 150000n, '2003': 150000n })
  const { status, figures } = await lot()
  expect(status).toBe('CLOSED')
  expect(figures).toMatchObject({ refundedFen: 90000n, adjustedFen: 50000n, pendingFen: 0n })
  expect(await duesOf(refundId)).toMatchObject([
    { paymentId: refundId, amountFen: '90000' },
    { paymentId: `${refundId}_1`, retryOf: refundId, to: 'REGISTERED', amountFen: '90000' },
    { paymentId: `${refundId}_2`, retryOf: `${refundId}_1`, amountFen: '90000' },
  ])
})

test('only an officer, and only what is still there', async () => {
  const { say, run, record, confirm, balances, refundId, desk } = await failed()
  for (const other of [desk, t.consumer]) {
    expect(refusalOf(await say(other, refundId, RETRY))).toBe('not_yours')
  }
  // She came again in the meantime: what came back is not all hers any more.
  const session = record()
  await run(session, confirm(session))
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_taken_up')
  expect(await balances()).toEqual({ '1001': 240000n, '2001': 120000n, '2003': 120000n })
})

test('while the bank has taken its payment back, and after that, it is not paid out', async () => {
  const { say, run, bookId, contract, refundId } = await failed()
  const chargebackId = newId('cbk')
  const as = async (actor: Actor, verb: Verb) =>
    (await run(t.commandFor(bookId, actor, verb, { now: LATER })))[0]
  const { contractId, lotId } = contract
  const taken = { lotId, amountFen: '230000', reason: '持卡人拒付', evidenceSha256: EVIDENCE }
  const body = { ...taken, debtor: 'MERCHANT' as const }
  await as(t.officer, { verb: 'report-chargeback', contractId, chargebackId, body })
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('chargeback_open')
  const decide = (actor: Actor, said: DecideChargeback) =>
    as(actor, { verb: 'decide-chargeback', chargebackId, body: said })
  await decide(secondOfficer, { decision: 'APPROVE' })
  const lost = { outcome: 'LOST', evidenceSha256: EVIDENCE } as const
  await decide(t.officer, { decision: 'ANSWER', ...lost })
  await decide(secondOfficer, { decision: 'APPROVE' })
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_taken_up')
})

test('while she asks for it otherwise, it is not paid on the old word', async () => {
  const { say, ask, refundId } = await failed()
  await ask()
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_taken_up')
})

test('of two payments the one that failed: her credit goes out again, and all is over', async () => {
  const book = await t.openTestBook(escrow.db)
  const { bookId, run, sign } = book
  const contract = await sign()
  const { contractId } = contract
  for (const [fen, day] of [
    ['100000', '01'],
    ['199900', '03'],
  ] as const) {
    const fact = t.depositFact(bookId, contract, fen, `2025-06-${day}T04:00:00.000Z`)
    await run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact }))
  }
  const refundId = newId('ref')
  const wish = { verb: 'request-refund' as const, contractId, refundId, reason: '后悔' }
  await run(t.commandFor(bookId, t.consumer, wish, { now: '2025-06-04T04:00:00.000Z' }))
  const { say, bank, balances, lot } = refundWords(escrow.db, { ...book, contract })
  await say(t.officer, refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' })
  await bank('refund.settled', refundId, '199900')
  await bank('refund.returned', `${refundId}_1`, '100000')
  expect(await balances()).toEqual({ '1001': 100000n, '2001': 100000n })
  await say(t.officer, refundId, RETRY)
  expect(await balances()).toEqual({ '1001': 100000n, '2005': 100000n })
  expect((await lot()).figures).toMatchObject({ creditFen: 0n, refundedFen: 299900n })
  await bank('refund.returned', `${refundId}_2`, '100000')
  expect((await lot()).figures).toMatchObject({ creditFen: 100000n, refundedFen: 199900n })
  await say(t.officer, refundId, RETRY)
  await bank('refund.settled', `${refundId}_3`, '100000')
  expect(await balances()).toEqual({})
  expect((await lot()).status).toBe('CLOSED')
  expect(await duesOf(refundId)).toHaveLength(4)
})

test('stored value: the face goes with it again', async () => {
  const terms = {
    kind: 'STORED_VALUE' as const,
    currency: 'CNY' as const,
    priceFen: '300000',
    bonusFen: '100000',
    coolingOffDays: 7,
  }
  const { ask, say, bank, balances, lot, desk } = await openRefundStage(escrow.db, { terms })
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'AGREE' })
  await say(t.officer, refundId, APPROVE)
  const instructed = await lot()
  await bank('refund.returned', refundId, '300000')
  await say(t.officer, refundId, RETRY)
  expect(await lot()).toEqual(instructed)
  await bank('refund.settled', `${refundId}_1`, '300000')
  expect(await balances()).toEqual({})
})

test('an award that left the rest of a card held: paid again, whatever she spent of the rest', async () => {
  const terms = {
    kind: 'STORED_VALUE' as const,
    currency: 'CNY' as const,
    priceFen: '300000',
    bonusFen: '100000',
    coolingOffDays: 7,
  }
  const stage = await openRefundStage(escrow.db, { terms })
  const { ask, say, bank, balances, lot, desk, run, record, confirm } = stage
  const spend = async (faceFen: bigint) => {
    const session = record({ now: LATER }, { faceFen })
    return (await run(session, confirm(session))).map(refusalOf)
  }
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST' })
  const basis = { basis: 'ARBITRAL_AWARD', evidenceSha256: EVIDENCE } as const
  const award = { decision: 'AWARD', remainder: 'HELD', amountFen: '100000', ...basis } as const
  await say(t.officer, refundId, award)
  await say(secondOfficer, refundId, { decision: 'APPROVE' })
  await bank('refund.returned', refundId, '100000')
  // 133334 of 400000 are the award's: with 266667 spent one fen of face is missing for it.
  expect(await spend(200_000n)).toEqual([undefined, undefined])
  expect(refundIn(await say(t.officer, refundId, RETRY))).toMatchObject({ status: 'INSTRUCTED' })
  // What is left costs no more than the money that is left with it.
  expect(await balances()).toMatchObject({ '2001': 50000n, '2005': 100000n })
  expect(faceLeft(await lot())).toBe(66_666n)
  await bank('refund.returned', `${refundId}_1`, '100000')
  expect(await spend(66_667n)).toEqual([undefined, undefined])
  expect(refusalOf(await say(t.officer, refundId, RETRY))).toBe('refund_taken_up')
  expect(await balances()).toEqual({ '1001': 300000n, '2001': 100000n, '2003': 200000n })
  expect((await lot()).status).toBe('ACTIVE')
})
