// What comes due, on a real Postgres: accrual, suspension, expiry, extension.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '@ticun/protocol'
import { addDays, addMs, endOfShanghaiDay, startOfShanghaiDay } from '@ticun/rules'
import type { Command } from './command/command.ts'
import { commandFor, consumer, depositFact, openTestEscrow, system } from './test-book.ts'
import { clock, monthPack, openTimedLot, refusalOf, takenBy, yearCard } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
afterAll(() => escrow?.close())

const STARTS_ON = '2025-06-01'
/** Noon in Shanghai, so many days after the first day of the term. */
const noon = (days: number) => `${addDays(STARTS_ON, days)}T04:00:00.000Z`

async function openCard(terms = yearCard) {
  const opened = await openTimedLot(escrow.db, terms)
  const { bookId, contract, run } = opened
  const ask = async (verb: 'suspend-lot' | 'resume-lot', now: string, actor = consumer) =>
    refusalOf((await run(commandFor(bookId, actor, { verb, ...contract }, { now })))[0])
  return { ...opened, ask }
}

describe('F5 accrual of a term card', () => {
  test('days that are over are the merchant’s, today is not', async () => {
    const { tick, lot, balances, contract, timers, bookId } = await openCard()
    expect(await lot()).toMatchObject({
      startsOn: STARTS_ON,
      validUntil: endOfShanghaiDay('2026-05-31'),
    })
    // Until cooling-off is over (day 7, a Sunday, rolls on) nothing is released.
    const dueAt = startOfShanghaiDay('2025-06-10')
    expect(await timers()).toEqual([['ACCRUE_LOT', contract.lotId, dueAt]])
    const nothing = { bookId, taken: {}, left: 0 }
    expect(await tick(noon(8))).toMatchObject(nothing)
    expect(await tick(dueAt)).toMatchObject({ taken: { ACCRUE_LOT: 1 }, left: 0 })
    // ⌊300000·9/365⌋
    expect(await balances()).toMatchObject({ '2001': 300000n - 7397n, '2003': 7397n })
    expect(await tick(noon(9))).toMatchObject(nothing)
    expect(await timers()).toEqual([
      ['ACCRUE_LOT', contract.lotId, startOfShanghaiDay('2025-06-11')],
    ])
  })

  test('a late clock says all that has passed in one fact, and a second tick nothing', async () => {
    const { tick, lot, balances } = await openCard()
    expect(await tick(noon(100))).toMatchObject({ taken: { ACCRUE_LOT: 1 }, left: 0 })
    // ⌊300000·100/365⌋
    expect(await balances()).toMatchObject({ '2001': 300000n - 82191n, '2003': 82191n })
    expect(await tick(noon(100))).toMatchObject({ taken: {}, left: 0 })
    expect(await lot()).toMatchObject({ status: 'ACTIVE', releasedFen: '82191' })
  })

  test('the last day exhausts it, and no timer is left', async () => {
    const { tick, lot, balances, timers } = await openCard()
    await tick(noon(364))
    expect(await lot()).toMatchObject({ status: 'ACTIVE' })
    await tick(noon(365))
    expect(await lot()).toMatchObject({ status: 'EXHAUSTED', heldFen: '0', releasedFen: '300000' })
    expect(await balances()).toEqual({ '1001': 300000n, '2003': 300000n })
    expect(await timers()).toEqual([])
  })

  test('by months: one of twelve leaves 27500 of 30000', async () => {
    const terms = { ...yearCard, priceFen: '30000', unit: 'MONTH', units: 12 } as const
    const { tick, lot } = await openCard(terms)
    await tick('2025-06-30T04:00:00.000Z')
    expect(await lot()).toMatchObject({ heldFen: '30000' })
    await tick('2025-07-01T04:00:00.000Z')
    expect(await lot()).toMatchObject({
      heldFen: '27500',
      validUntil: endOfShanghaiDay('2026-05-31'),
    })
  })
})

