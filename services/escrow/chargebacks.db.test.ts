// Chargebacks on a real Postgres (F14): who bears what, and how it ends.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '@ticun/protocol'
import { lotBalance } from '@ticun/rules'
import type { Command } from './command/command.ts'
import { listChargebacks } from './read/chargebacks.ts'
import * as t from './test-book.ts'
import {
  chargebackIn,
  EVIDENCE,
  LATER,
  openChargebacks,
  secondOfficer,
} from './test-chargebacks.ts'
import { refundIn, refusalOf } from './test-refunds.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const open = (used = 0) => openChargebacks(escrow.db, { used })
const APPROVE = { decision: 'APPROVE' } as const

describe('F14 a payment of which 10 of 36 sessions are used', () => {
  test('216595 out of the lot, 83305 the merchant owes; lost: the lot is closed', async () => {
    const { report, decide, balances, lot, end, bookId } = await open(10)
    const { chargebackId, outcome } = await report({ bankSerial: 'B-1' })
    expect(chargebackIn(outcome)).toMatchObject({ status: 'REPORTED', heldFen: '0' })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 216595n, '2003': 83305n })
    expect(await lot()).toMatchObject({ status: 'SUSPENDED', chargebackId })

    expect(refusalOf(await decide(t.officer, chargebackId, APPROVE))).toBe('same_person')
    const booked = await decide(secondOfficer, chargebackId, APPROVE)
    expect(chargebackIn(booked)).toMatchObject({
      status: 'OPEN',
      heldFen: '216595',
      merchantFen: '83305',
      consumerFen: '0',
    })
    expect(booked.answer).toMatchObject({ body: { receipt: { bookId } } })
    expect(await balances()).toEqual({ '1101': 83305n, '2003': 83305n })
    const held = await lot()
    expect(held.slotStates).toBe('C'.repeat(10) + 'B'.repeat(26))
    expect(lotBalance(held)).toMatchObject({ heldFen: 0n, chargedBackFen: 216595n })

    expect(chargebackIn(await end(chargebackId, 'LOST')).status).toBe('LOST')
    const closed = await lot()
    expect([closed.status, closed.chargebackId]).toEqual(['CLOSED', undefined])
    const caller = { role: 'consumer' as const, id: 'm0001', party: t.consumerId }
    const listed = await listChargebacks(escrow.db, caller, { limit: 100 })
    expect(listed).toContainEqual(expect.objectContaining({ chargebackId, outcome: 'LOST' }))
    const others = { ...caller, party: newId('con') }
    expect(await listChargebacks(escrow.db, others, { limit: 100 })).toEqual([])
  })

  test('won: everybody has what it gave; what was netted off since is payable again', async () => {
    const { reversed, end, balances, lot, payOut } = await open(10)
    const before = await lot()
    const chargebackId = await reversed()
    // The next payout nets the debt off what was earned: the bank is whole again.
    await payOut(LATER)
    expect(await balances()).toEqual({})
    expect((await lot()).figures).toMatchObject({
      chargebackMerchantFen: 83305n,
      chargebackOwedFen: 0n,
    })
    expect(chargebackIn(await end(chargebackId, 'WON')).status).toBe('WON')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 216595n, '2003': 83305n })
    expect(await lot()).toEqual(before)
  })

  test('a part: the highest sessions give way, the others go on when it is lost', async () => {
    const { reversed, end, lot, record, run, balances, as, ask, contract } = await open()
    const chargebackId = await reversed({ amountFen: '20000' })
    expect(await balances()).toEqual({ '1001': 279900n, '2001': 279900n })
    const { contractId, lotId } = contract
    const standing = [
      (await run(record({ now: LATER })))[0],
      (await ask()).outcome,
      await as(t.consumer, { verb: 'resume-lot', contractId, lotId }),
      await as(t.consumer, {
        verb: 'transfer-contract',
        contractId,
        toContractId: newId('ctr'),
        isNewContract: true,
        toConsumerId: newId('con'),
        toConsumerName: '李四',
        everything: false,
        lots: [{ fromLotId: lotId, lotId: newId('lot') }],
      }),
    ]
    expect(standing.map(refusalOf)).toEqual([
      'chargeback_open',
      'chargeback_open',
      'chargeback_open',
      'lot_closed',
    ])
    await end(chargebackId, 'LOST')
    expect(await lot()).toMatchObject({
      status: 'ACTIVE',
      slotStates: `${'F'.repeat(33)}BBB`,
      figures: { creditFen: 4992n, chargedBackFen: 20000n },
    })
    const { refundId, outcome } = await ask()
    expect(refundIn(outcome).amountFen).toBe('279900')
    expect(refundId).toBeDefined()
  })
})

