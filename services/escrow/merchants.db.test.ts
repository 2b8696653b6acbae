// How a merchant is moved, who has to approve it, and what its state keeps still.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type Actor } from '@ticun/protocol'
import type { Command, Outcome } from './command/command.ts'
import * as t from './test-book.ts'

const second: Actor = { ...t.officer, id: 'li' }
const EVIDENCE = 'e'.repeat(64)
let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const refusalOf = (outcome: Outcome | undefined) =>
  outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined
const bodyOf = (outcome: Outcome | undefined) =>
  outcome && 'body' in outcome.answer ? outcome.answer.body : undefined

type Body = Extract<Command, { verb: 'change-merchant' }>['body']

async function openGym() {
  const gym = await t.openFundedContract(escrow.db)
  const { bookId, merchantId, desk, run, contract } = gym
  let window = 0n
  const change = async (
    body: Body,
    { by = t.officer, now = t.NOW, changeId = newId('chg') } = {},
  ) => {
    const verb = { verb: 'change-merchant' as const, merchantId, changeId, body }
    const [outcome] = await run(t.commandFor(bookId, by, verb, { now }))
    return { changeId, outcome }
  }
  const approve = async (changeId: string, { by = second, now = t.NOW } = {}) => {
    const verb = { verb: 'approve-merchant-change' as const, merchantId, changeId }
    return (await run(t.commandFor(bookId, by, verb, { now })))[0]
  }
  const earn = (changes = {}): Command =>
    t.commandFor(
      bookId,
      desk,
      {
        verb: 'record-session',
        contractId: contract.contractId,
        sessionId: newId('ses'),
        codeWindow: (window += 1n),
      },
      changes,
    )
  const payOut = (): Command =>
    t.commandFor(
      bookId,
      t.officer,
      { verb: 'run-payouts', runId: newId('run'), early: true },
      // Nothing can be disputed any more.
      { now: '2025-06-20T04:00:00.000Z' },
    )
  const buy = (): Command => {
    const ids = { contractId: newId('ctr'), lotId: newId('lot'), productId: gym.productId }
    const consumer = { consumerId: t.consumerId, consumerName: '张三丰' }
    return t.commandFor(bookId, t.consumer, { verb: 'sign-contract', ...ids, ...consumer })
  }
  const tick = (now: string): Command => t.commandFor(bookId, t.system, { verb: 'tick' }, { now })
  const absconded = async (stoppedOn: string, now = t.NOW) => {
    const body: Body = { to: 'ABSCONDED', reason: '失联', evidenceSha256: EVIDENCE, stoppedOn }
    const { changeId } = await change(body, { now })
    return approve(changeId, { now })
  }
  return { ...gym, change, approve, earn, payOut, buy, tick, absconded }
}