describe('suspension', () => {
  test('30 of the first 120 days: t = 90, 226028 is held, and the last day moves on', async () => {
    const { tick, lot, ask, timers, contract } = await openCard()
    expect(await ask('suspend-lot', noon(40))).toBeUndefined()
    expect(await lot()).toMatchObject({ status: 'SUSPENDED', suspendedFrom: '2025-07-11' })
    const ends = startOfShanghaiDay('2025-08-10')
    expect(await timers()).toEqual([['RESUME_LOT', contract.lotId, ends]])
    await tick(noon(60))
    expect(await lot()).toMatchObject({ releasedFen: '0' })
    expect(await ask('resume-lot', noon(70))).toBeUndefined()
    await tick(noon(120))
    expect(await lot()).toMatchObject({
      status: 'ACTIVE',
      heldFen: '226028',
      validUntil: endOfShanghaiDay('2026-06-30'),
      suspendedDays: 30,
    })
    expect(await ask('suspend-lot', noon(121))).toBe('suspension_not_allowed')
  })

  test('ends by itself when the days of the terms are used up', async () => {
    const { tick, lot, ask } = await openCard()
    await ask('suspend-lot', noon(40))
    expect(await tick(noon(120))).toMatchObject({ taken: { RESUME_LOT: 1 }, left: 0 })
    expect(await tick(noon(120))).toMatchObject({ taken: { ACCRUE_LOT: 1 }, left: 0 })
    expect(await lot()).toMatchObject({ status: 'ACTIVE', heldFen: '226028', suspendedDays: 30 })
  })

  test('a resumption that comes late counts no more days than the terms allow', async () => {
    const { lot, ask } = await openCard()
    await ask('suspend-lot', noon(40))
    expect(await ask('resume-lot', noon(200))).toBeUndefined()
    expect(await lot()).toMatchObject({ status: 'ACTIVE', suspendedDays: 30 })
  })

  test('is the consumer’s, of a running term card, where the terms allow it', async () => {
    const { ask } = await openCard()
    expect(await ask('resume-lot', noon(1))).toBe('lot_not_open')
    const stranger = { ...consumer, party: newId('con') }
    expect(await ask('suspend-lot', noon(1), stranger)).toBe('not_yours')
    await ask('suspend-lot', noon(1))
    expect(await ask('suspend-lot', noon(2))).toBe('lot_not_open')
    const { suspensionDaysMax: _, ...without } = yearCard as { suspensionDaysMax?: number }
    const strict = await openCard(without as typeof yearCard)
    expect(await strict.ask('suspend-lot', noon(1))).toBe('suspension_not_allowed')
    const pack = await openCard(monthPack)
    expect(await pack.ask('suspend-lot', noon(1))).toBe('suspension_not_allowed')
    const other = { ...consumer }
    const { run, bookId, contract } = pack
    const unknown = { verb: 'suspend-lot' as const, ...contract, lotId: newId('lot') }
    expect((await run(commandFor(bookId, other, unknown))).map(refusalOf)).toEqual(['unknown_lot'])
  })
})

describe('F6 expiry', () => {
  const extend = (until: string, now: string) => ({ until, now })

  test('nothing goes to the merchant; an extension opens it again, for as long as it says', async () => {
    const { tick, lot, balances, run, bookId, desk, contract } = await openCard(monthPack)
    const lasts = endOfShanghaiDay('2025-07-01')
    expect(await lot()).toMatchObject({ validUntil: lasts })
    expect(await tick(lasts)).toMatchObject({ taken: {} })
    expect(await tick(noon(31))).toMatchObject({ taken: { EXPIRE_LOT: 1 } })
    expect(await lot()).toMatchObject({ status: 'EXPIRED_HOLD', heldFen: '300000' })
    expect(await balances()).toEqual({ '1001': 300000n, '2001': 300000n })
    const asked = async ({ until, now }: ReturnType<typeof extend>) => {
      const verb = { verb: 'extend-lot' as const, ...contract, until, reason: '场馆维修' }
      return refusalOf((await run(commandFor(bookId, desk, verb, { now })))[0])
    }
    expect(await asked(extend('2025-07-01', noon(31)))).toBe('extension_too_short')
    expect(await asked(extend('2025-07-02', noon(40)))).toBe('extension_too_short')
    expect(await asked(extend('2025-08-01', noon(40)))).toBeUndefined()
    expect(await lot()).toMatchObject({
      status: 'ACTIVE',
      validUntil: endOfShanghaiDay('2025-08-01'),
    })
    expect(await tick(noon(61))).toMatchObject({ taken: {} })
    expect(await tick(noon(62))).toMatchObject({ taken: { EXPIRE_LOT: 1 } })
  })

  test('a lot that has no end cannot be extended, and a term card ends by its days', async () => {
    const { run, bookId, desk, contract } = await openCard()
    const verb = { verb: 'extend-lot' as const, ...contract, until: '2027-01-01', reason: '补偿' }
    const command = commandFor(bookId, desk, verb, { now: noon(1) })
    expect((await run(command)).map(refusalOf)).toEqual(['lot_without_end'])
  })
})