describe('no payment goes back twice', () => {
  test('what a refund gave before is the consumer’s debt, and has to be called so', async () => {
    const { ask, say, bank, desk, report, reversed, end, balances, fund, sign } = await open(10)
    // Other people's money is in the same account.
    await fund(await sign())
    const { refundId } = await ask()
    expect(refusalOf((await report()).outcome)).toBe('refund_open')
    await say(desk, refundId, { decision: 'AGREE' })
    await say(t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
    // Nobody knows yet whether the refund arrives.
    expect(refusalOf((await report()).outcome)).toBe('refund_open')
    await bank('refund.settled', refundId, '216595')
    expect(refusalOf((await report({ amountFen: '299901' })).outcome)).toBe(
      'chargeback_above_deposit',
    )
    expect(refusalOf((await report()).outcome)).toBe('deposit_refunded')
    const chargebackId = await reversed({ debtor: 'CONSUMER' })
    // 83305 were never refunded: the merchant's. 216595 she has twice.
    expect(await balances()).toEqual({
      '1001': 83305n,
      '1101': 299900n,
      '2001': 299900n,
      '2003': 83305n,
    })
    await end(chargebackId, 'WON')
    expect(await balances()).toEqual({ '1001': 383205n, '2001': 299900n, '2003': 83305n })
  })

  test('more than the account holds is not booked before somebody has paid in', async () => {
    const { ask, say, bank, desk, report, decide, fund, sign } = await open(10)
    const { refundId } = await ask()
    await say(desk, refundId, { decision: 'AGREE' })
    await say(t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
    await bank('refund.settled', refundId, '216595')
    const { chargebackId } = await report({ debtor: 'CONSUMER' })
    const short = await decide(secondOfficer, chargebackId, APPROVE)
    expect(short.answer).toEqual({ refused: 'bank_account_short', detail: '83305' })
    await fund(await sign())
    expect(chargebackIn(await decide(secondOfficer, chargebackId, APPROVE)).status).toBe('OPEN')
  })

  test('after a chargeback nothing is left to be charged back', async () => {
    const { reversed, report, end } = await open()
    const chargebackId = await reversed({ amountFen: '200000' })
    expect(refusalOf((await report({ amountFen: '100' })).outcome)).toBe('chargeback_open')
    await end(chargebackId, 'LOST')
    expect(refusalOf((await report({ amountFen: '99901' })).outcome)).toBe(
      'chargeback_above_deposit',
    )
    await end(await reversed({ amountFen: '99900' }), 'LOST')
  })

  test('a session that is overturned afterwards relieves the merchant, not her again', async () => {
    const stage = await open(10)
    const { as, reversed, end, balances, lot, bookId } = stage
    const rows = await escrow.db
      .selectFrom('session')
      .select(['session_id', 'slot'])
      .where('book_id', '=', bookId)
      .execute()
    const sessionId = rows.find(({ slot }) => slot === 9)!.session_id
    const settle = (decision: 'OVERTURN') =>
      as(t.officer, {
        verb: 'settle-dispute',
        sessionId,
        body: { decision, evidenceSha256: EVIDENCE },
      })
    await as(t.consumer, { verb: 'dispute-session', sessionId, reason: '没有上课' }, t.NOW)
    const chargebackId = await reversed()
    expect(await balances()).toEqual({ '1101': 83305n, '2002': 8330n, '2003': 74975n })
    await settle('OVERTURN')
    expect(await balances()).toEqual({ '1101': 74975n, '2003': 74975n })
    expect(lotBalance(await lot())).toMatchObject({ heldFen: 0n, chargedBackFen: 224925n })
    // Won after all: the overturned session's price is hers.
    await end(chargebackId, 'WON')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 224925n, '2003': 74975n })
    expect(lotBalance(await lot()).heldFen).toBe(224925n)
  })

  test('stored value that is taken back afterwards relieves by what it took, to the fen', async () => {
    const card = { kind: 'STORED_VALUE', priceFen: '8000', bonusFen: '2001' } as const
    const terms = { ...card, currency: 'CNY', coolingOffDays: 7 } as const
    const { run, record, confirm, as, reversed, balances, lot, desk } = await openChargebacks(
      escrow.db,
      { terms },
    )
    const spends = [697n, 61n, 8511n].map((faceFen) => record({}, { faceFen }))
    const [first, small, large] = spends as [Command, Command, Command]
    const takeBack = (of: Command) => {
      const sessionId = of.verb === 'record-session' ? of.sessionId : ''
      return as(desk, { verb: 'reverse-session', sessionId, reason: '误点' })
    }
    // 557, then ⌊758·8000/10001⌋ − 557 = 49; once the first is taken back, 6856 − 49 = 6807.
    await run(first, small, confirm(first), confirm(small))
    await takeBack(first)
    await run(large, confirm(large))
    await reversed({ amountFen: '8000' })
    expect(await balances()).toEqual({ '1101': 6856n, '2003': 6856n })
    // The same face would cost 6809 by now.
    await takeBack(large)
    expect(await balances()).toEqual({ '1101': 49n, '2003': 49n })
    expect(lotBalance(await lot())).toMatchObject({ heldFen: 0n, chargedBackFen: 7951n })
  })
})

