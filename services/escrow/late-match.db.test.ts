// References that become known late, money of long ago, and balances beyond what a book can say.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BALANCE_MAX_FEN } from '@ticun/money'
import { newId, type SettlementFact } from '@ticun/protocol'
import { createBatcher } from './command/batcher.ts'
import type { Command } from './command/command.ts'
import { createDesk } from './command/desk.ts'
import * as t from './test-book.ts'
import { refusalOf, secondOfficer } from './test-refunds.ts'
import { openSuspense, suspenseOf } from './test-suspense.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const opened = () => openSuspense(escrow.db)

describe('a reference that becomes known late', () => {
  /** Money that named a contract before it was known here, and settlement's word of it. */
  async function named() {
    const book = await opened()
    const { bookId, run, contract } = book
    const take = (fact: SettlementFact) =>
      run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact } as Command))
    const arrive = async (amountFen = '299900') => {
      const depositId = newId('dep')
      const bookedAt = '2025-06-01T04:00:00.000Z'
      const data = { depositId, amountFen, bankSerial: depositId, bookedAt }
      const reason = 'UNKNOWN_REFERENCE' as const
      const envelope = { ...t.bankEnvelope(bookId, depositId), occurredAt: bookedAt }
      await take({ ...envelope, type: 'deposit.unmatched', data: { ...data, reason } })
      const ids = { contractId: contract.contractId, lotId: contract.lotId }
      const matched = t.bankEnvelope(bookId, depositId)
      const fact = { ...matched, type: 'deposit.matched' as const, data: { ...data, ...ids } }
      return { depositId, suspenseId: suspenseOf(depositId), fact }
    }
    const missed = async () => {
      const { rows } = await sql<{ reason: string }>`
        SELECT payload::json -> 'data' ->> 'reason' AS reason FROM outbox
        WHERE aggregateid = ${bookId} AND type = 'suspense.match_missed'`.execute(escrow.db)
      return rows.map(({ reason }) => reason)
    }
    return { ...book, take, arrive, missed }
  }

  test('it is the lot’s without a person, once, from the day that the bank had it', async () => {
    const { arrive, take, balances, lot, missed } = await named()
    const { fact } = await arrive()
    expect(await balances()).toEqual({ '1001': 299900n, '2006': 299900n })
    await take(fact)
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
    expect(await lot()).toMatchObject({ status: 'ACTIVE', paidAt: '2025-06-01T04:00:00.000Z' })
    await take({ ...fact, id: newId('fct') })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
    expect(await missed()).toEqual(['ASSIGNED'])
  })

  test('a part waits with the lot, and what is too much stays in suspense', async () => {
    const { arrive, take, balances, lot } = await named()
    await take((await arrive('100000')).fact)
    expect(await lot()).toMatchObject({ status: 'PART_FUNDED', receivedFen: 100000n })
    await take((await arrive('200000')).fact)
    expect(await lot()).toMatchObject({ status: 'ACTIVE' })
    expect(await balances()).toEqual({ '1001': 300000n, '2001': 299900n, '2006': 100n })
  })

  test('the officers were first: nothing moves again, and it is told', async () => {
    const { arrive, take, assign, giveBack, sign, balances, missed } = await named()
    const given = await arrive()
    await assign(given.suspenseId, await sign())
    await take(given.fact)
    const back = await arrive()
    await giveBack(back.suspenseId)
    await take(back.fact)
    expect(await missed()).toEqual(['ASSIGNED', 'INSTRUCTED'])
    expect(await balances()).toEqual({ '1001': 599800n, '2001': 299900n, '2005': 299900n })
  })

  test('it was first: what an officer has proposed cannot be approved any more', async () => {
    const { arrive, take, step, giveBack, sign, balances } = await named()
    const { suspenseId, fact } = await arrive()
    const other = await sign()
    await step(t.officer, suspenseId, other, 'PROPOSE')
    await take(fact)
    const late = await step(secondOfficer, suspenseId, other, 'APPROVE')
    expect(refusalOf(late)).toBe('suspense_not_open')
    expect(refusalOf(await giveBack(suspenseId))).toBe('suspense_not_open')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
  })

  test('the lot waits for nothing any more; and money that never came is refused', async () => {
    const { arrive, take, pay, balances, missed } = await named()
    const { fact } = await arrive()
    await pay('299900')
    await take(fact)
    expect(await missed()).toEqual(['LOT_WAITS_FOR_NOTHING'])
    expect(await balances()).toEqual({ '1001': 599800n, '2001': 299900n, '2006': 299900n })
    const depositId = newId('dep')
    const [unknown] = await take({ ...fact, id: newId('fct'), data: { ...fact.data, depositId } })
    expect(refusalOf(unknown)).toBe('unknown_suspense')
  })
})

test('money that the bank had booked years before anybody signed is taken', async () => {
  const { bookId, run, contract, lot, balances } = await opened()
  const pay = async (amountFen: string, day: string) => {
    const fact = t.depositFact(bookId, contract, amountFen, `${day}T04:00:00.000Z`)
    const [taken] = await run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact }))
    expect(refusalOf(taken)).toBeUndefined()
  }
  await pay('100000', '1993-05-01')
  expect(await lot()).toMatchObject({ status: 'PART_FUNDED' })
  expect(await balances()).toEqual({ '1001': 100000n, '2006': 100000n })
  await pay('199900', '1994-05-01')
  expect(await lot()).toMatchObject({ status: 'ACTIVE' })
  expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
})

test('what would bring a balance past what a book can say is refused, and its neighbours go on', async () => {
  const { bookId, run, balances, sign } = await opened()
  const deposit = (fen: bigint) => {
    const depositId = newId('dep')
    const data = { depositId, amountFen: fen.toString(), bankSerial: depositId, bookedAt: t.NOW }
    const fact = {
      ...t.bankEnvelope(bookId, depositId),
      type: 'deposit.unmatched' as const,
      data: { ...data, reason: 'UNKNOWN_REFERENCE' as const },
    }
    return t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact })
  }
  await run(deposit(BALANCE_MAX_FEN - 1n))
  const [refused] = await run(deposit(2n))
  expect(refusalOf(refused)).toBe('balance_too_large')
  await sign()
  const batcher = createBatcher({
    deskOf: (id) => createDesk(escrow.db, id),
    onCommit: () => {},
  })
  const together = [deposit(2n), deposit(1n), deposit(3n)].map((each) => batcher.submit(each))
  const outcomes = await Promise.all(together)
  expect(outcomes.map((each) => refusalOf(each))).toEqual([
    'balance_too_large',
    undefined,
    'balance_too_large',
  ])
  expect(await balances()).toEqual({ '1001': BALANCE_MAX_FEN, '2006': BALANCE_MAX_FEN })
})
