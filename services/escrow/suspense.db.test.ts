// Part payments, payments of too much and money of nobody on a real Postgres (F16, F20).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, renameId, type Actor } from '@ticun/protocol'
import { speaker } from './decide/decision.ts'
import { lapsePartPayment } from './decide/suspense.ts'
import { findContract } from './read/contracts.ts'
import * as t from './test-book.ts'
import { openSuspense, suspenseIn, suspenseOf, type Lot } from './test-suspense.ts'
import { clock } from './test-time.ts'
import { refusalOf, refundIn, secondOfficer } from './test-refunds.ts'
import { loadMissing } from './world/load.ts'
import { needsOf } from './world/needs.ts'
import { emptyWorld } from './world/world.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const opened = () => openSuspense(escrow.db)

describe('F16 the price in parts', () => {
  test('a part waits; the rest completes it, and what is too much goes back to its payer', async () => {
    const { pay, lot, balances, giveBack, bank } = await opened()
    await pay('100000')
    expect(await lot()).toMatchObject({ status: 'PART_FUNDED', receivedFen: 100000n })
    expect(await balances()).toEqual({ '1001': 100000n, '2006': 100000n })
    const second = await pay('200000', '03')
    expect(await lot()).toMatchObject({
      status: 'ACTIVE',
      receivedFen: 299900n,
      paidAt: '2025-06-03T04:00:00.000Z',
    })
    expect(await balances()).toEqual({ '1001': 300000n, '2001': 299900n, '2006': 100n })
    const due = await giveBack(suspenseOf(second))
    expect(suspenseIn(due)).toMatchObject({ status: 'INSTRUCTED', leftFen: '100' })
    expect(refusalOf(await giveBack(suspenseOf(second)))).toBe('suspense_not_open')
    await bank('refund.returned', renameId(second, 'sus'), '100')
    expect(await balances()).toEqual({ '1001': 300000n, '2001': 299900n, '2006': 100n })
    await giveBack(suspenseOf(second))
    await bank('refund.settled', `${renameId(second, 'sus')}_1`, '100')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
  })

  test('F20 a refund goes back by both payments, newest first; one comes back as her credit', async () => {
    const { pay, run, bookId, contract, bank, balances, lot } = await opened()
    const [first, second] = [await pay('100000'), await pay('199900', '03')]
    const refundId = newId('ref')
    const { contractId } = contract
    const ask = { verb: 'request-refund' as const, contractId, refundId, reason: '后悔' }
    const body = { decision: 'APPROVE', basis: 'COOLING_OFF' } as const
    const outcomes = await run(
      t.commandFor(bookId, t.consumer, ask, { now: '2025-06-04T04:00:00.000Z' }),
      t.commandFor(bookId, t.officer, { verb: 'decide-refund', refundId, body }),
    )
    expect(refundIn(outcomes[1])).toMatchObject({ status: 'INSTRUCTED', amountFen: '299900' })
    await bank('refund.settled', refundId, '199900')
    expect((await lot()).deposits.map((each) => [each.depositId, each.refundedFen])).toEqual([
      [first, 100000n],
      [second, 199900n],
    ])
    await bank('refund.returned', `${refundId}_1`, '100000')
    expect(await balances()).toEqual({ '1001': 100000n, '2001': 100000n })
    const again = newId('ref')
    const more = { ...ask, refundId: again }
    const [asked] = await run(
      t.commandFor(bookId, t.consumer, more, { now: '2025-09-01T04:00:00.000Z' }),
    )
    expect(refundIn(asked)).toMatchObject({ amountFen: '100000' })
  })

  test('the rest never comes: every part is on its way back', async () => {
    const { pay, bookId, contract, balances } = await opened()
    const first = await pay('100000')
    await pay('50000', '02')
    const world = emptyWorld(bookId)
    const command = t.commandFor(bookId, t.system, {
      verb: 'request-refund',
      contractId: contract.contractId,
      refundId: newId('ref'),
      reason: 'x',
    })
    await loadMissing(escrow.db, world, needsOf([command], false))
    const facts = lapsePartPayment(world, contract.lotId, speaker(command, t.NOW), t.NOW)
    expect(facts.map(({ type }) => type)).toEqual(['lot.lapsed', 'suspense.due', 'suspense.due'])
    expect(facts[1]).toMatchObject({
      data: { paymentId: renameId(first, 'sus'), amountFen: '100000', depositId: first },
    })
    expect(await balances()).toEqual({ '1001': 150000n, '2006': 150000n })
  })

  const LAPSED = '2025-09-01T00:00:00.000Z'
  const itemOf = (depositId: string) =>
    escrow.db
      .selectFrom('suspense')
      .select(['status', 'left_amount', 'tries'])
      .where('suspense_id', '=', suspenseOf(depositId))
      .executeTakeFirst()

  test('a tick sends a lapsed part back, and the bank may return and pay it', async () => {
    const { pay, run, bookId, bank, balances, lot, giveBack } = await opened()
    const first = await pay('100000')
    await run(t.commandFor(bookId, clock, { verb: 'tick' }, { now: LAPSED }))
    expect(await lot()).toMatchObject({ status: 'UNFUNDED', receivedFen: 0n })
    expect(await balances()).toEqual({ '1001': 100000n, '2005': 100000n })
    await bank('refund.returned', renameId(first, 'sus'), '100000')
    await giveBack(suspenseOf(first))
    await bank('refund.settled', `${renameId(first, 'sus')}_1`, '100000')
    expect(await balances()).toEqual({})
  })

  test('what an officer gave to a lot that lapses goes back under a number of its own', async () => {
    const { pay, run, bookId, bank, balances, sign, assign } = await opened()
    await pay('299900')
    const twice = await pay('100000', '05')
    const other = await sign()
    const tick = (now: string) => run(t.commandFor(bookId, clock, { verb: 'tick' }, { now }))
    await assign(suspenseOf(twice), other)
    await tick(LAPSED)
    expect(await itemOf(twice)).toMatchObject({ status: 'INSTRUCTED', left_amount: 100000n })
    await bank('refund.returned', renameId(twice, 'sus'), '100000')
    await assign(suspenseOf(twice), other)
    await tick('2026-09-01T00:00:00.000Z')
    expect(await itemOf(twice)).toEqual({ status: 'INSTRUCTED', left_amount: 100000n, tries: 2 })
    await bank('refund.settled', `${renameId(twice, 'sus')}_1`, '100000')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
  })
})