describe('who may say what, and when', () => {
  test('rejected: the lot is what it was, and its validity is longer by the days between', async () => {
    const terms = {
      kind: 'HYBRID',
      priceFen: '299900',
      currency: 'CNY',
      sessions: 36,
      validityDays: 365,
      listPriceFen: '15000',
      coolingOffDays: 7,
    } as const
    const { report, decide, lot } = await openChargebacks(escrow.db, { terms })
    const before = await lot()
    const { chargebackId } = await report()
    const early = { decision: 'ANSWER', outcome: 'WON', evidenceSha256: EVIDENCE } as const
    expect(refusalOf(await decide(t.officer, chargebackId, early))).toBe('chargeback_not_open')
    await decide(t.officer, chargebackId, { decision: 'REJECT' }, '2025-09-04T04:00:00.000Z')
    expect(before.validUntil).toBe('2026-06-01T15:59:59.999Z')
    expect(await lot()).toEqual({
      ...before,
      suspendedDays: 3,
      validUntil: '2026-06-04T15:59:59.999Z',
    })
    for (const decision of ['APPROVE', 'REJECT'] as const) {
      expect(refusalOf(await decide(secondOfficer, chargebackId, { decision }))).toBe(
        'chargeback_not_open',
      )
    }
  })

  test('how it ended needs its document and a second officer, who may send it back', async () => {
    const { reversed, decide } = await open()
    const chargebackId = await reversed()
    const bare = { decision: 'ANSWER', outcome: 'WON' } as const
    expect(refusalOf(await decide(t.officer, chargebackId, bare))).toBe('evidence_missing')
    const said = { ...bare, evidenceSha256: EVIDENCE }
    await decide(t.officer, chargebackId, said)
    expect(refusalOf(await decide(t.officer, chargebackId, APPROVE))).toBe('same_person')
    const back = chargebackIn(await decide(secondOfficer, chargebackId, { decision: 'REJECT' }))
    expect([back.status, back.outcome]).toEqual(['OPEN', undefined])
  })

  test('what is not there cannot be charged back', async () => {
    const { report, decide, as, sign } = await open()
    const unpaid = await sign()
    const body = {
      lotId: unpaid.lotId,
      amountFen: '1',
      reason: '拒付',
      evidenceSha256: EVIDENCE,
      debtor: 'MERCHANT',
    } as const
    const other = (contractId: string, more = {}) =>
      as(t.officer, {
        verb: 'report-chargeback',
        contractId,
        chargebackId: newId('cbk'),
        body: { ...body, ...more },
      })
    const said = [
      await other(newId('ctr')),
      await other(unpaid.contractId, { lotId: newId('lot') }),
      await other(unpaid.contractId),
      (await report({ depositId: newId('dep') })).outcome,
      (await report({ reversedAt: '2025-09-02T00:00:00.000Z' })).outcome,
      await decide(t.officer, newId('cbk'), APPROVE),
    ]
    expect(said.map(refusalOf)).toEqual([
      'unknown_contract',
      'unknown_lot',
      'lot_not_funded',
      'unknown_deposit',
      'time_in_future',
      'unknown_chargeback',
    ])
  })

  test('a term card’s days are booked first; then its term stands still', async () => {
    const terms = {
      kind: 'TERM_CARD',
      priceFen: '36500',
      currency: 'CNY',
      unit: 'DAY',
      units: 365,
      coolingOffDays: 0,
    } as const
    const { report, as, lot } = await openChargebacks(escrow.db, { terms })
    expect(refusalOf((await report({ amountFen: '36500' })).outcome)).toBe('accrual_behind')
    await as({ role: 'clock', id: 'clock' }, { verb: 'tick' })
    await report({ amountFen: '36500' })
    expect(await lot()).toMatchObject({ status: 'SUSPENDED', suspendedFrom: '2025-09-01' })
    const before = (await lot()).slotStates
    await as({ role: 'clock', id: 'clock' }, { verb: 'tick' }, '2025-10-01T00:00:00.000Z')
    expect((await lot()).slotStates).toBe(before)
  })
})

test('a session that waited through a chargeback can still be confirmed', async () => {
  const { run, record, confirm, reversed, end, balances, lot } = await open()
  const waiting = record()
  await run(waiting)
  const chargebackId = await reversed()
  // What waits is not taken: the merchant owes it until she says that it took place.
  expect(await balances()).toEqual({ '1101': 8330n, '2001': 8330n })
  await end(chargebackId, 'LOST')
  expect((await lot()).status).toBe('ACTIVE')
  expect(refusalOf((await run(confirm(waiting)))[0])).toBeUndefined()
  expect(await balances()).toEqual({ '1101': 8330n, '2003': 8330n })
  expect((await lot()).status).toBe('CLOSED')
})
