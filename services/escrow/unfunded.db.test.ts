// F11 and F15 on a real Postgres: sessions told late without money behind them, and what becomes
// of them when money comes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, renameId } from '@ticun/protocol'
import * as t from './test-book.ts'
import { secondOfficer } from './test-refunds.ts'
import { bodyOf, openSessions, refusalOf } from './test-sessions.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const THREE = { ...t.terms, priceFen: '100000', sessions: 3 }
const at = (day: number) => `2025-06-0${day}T02:00:00.000Z`
const SYNCED = '2025-06-09T02:00:00.000Z'

/** An unpaid contract, and its offline sessions told late. */
async function openUnpaid() {
  const opened = await t.openTestBook(escrow.db, THREE)
  const contract = await opened.sign()
  const offline = (day: number, codeWindow?: bigint) =>
    t.commandFor(
      opened.bookId,
      opened.desk,
      {
        verb: 'record-session',
        contractId: contract.contractId,
        sessionId: newId('ses'),
        offline: true,
        ...(codeWindow === undefined ? {} : { codeWindow }),
      },
      { now: SYNCED, occurredAt: at(day) },
    )
  const pay = (bookedAt: string) => {
    const fact = t.depositFact(opened.bookId, contract, THREE.priceFen, bookedAt)
    return opened.run(t.commandFor(opened.bookId, t.system, { verb: 'take-bank-fact', fact }))
  }
  const sessionOf = async (sessionId: string) =>
    escrow.db
      .selectFrom('session')
      .selectAll()
      .where('session_id', '=', sessionId)
      .executeTakeFirstOrThrow()
  return { ...opened, contract, offline, pay, sessionOf }
}

describe('F15 sessions before the money', () => {
  test('online they are refused; offline they keep their own times and release nothing', async () => {
    const { run, offline } = await openUnpaid()
    const late = offline(3)
    const [online, told] = await run({ ...offline(2), offline: false } as typeof late, late)
    expect(refusalOf(online)).toBe('lot_not_funded')
    expect(bodyOf(told).session).toMatchObject({
      status: 'UNFUNDED',
      amountFen: '0',
      occurredAt: at(3),
    })
    expect(bodyOf(told).session.slot).toBeUndefined()
    expect(bodyOf(told).receipt).toBeUndefined()
  })

  test('money back-fills them oldest first at the bank’s value date; the fourth finds nothing', async () => {
    const { run, offline, pay, sessionOf, bookId } = await openUnpaid()
    const [fourth, second, first, third] = [offline(6), offline(4), offline(3), offline(5, 7n)]
    await run(fourth, second, first, third)
    await pay(at(7))
    const rows = await Promise.all(
      [first, second, third, fourth].map((each) =>
        sessionOf((each as { sessionId: string }).sessionId),
      ),
    )
    expect(rows.map((row) => [row.slot, row.amount, row.status])).toEqual([
      [0, 33333n, 'SUBMITTED'],
      [1, 33333n, 'SUBMITTED'],
      // Her code was right when it happened: it is confirmed, and disputable from when it was told.
      [2, 33334n, 'CONFIRMED'],
      [null, 0n, 'UNFUNDED'],
    ])
    expect(rows.map((row) => row.occurred_at)).toEqual([at(3), at(4), at(5), at(6)])
    const entries = await escrow.db
      .selectFrom('entry')
      .select(['kind', 'occurred_at'])
      .where('book_id', '=', bookId)
      .execute()
    expect(entries).toEqual([
      { kind: 'lot.funded', occurred_at: at(7) },
      { kind: 'session.confirmed', occurred_at: at(7) },
    ])
  })

  test('money in suspense that two officers give to the lot back-fills them as well', async () => {
    const { run, offline, sign, fund, contract, sessionOf, bookId } = await openUnpaid()
    const told = offline(3)
    await run(told)
    const other = await fund(await sign())
    const fact = t.depositFact(bookId, other, THREE.priceFen, at(7))
    await run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact }))
    const { contractId, lotId } = contract
    const suspenseId = renameId(fact.data.depositId, 'sus')
    const verb = { verb: 'assign-suspense' as const, suspenseId, contractId, lotId }
    const { sessionId } = told as { sessionId: string }
    await run(t.commandFor(bookId, t.officer, { ...verb, step: 'PROPOSE', reason: '附言有误' }))
    expect(await sessionOf(sessionId)).toMatchObject({ status: 'UNFUNDED', amount: 0n })
    await run(t.commandFor(bookId, secondOfficer, { ...verb, step: 'APPROVE' }))
    expect(await sessionOf(sessionId)).toMatchObject({
      slot: 0,
      amount: 33333n,
      status: 'SUBMITTED',
      occurred_at: at(3),
    })
  })

  test('told after the money they are booked at its value date, not before it', async () => {
    const { run, offline, pay, sessionOf } = await openUnpaid()
    await pay(at(7))
    const late = offline(3)
    const [told] = await run(late)
    expect(bodyOf(told).session).toMatchObject({ status: 'SUBMITTED', slot: 0, occurredAt: at(3) })
    expect(refusalOf((await run({ ...offline(4), offline: false } as typeof late))[0])).toBe(
      'before_payment',
    )
    expect((await sessionOf(bodyOf(told).session.sessionId)).amount).toBe(33333n)
  })
})

describe('F11 more sessions than slots', () => {
  test('online refused, offline unfunded; written off it is gone', async () => {
    const { run, record, attend, reverse, balances } = await openSessions(escrow.db, THREE)
    for (let count = 0; count < 3; count += 1) await attend()
    const [online, told] = await run(record(), record({}, { offline: true }))
    expect(refusalOf(online)).toBe('no_free_slot')
    const { sessionId, status } = bodyOf(told).session
    expect(status).toBe('UNFUNDED')
    const before = await balances()
    expect(bodyOf(await reverse(sessionId)).session.status).toBe('REVERSED')
    expect(await balances()).toEqual(before)
    const open = await escrow.db
      .selectFrom('session_case')
      .select(['kind', 'outcome'])
      .where('session_id', '=', sessionId)
      .execute()
    expect(open).toEqual([{ kind: 'UNFUNDED', outcome: 'WRITTEN_OFF' }])
  })

  test('a wrong code is refused offline too, and an offline code is used up', async () => {
    const { run, offline } = await openUnpaid()
    const wrong = { ...offline(3), codeWindow: null } as ReturnType<typeof offline>
    const outcomes = await run(wrong, offline(4, 9n), offline(5, 9n))
    expect(outcomes.map(refusalOf)).toEqual(['code_wrong', undefined, 'code_used'])
  })
})

test('a batch told late: what fits takes slots in its order, the surplus is unfunded', async () => {
  const { bookId, run, contract, desk, balances } = await openSessions(escrow.db, THREE)
  const items = [3, 4, 5, 6, 7].map((day, index) => ({
    contractId: contract.contractId,
    sessionId: newId('ses'),
    at: at(day),
    offline: true,
    codeWindow: BigInt(index + 1),
  }))
  const batch = t.commandFor(bookId, desk, { verb: 'record-sessions', items }, { now: SYNCED })
  const [outcome] = await run(batch)
  const told = (outcome!.answer as { body: { items: { session: { status: string } }[] } }).body
    .items
  expect(told.map(({ session }) => session.status)).toEqual([
    'CONFIRMED',
    'CONFIRMED',
    'CONFIRMED',
    'UNFUNDED',
    'UNFUNDED',
  ])
  expect(await balances()).toEqual({ '1001': 100_000n, '2003': 100_000n })
})
