// The life of a refund on a real Postgres: agreed, contested, decided, withdrawn; split to the fen.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import * as t from './test-book.ts'
import {
  EVIDENCE,
  LATER,
  openRefundStage,
  proven,
  refundIn,
  refusalOf,
  secondOfficer,
} from './test-refunds.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const opened = (used = 5) => openRefundStage(escrow.db, { terms: proven, used })
const timersOf = async (bookId: string) =>
  (
    await sql<{ kind: string; subject: string; due_at: string }>`
      SELECT kind, subject, due_at FROM timer WHERE book_id = ${bookId}`.execute(escrow.db)
  ).rows

describe('a refund for her own reason (F3)', () => {
  test('90000 to her; the merchant’s 50000 is booked when hers has arrived', async () => {
    const { ask, say, bank, balances, lot, desk } = await opened()
    const { refundId, outcome } = await ask({ fault: 'CONSUMER' })
    expect(refundIn(outcome)).toMatchObject({
      formula: 'F3',
      fault: 'CONSUMER',
      amountFen: '90000',
      merchantFen: '50000',
      // Five and fifteen working days from Monday 1 September 2025, end of the day in Shanghai.
      reviewUntil: '2025-09-08T15:59:59.999Z',
      payBy: '2025-09-22T15:59:59.999Z',
    })
    await say(desk, refundId, { decision: 'AGREE' })
    const approve = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
    expect(refundIn(await say(t.officer, refundId, approve))).toMatchObject({
      status: 'INSTRUCTED',
    })
    expect(await balances()).toEqual({
      '1001': 240000n,
      '2001': 50000n,
      '2003': 100000n,
      '2005': 90000n,
    })
    await bank('refund.settled', refundId, '90000')
    expect(await balances()).toEqual({ '1001': 150000n, '2003': 150000n })
    const { status, figures } = await lot()
    expect(status).toBe('CLOSED')
    expect(figures).toMatchObject({ refundedFen: 90000n, adjustedFen: 50000n, pendingFen: 0n })
  })

  test('the bank returns it: everything is as before, and can be asked for again', async () => {
    const { ask, say, bank, balances, lot, desk } = await opened()
    const before = await lot()
    const { refundId } = await ask({ fault: 'CONSUMER' })
    await say(desk, refundId, { decision: 'AGREE' })
    await say(t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
    await bank('refund.returned', refundId, '90000')
    expect(await lot()).toEqual(before)
    expect(await balances()).toEqual({ '1001': 240000n, '2001': 140000n, '2003': 100000n })
    expect(refundIn((await ask()).outcome)).toMatchObject({ formula: 'F2', amountFen: '140000' })
  })
})

describe('the merchant contests', () => {
  test('mediation, arbitration, an award by one officer that another approves', async () => {
    const { ask, say, bank, balances, desk } = await opened()
    const { refundId } = await ask()
    const contest = {
      decision: 'CONTEST',
      fault: 'CONSUMER',
      reason: '学员个人原因',
      evidenceSha256: EVIDENCE,
    } as const
    expect(refundIn(await say(desk, refundId, contest))).toMatchObject({
      status: 'CONTESTED',
      counterFault: 'CONSUMER',
      counterReason: '学员个人原因',
    })
    await say(t.officer, refundId, { decision: 'ESCALATE' })
    const forum = { decision: 'ESCALATE', forum: 'ARBITRATION' } as const
    expect(refundIn(await say(t.officer, refundId, forum)).status).toBe('ARBITRATION')
    const award = {
      decision: 'AWARD',
      basis: 'ARBITRAL_AWARD',
      evidenceSha256: EVIDENCE,
      fault: 'CONSUMER',
    } as const
    expect(refundIn(await say(t.officer, refundId, award))).toMatchObject({
      status: 'AWARDED',
      formula: 'F3',
      amountFen: '90000',
      merchantFen: '50000',
      basis: 'ARBITRAL_AWARD',
    })
    const approve = { decision: 'APPROVE' } as const
    expect(refusalOf(await say(t.officer, refundId, approve))).toBe('same_person')
    expect(refundIn(await say(secondOfficer, refundId, approve)).status).toBe('INSTRUCTED')
    await bank('refund.settled', refundId, '90000')
    expect(await balances()).toEqual({ '1001': 150000n, '2003': 150000n })
  })

  test('an award in fen, and gifted goods at no more than their value (F18)', async () => {
    const { ask, say, desk } = await opened()
    const { refundId } = await ask()
    await say(desk, refundId, { decision: 'CONTEST' })
    const award = {
      decision: 'AWARD',
      basis: 'COURT_JUDGMENT',
      evidenceSha256: EVIDENCE,
    } as const
    const kit = {
      label: '装备',
      amountFen: '30000',
      fairValueFen: '20000',
      evidenceSha256: EVIDENCE,
    }
    const above = { ...award, deductions: [kit] }
    expect(refusalOf(await say(t.officer, refundId, above))).toBe('deduction_above_value')
    const fair = { ...award, deductions: [{ ...kit, amountFen: '20000' }] }
    expect(refundIn(await say(t.officer, refundId, fair))).toMatchObject({
      formula: 'F2',
      amountFen: '120000',
      merchantFen: '20000',
    })
  })

  test('an award of an amount: the rest is the merchant’s; never above what is held', async () => {
    const { ask, say, balances, lot, desk } = await opened()
    const { refundId } = await ask()
    await say(desk, refundId, { decision: 'REJECT', reason: '不同意' })
    const award = {
      decision: 'AWARD',
      basis: 'ARBITRAL_AWARD',
      evidenceSha256: EVIDENCE,
    } as const
    const above = await say(t.officer, refundId, { ...award, amountFen: '140001' })
    expect(refusalOf(above)).toBe('award_above_held')
    expect(refundIn(await say(t.officer, refundId, { ...award, amountFen: '0' }))).toMatchObject({
      formula: 'AWARD',
      amountFen: '0',
      merchantFen: '140000',
    })
    const approved = await say(secondOfficer, refundId, { decision: 'APPROVE' })
    expect(refundIn(approved).status).toBe('BANK_CONFIRMED')
    expect(await balances()).toEqual({ '1001': 240000n, '2003': 240000n })
    expect((await lot()).status).toBe('CLOSED')
  })

  test('the merchant may still agree; then its consent is the basis', async () => {
    const { ask, say, desk } = await opened()
    const { refundId } = await ask()
    await say(desk, refundId, { decision: 'CONTEST' })
    const approve = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
    expect(refusalOf(await say(t.officer, refundId, approve))).toBe('refund_needs_merchant')
    await say(desk, refundId, { decision: 'AGREE' })
    const silent = { decision: 'APPROVE', basis: 'MERCHANT_DEEMED' } as const
    expect(refusalOf(await say(t.officer, refundId, silent))).toBe('basis_wrong')
    expect(refundIn(await say(t.officer, refundId, approve)).status).toBe('INSTRUCTED')
  })
})

describe('nothing comes of it', () => {
  test.each([
    ['she withdraws', t.consumer, 'WITHDRAW', 'WITHDRAWN'],
    ['the officer rejects', t.officer, 'REJECT', 'REJECTED'],
  ] as const)('%s: the lot is what it was', async (_, actor, decision, status) => {
    const { ask, say, lot, bookId } = await opened()
    const before = await lot()
    const { refundId } = await ask()
    expect(await timersOf(bookId)).toMatchObject([{ kind: 'AGREE_REFUND', subject: refundId }])
    expect((await lot()).status).toBe('REFUNDING')
    expect(refundIn(await say(actor, refundId, { decision })).status).toBe(status)
    expect(await lot()).toEqual(before)
    expect(await timersOf(bookId)).toEqual([])
  })
})

describe('who may say what, and when', () => {
  test('words of the wrong party, of the wrong state, and without what they need', async () => {
    const { ask, say, desk } = await opened()
    const { refundId } = await ask()
    const award = { decision: 'AWARD', evidenceSha256: EVIDENCE } as const
    const said = [
      await say(t.officer, refundId, { decision: 'AGREE' }),
      await say(t.officer, refundId, { decision: 'CONTEST' }),
      await say(desk, refundId, { decision: 'WITHDRAW' }),
      await say(desk, refundId, { decision: 'ESCALATE' }),
      await say(desk, refundId, award),
      await say(t.consumer, refundId, { decision: 'REJECT' }),
      await say(t.officer, refundId, { decision: 'ESCALATE' }),
      await say(t.officer, refundId, award),
      await say(t.officer, refundId, { ...award, basis: 'MERCHANT_CONSENT' }),
      await say(t.officer, refundId, { decision: 'AWARD', basis: 'COURT_JUDGMENT' }),
      await say(t.officer, refundId, {
        decision: 'APPROVE',
        basis: 'COURT_JUDGMENT',
        evidenceSha256: EVIDENCE,
        fault: 'CONSUMER',
      }),
    ]
    expect(said.map(refusalOf)).toEqual([
      'not_yours',
      'not_yours',
      'not_yours',
      'not_yours',
      'not_yours',
      'not_yours',
      'refund_not_open',
      'basis_missing',
      'basis_wrong',
      'evidence_missing',
      'basis_wrong',
    ])
  })

  test('a lot that is not of the contract, and a second request', async () => {
    const { ask } = await opened()
    expect(refusalOf((await ask({ lotId: 'lot_00000000000000000000000000' })).outcome)).toBe(
      'unknown_lot',
    )
    await ask()
    expect(refusalOf((await ask()).outcome)).toBe('refund_open')
  })
})

test('stored value: the face is gone with the refund, and comes back with the bank’s return', async () => {
  const terms = {
    kind: 'STORED_VALUE' as const,
    currency: 'CNY' as const,
    priceFen: '300000',
    bonusFen: '100000',
    coolingOffDays: 7,
  }
  const { ask, say, bank, balances, lot, desk } = await openRefundStage(escrow.db, { terms })
  const before = await lot()
  const { refundId, outcome } = await ask({ now: LATER })
  expect(refundIn(outcome)).toMatchObject({ formula: 'F4', amountFen: '300000' })
  expect((await lot()).status).toBe('REFUNDING')
  await say(desk, refundId, { decision: 'AGREE' })
  await say(t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
  const after = await lot()
  expect([after.status, after.figures.faceGoneFen]).toEqual(['CLOSED', 400000n])
  await bank('refund.returned', refundId, '300000')
  expect(await lot()).toEqual(before)
  expect(await balances()).toEqual({ '1001': 300000n, '2001': 300000n })
})

test('a session parted off by a refund can still be confirmed: the lot is closed then', async () => {
  const opened = await openRefundStage(escrow.db, { used: 1 })
  const { ask, say, bank, run, record, confirm, balances, lot, desk, bookId } = opened
  const waiting = record()
  await run(waiting)
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'AGREE' })
  await say(t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
  await bank('refund.settled', refundId, '283239')
  expect((await lot()).status).toBe('ACTIVE')
  const { sessionId } = waiting as { sessionId: string }
  const body = { decision: 'WITHDRAW' } as const
  const giveUp = { verb: 'settle-dispute', sessionId, body } as const
  await run(t.commandFor(bookId, t.consumer, giveUp))
  expect(refusalOf((await run(confirm(waiting)))[0])).toBeUndefined()
  expect(await balances()).toEqual({ '1001': 16661n, '2003': 16661n })
  expect((await lot()).status).toBe('CLOSED')
})