describe('who moves a merchant', () => {
  test('one officer stops its sales; two give them back', async () => {
    const { change, approve, buy, run } = await openGym()
    const stop: Body = { to: 'SALES_STOPPED', reason: '投诉激增' }
    expect(bodyOf((await change(stop)).outcome)).toMatchObject({ status: 'SALES_STOPPED' })
    expect((await run(buy())).map(refusalOf)).toEqual(['merchant_not_selling'])
    const { changeId, outcome } = await change({ to: 'ACTIVE', reason: '整改完成' })
    expect(bodyOf(outcome)).toMatchObject({
      status: 'SALES_STOPPED',
      pending: { changeId, to: 'ACTIVE', requestedBy: 'wang' },
    })
    expect(refusalOf(await approve(changeId, { by: t.officer }))).toBe('same_person')
    expect(refusalOf(await approve(newId('chg')))).toBe('unknown_change')
    const active = bodyOf(await approve(changeId))
    expect(active).toMatchObject({ status: 'ACTIVE' })
    expect(active).not.toHaveProperty('pending')
    expect((await run(buy())).map(refusalOf)).toEqual([undefined])
    expect(refusalOf(await approve(changeId))).toBe('unknown_change')
  })

  test('a newer request replaces the one that waits, and a move ends it', async () => {
    const { change, approve, absconded } = await openGym()
    await change({ to: 'WATCH', reason: '观察' })
    const older = await change({ to: 'ACTIVE', reason: '一' })
    const newer = await change({ to: 'ACTIVE', reason: '二' }, { by: second })
    expect(refusalOf(await approve(older.changeId))).toBe('unknown_change')
    await change({ to: 'SALES_STOPPED', reason: '投诉' })
    expect(refusalOf(await approve(newer.changeId, { by: t.officer }))).toBe('unknown_change')
    expect(bodyOf(await absconded('2025-05-20'))).toMatchObject({ stoppedOn: '2025-05-20' })
  })

  test('what the table does not hold is refused', async () => {
    const { change, run, bookId, merchantId } = await openGym()
    const closing = await change({ to: 'CLOSED', reason: '注销' })
    expect(refusalOf(closing.outcome)).toBe('merchant_not_movable')
    const future = { to: 'PAYOUT_FROZEN', reason: '停业', stoppedOn: '2025-06-02' } as const
    expect(refusalOf((await change(future)).outcome)).toBe('time_in_future')
    const verb = { verb: 'change-merchant' as const, merchantId: newId('mer'), changeId: 'chg' }
    const body: Body = { to: 'WATCH', reason: '观察' }
    const [unknown] = await run(t.commandFor(bookId, t.officer, { ...verb, body }))
    expect(refusalOf(unknown)).toBe('unknown_merchant')
    expect(merchantId).not.toBe(verb.merchantId)
  })
})

describe('what its state keeps still', () => {
  test('frozen payouts: no payout, said why; the service goes on', async () => {
    const { change, run, earn, payOut, merchantId } = await openGym()
    await run(earn())
    await change({ to: 'PAYOUT_FROZEN', reason: '资金异常' })
    const [more, paid] = await run(earn(), payOut())
    expect(refusalOf(more)).toBeUndefined()
    expect(bodyOf(paid)).toMatchObject({
      payouts: [],
      heldBack: [{ merchantId, amountFen: '16661', holdIds: [], status: 'PAYOUT_FROZEN' }],
    })
  })

  test('F13 absconded: only what the consumer confirms of before the stop counts', async () => {
    const { run, record, confirm, earn, payOut, buy, absconded } = await openGym()
    const before = record({ now: t.NOW })
    const after = record({ now: '2025-06-02T04:00:00.000Z' })
    await run(before, after)
    const gone = await absconded('2025-06-02', '2025-06-03T04:00:00.000Z')
    expect(bodyOf(gone)).toMatchObject({ status: 'ABSCONDED', stoppedOn: '2025-06-02' })
    const outcomes = await run(earn(), record(), buy(), confirm(after), confirm(before), payOut())
    expect(outcomes.map(refusalOf)).toEqual([
      'merchant_not_serving',
      'merchant_not_serving',
      'merchant_not_selling',
      'after_stop',
      undefined,
      undefined,
    ])
    expect(bodyOf(outcomes[5])).toMatchObject({
      payouts: [],
      heldBack: [{ amountFen: '8330', status: 'ABSCONDED' }],
    })
  })

  test('a merchant whose papers are missing is active when an officer says so', async () => {
    const { bookId, run } = await openGym()
    const merchantId = newId('mer')
    const bankAccount = { number: '62220002', name: '新健身房' }
    const place = { name: '新健身房', industry: 'FITNESS', district: '长宁' }
    const body = { bookId, bankAccount, ...place, status: 'ONBOARDING' as const }
    const activate = { to: 'ACTIVE', reason: '资料齐全' } as const
    const ids = { merchantId, changeId: newId('chg') }
    const outcomes = await run(
      t.commandFor(bookId, t.officer, { verb: 'enrol-merchant', merchantId, body }),
      t.commandFor(bookId, t.officer, { verb: 'change-merchant', ...ids, body: activate }),
    )
    expect(outcomes.map(bodyOf)).toMatchObject([{ status: 'ONBOARDING' }, { status: 'ACTIVE' }])
  })
})