test('a tick takes a bounded number, tells how many are left, and the next ones take them', async () => {
  const { run, bookId, productId, tick } = await openTimedLot(escrow.db, monthPack)
  const more = Array.from({ length: 204 }, () => ({
    contractId: newId('ctr'),
    lotId: newId('lot'),
  }))
  const signed = more.map((ids): Command => {
    const names = { productId, consumerId: newId('con'), consumerName: '张三' }
    const party = { ...consumer, party: names.consumerId }
    return commandFor(bookId, party, { verb: 'sign-contract', ...ids, ...names })
  })
  await run(...signed)
  await run(
    ...more.map((ids) => {
      const fact = depositFact(bookId, ids, monthPack.priceFen)
      return commandFor(bookId, system, { verb: 'take-bank-fact', fact })
    }),
  )
  expect(await tick(noon(31))).toMatchObject({ taken: { EXPIRE_LOT: 200 }, left: 5 })
  expect(await tick(noon(31))).toMatchObject({ taken: { EXPIRE_LOT: 5 }, left: 0 })
  expect(await tick(noon(31))).toMatchObject({ taken: {}, left: 0 })
})

test('one tick told twice under one key happens once', async () => {
  const { run, bookId, balances } = await openCard()
  const once = commandFor(bookId, clock, { verb: 'tick' }, { now: noon(10) })
  const [first, twin] = await run(once, { ...once, commandId: newId('cmd') })
  expect(takenBy(twin)).toEqual(takenBy(first))
  expect([first?.replayed, twin?.replayed]).toEqual([false, true])
  expect(await balances()).toMatchObject({ '2003': 8219n })
})

describe('silence of the merchant', () => {
  // 28 (Sunday, worked), 29 and 30 September, 9 and 10 October.
  const until = endOfShanghaiDay('2025-10-10')
  async function asked() {
    const opened = await openCard(monthPack)
    const { run, bookId, contract } = opened
    const refundId = newId('ref')
    const { contractId } = contract
    const wish = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家' }
    await run(commandFor(bookId, consumer, wish, { now: '2025-09-26T04:00:00.000Z' }))
    const refund = () =>
      escrow.db
        .selectFrom('refund')
        .select(['status'])
        .where('refund_id', '=', refundId)
        .executeTakeFirst()
    const contest = async (now: string) => {
      const body = { decision: 'CONTEST' as const }
      const word = { verb: 'decide-refund' as const, refundId, body }
      return (await run(commandFor(bookId, opened.desk, word, { now })))[0]
    }
    return { ...opened, refundId, refund, contest }
  }

  test('agrees to a refund after five working days, across National Day', async () => {
    const { tick, timers, refundId, refund } = await asked()
    expect(await timers()).toContainEqual(['AGREE_REFUND', refundId, addMs(until, 1)])
    for (const early of [addMs(until, -1), until]) {
      expect(await tick(early)).toMatchObject({ taken: {} })
      expect(await refund()).toEqual({ status: 'REQUESTED' })
    }
    expect(await tick(addMs(until, 1))).toMatchObject({ taken: { AGREE_REFUND: 1 } })
    expect(await refund()).toEqual({ status: 'AGREED' })
    expect(await timers()).toEqual([])
  })

  test.each([
    ['a millisecond before its last instant', -1],
    ['at its last instant', 0],
  ])('a no %s is heard', async (_, ms) => {
    const { tick, refund, contest } = await asked()
    expect(refusalOf(await contest(addMs(until, ms)))).toBeUndefined()
    expect(await tick(addMs(until, 1))).toMatchObject({ taken: {} })
    expect(await refund()).toEqual({ status: 'CONTESTED' })
  })

  test('a no a millisecond after it is too late, although no clock has said so yet', async () => {
    const { tick, refund, contest } = await asked()
    expect(refusalOf(await contest(addMs(until, 1)))).toBe('refund_not_open')
    expect(await tick(addMs(until, 1))).toMatchObject({ taken: { AGREE_REFUND: 1 } })
    expect(await refund()).toEqual({ status: 'AGREED' })
  })
})