describe('money of nobody', () => {
  test('a duplicate waits; a lot that waits for money can have it, from the day it came', async () => {
    const { pay, sign, assign, balances } = await opened()
    await pay('299900')
    const twice = await pay('299900', '05')
    expect(await balances()).toEqual({ '1001': 599800n, '2001': 299900n, '2006': 299900n })
    const other = await sign()
    const given = await assign(suspenseOf(twice), other)
    expect(suspenseIn(given)).toMatchObject({ status: 'ASSIGNED', leftFen: '0' })
    expect(await balances()).toEqual({ '1001': 599800n, '2001': 599800n })
    const lots = (await findContract(escrow.db, other.contractId))!.lots
    expect(lots[0]).toMatchObject({ status: 'ACTIVE', paidAt: '2025-06-05T04:00:00.000Z' })
    expect(refusalOf(await assign(suspenseOf(twice), other))).toBe('suspense_not_open')
  })

  test('one officer proposes, another says the same: only then it moves', async () => {
    const { pay, sign, step, giveBack, bank, balances } = await opened()
    await pay('299900')
    const [right, wrong] = [await sign(), await sign()]
    const twice = suspenseOf(await pay('299900', '05'))
    const approve = (as: Actor, to: Lot) => step(as, twice, to, 'APPROVE')
    const before = await balances()
    expect(refusalOf(await approve(t.officer, right))).toBe('unknown_change')
    const { lotId } = wrong
    expect(suspenseIn(await step(t.officer, twice, wrong, 'PROPOSE'))).toMatchObject({
      status: 'WAITING',
      leftFen: '299900',
      proposal: { lotId, proposedBy: t.officer.id, reason: '附言有误' },
    })
    expect(refusalOf(await approve(t.officer, wrong))).toBe('same_person')
    expect(refusalOf(await approve(secondOfficer, right))).toBe('unknown_change')
    // Another's newer proposal takes its place: now the first officer may approve.
    await step(secondOfficer, twice, right, 'PROPOSE')
    expect(refusalOf(await approve(secondOfficer, right))).toBe('same_person')
    expect(refusalOf(await approve(t.officer, wrong))).toBe('unknown_change')
    // On its way back to its payer, it is nobody's to approve; and not when it returns either.
    await giveBack(twice)
    expect(refusalOf(await approve(t.officer, right))).toBe('suspense_not_open')
    await bank('refund.returned', renameId(twice, 'sus'), '299900')
    expect(await balances()).toEqual(before)
    expect(refusalOf(await approve(t.officer, right))).toBe('unknown_change')
    await step(secondOfficer, twice, right, 'PROPOSE')
    const given = suspenseIn(await approve(t.officer, right))
    expect(given).toMatchObject({ status: 'ASSIGNED', leftFen: '0' })
    expect(given).not.toHaveProperty('proposal')
    expect(await balances()).toEqual({ '1001': 599800n, '2001': 599800n })
  })

  test('a lot takes no more than it waits for, after a part too', async () => {
    const { pay, sign, assign, balances } = await opened()
    const other = await sign()
    await pay('299900')
    const twice = await pay('299900', '02')
    await pay('100000', '03', other)
    const given = await assign(suspenseOf(twice), other)
    expect(suspenseIn(given)).toMatchObject({ status: 'WAITING', leftFen: '100000' })
    expect(await balances()).toEqual({ '1001': 699800n, '2001': 599800n, '2006': 100000n })
  })

  test('refused: nobody knows it, or the lot; or the lot waits for nothing', async () => {
    const { pay, assign, giveBack, contract } = await opened()
    await pay('299900')
    const twice = suspenseOf(await pay('299900', '02'))
    const { contractId } = contract
    expect(refusalOf(await giveBack(newId('sus')))).toBe('unknown_suspense')
    expect(refusalOf(await assign(twice, { contractId, lotId: newId('lot') }))).toBe('unknown_lot')
    expect(refusalOf(await assign(twice, contract))).toBe('lot_waits_for_nothing')
  })
})