describe('a wind-down', () => {
  test('serves and is paid through its notice, and closes only when nothing is left', async () => {
    const { change, approve, run, earn, payOut, buy, tick } = await openGym()
    const { outcome } = await change({ to: 'WIND_DOWN', reason: '租约到期' })
    // 30 days after 1 June: 1 July 2025, a Tuesday, until 24:00 in Shanghai.
    const noticeUntil = '2025-07-01T15:59:59.999Z'
    expect(bodyOf(outcome)).toMatchObject({ status: 'WIND_DOWN', noticeUntil })
    const during = await run(buy(), earn(), payOut())
    expect(during.map(refusalOf)).toEqual(['merchant_not_selling', undefined, undefined])
    expect(bodyOf(during[2])).toMatchObject({ payouts: [{ amountFen: '8330' }] })
    const close: Body = { to: 'CLOSED', reason: '注销' }
    expect(refusalOf((await change(close)).outcome)).toBe('notice_running')
    const [early] = await run(tick('2025-07-01T15:59:59.998Z'))
    expect(bodyOf(early)).toMatchObject({ taken: {} })
    const now = '2025-07-01T16:00:00.000Z'
    const [late] = await run(tick(now))
    expect(bodyOf(late)).toMatchObject({ taken: { END_NOTICE: 1 } })
    const [again] = await run(tick(now))
    expect(bodyOf(again)).toMatchObject({ taken: {} })
    const barred = await change(close, { now })
    // 291570 are held for her, and 8330 are on the way to the merchant.
    expect(barred.outcome?.answer).toEqual({ refused: 'merchant_holds_money', detail: '299900' })
    expect(refusalOf(await approve(barred.changeId, { now }))).toBe('unknown_change')
  })

  /** A merchant that has sold nothing, and the steps that end it. */
  const openEmpty = async () => {
    const book = await t.openTestBook(escrow.db)
    const { bookId, merchantId } = book
    const now = '2025-07-02T04:00:00.000Z'
    const changeId = newId('chg')
    const change = (body: Body, when = now, id = newId('chg')) => {
      const verb = { verb: 'change-merchant' as const, merchantId, changeId: id, body }
      return t.commandFor(bookId, t.officer, verb, { now: when })
    }
    const approving = { verb: 'approve-merchant-change' as const, merchantId, changeId }
    return {
      book,
      change,
      windDown: change({ to: 'WIND_DOWN', reason: '租约到期' }, t.NOW),
      close: change({ to: 'CLOSED', reason: '注销' }, now, changeId),
      approval: t.commandFor(bookId, second, approving, { now }),
    }
  }

  test('does not close over money that comes in the same batch as its approval', async () => {
    const { book, windDown, close, approval } = await openEmpty()
    const contract = await book.sign()
    await book.run(windDown, close)
    const fact = t.depositFact(book.bookId, contract, t.terms.priceFen)
    const paying = t.commandFor(book.bookId, t.system, { verb: 'take-bank-fact', fact })
    const [, closing] = await book.run(paying, approval)
    expect(closing?.answer).toEqual({ refused: 'merchant_holds_money', detail: t.terms.priceFen })
  })

  test('closes with two officers when nothing is left, and stays closed', async () => {
    const { book, change, windDown, close, approval } = await openEmpty()
    const again = change({ to: 'ACTIVE', reason: '重开' })
    const outcomes = await book.run(windDown, close, approval, again)
    expect(outcomes.map(refusalOf)).toEqual([
      undefined,
      undefined,
      undefined,
      'merchant_not_movable',
    ])
    expect(bodyOf(outcomes[2])).toMatchObject({ status: 'CLOSED' })
  })
})
