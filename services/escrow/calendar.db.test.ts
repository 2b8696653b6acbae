// A year's notice on a real Postgres: it takes two officers, and moves what the law alone said.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '@ticun/protocol'
import { addMs, endOfShanghaiDay } from '@ticun/rules'
import { commandFor, consumer, NOW, officer, openTestEscrow } from './test-book.ts'
import { lessons, openTimedLot, refusalOf, takenBy } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
afterAll(() => escrow?.close())

describe('a supplied calendar', () => {
  const holidays = ['2031-01-01', '2031-05-01', '2031-10-01', '2031-10-02', '2031-10-03']
  const notice = { year: 2031, holidays, workdays: ['2031-10-04'], source: '国办发明电〔2030〕1号' }
  const second = { ...officer, id: 'li' }
  const word = (step: 'PROPOSE' | 'APPROVE', more: object) =>
    ({ verb: 'supply-calendar', step, notice: { ...notice, ...more } }) as const

  async function opened(terms = lessons) {
    const card = await openTimedLot(escrow.db, terms)
    const { run, bookId } = card
    const say = async (step: 'PROPOSE' | 'APPROVE', more = {}, actor = officer, now = NOW) =>
      (await run(commandFor(bookId, actor, word(step, more), { now, occurredAt: NOW })))[0]
    const supply = async (more = {}, now = NOW) => {
      await say('PROPOSE', more, officer, now)
      return takenBy(await say('APPROVE', more, second, now))
    }
    const kept = () =>
      escrow.db.selectFrom('calendar_year').selectAll().where('book_id', '=', bookId).execute()
    return { ...card, say, supply, kept }
  }

  test('takes two officers, who say the same', async () => {
    const { say, kept, bookId } = await opened()
    expect(takenBy(await say('PROPOSE'))).toEqual({
      ...notice,
      bookId,
      isSupplied: false,
      moves: 0,
    })
    expect(refusalOf(await say('APPROVE'))).toBe('same_person')
    expect(refusalOf(await say('APPROVE', { workdays: [] }, second))).toBe('unknown_change')
    expect(await kept()).toEqual([])
    // In another order they are the same days.
    const reversed = holidays.toReversed()
    expect(takenBy(await say('APPROVE', { holidays: reversed }, second))).toMatchObject({
      isSupplied: true,
    })
    expect(await kept()).toMatchObject([{ ...notice, holidays: reversed }])
    expect(refusalOf(await say('APPROVE', {}, second))).toBe('unknown_change')
  })

  test('a newer notice replaces it, and one that cannot be right is refused', async () => {
    const { say, supply, kept } = await opened()
    await supply()
    await supply({ workdays: [] })
    expect(await kept()).toMatchObject([{ ...notice, workdays: [] }])
    for (const wrong of [{ workdays: ['2031-10-06'] }, { holidays: holidays.slice(1) }]) {
      expect(refusalOf(await say('PROPOSE', wrong))).toBe('calendar_not_plausible')
    }
    expect(await kept()).toHaveLength(1)
  })

  test('moves what the law alone had reckoned: the merchant’s answer, and the payment', async () => {
    const { run, bookId, contract, supply, timers } = await opened()
    const { contractId } = contract
    const [refundId, now] = [newId('ref'), '2030-12-30T04:00:00.000Z']
    const verb = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家' }
    // By the law alone 31 December and 2, 3, 6, 7 January.
    const [asked] = await run(commandFor(bookId, consumer, verb, { now, occurredAt: NOW }))
    const until = endOfShanghaiDay('2031-01-07')
    expect(takenBy(asked)).toMatchObject({ reviewUntil: until })
    const days = [...holidays, '2031-01-02', '2031-01-03']
    const moved = await supply({ holidays: days, workdays: ['2031-01-04'] }, now)
    expect(moved).toMatchObject({ moves: 2 })
    // 31 December, Saturday the 4th, 6, 7 and 8 January.
    const is = endOfShanghaiDay('2031-01-08')
    expect(await timers()).toContainEqual(['AGREE_REFUND', refundId, addMs(is, 1)])
    const row = await escrow.db
      .selectFrom('refund')
      .select('review')
      .where('refund_id', '=', refundId)
      .executeTakeFirst()
    // 15 working days: 21 January by the law, 22 by the notice.
    expect(row?.review).toMatchObject({ reviewUntil: is, payBy: endOfShanghaiDay('2031-01-22') })
  })

  test('does not undo what has fallen due', async () => {
    const { run, bookId, contract, supply, timers } = await opened()
    const { contractId } = contract
    const [refundId, now] = [newId('ref'), '2030-12-30T04:00:00.000Z']
    const verb = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家' }
    await run(commandFor(bookId, consumer, verb, { now, occurredAt: NOW }))
    const late = '2031-01-07T16:00:00.000Z'
    const days = [...holidays, '2031-01-02', '2031-01-03']
    expect(await supply({ holidays: days }, late)).toMatchObject({ moves: 1 })
    expect(await timers()).toContainEqual(['AGREE_REFUND', refundId, late])
  })
})
