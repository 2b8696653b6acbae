// What the desk alone says, on a real Postgres: it ends no cooling-off and bars no refund.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type LotTerms } from '@ticun/protocol'
import { addMs, endOfShanghaiDay } from '@ticun/rules'
import { windowAt } from './code/member-code.ts'
import * as t from './test-book.ts'
import { refundIn, refundWords, secondOfficer } from './test-refunds.ts'
import { HASH, openSessions, refusalOf } from './test-sessions.ts'
import { clock, takenBy, valueCard } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

/** Two lessons for 30001 fen. */
const twoLessons = {
  kind: 'SESSION_PACK',
  priceFen: '30001',
  currency: 'CNY',
  coolingOffDays: 7,
  sessions: 2,
  listPriceFen: '20000',
} as const satisfies LotTerms

/** A funded contract of which the desk says that so many sessions took place. */
async function openSaid(count: number, terms?: LotTerms, faceFen?: bigint) {
  const opened = await openSessions(escrow.db, terms)
  const words = refundWords(escrow.db, opened)
  const said: string[] = []
  for (let each = 0; each < count; each += 1) said.push(await opened.attend('NOBODY', faceFen))
  const settle = (sessionId: string, decision: 'UPHOLD' | 'OVERTURN') =>
    opened.decide(t.officer, sessionId, { decision, evidenceSha256: HASH })
  return { ...opened, ...words, said, settle }
}

describe('a refund beside sessions that nobody confirmed', () => {
  test('F1: they do not end cooling-off, and the rest goes at once', async () => {
    const { ask, say, bank, balances, said, settle, lot } = await openSaid(5)
    const { refundId, outcome } = await ask({ now: t.NOW, fault: 'CONSUMER' })
    // 36 slots for 299900 fen; the first five, 41652 fen, are parted off.
    expect(refundIn(outcome)).toMatchObject({ formula: 'F1', amountFen: '258248' })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 258248n, '2002': 41652n })
    await say(t.officer, refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' }, t.NOW)
    await bank('refund.settled', refundId, '258248')
    for (const [index, sessionId] of said.entries()) {
      await settle(sessionId, index < 2 ? 'UPHOLD' : 'OVERTURN')
    }
    // Two upheld are the merchant's, three are hers again, by the same formula.
    expect(await balances()).toEqual({ '1001': 41652n, '2001': 24991n, '2003': 16661n })
    expect(await lot()).toMatchObject({ status: 'ACTIVE' })
    const again = await ask({ now: t.NOW })
    expect(refundIn(again.outcome)).toMatchObject({ formula: 'F2', amountFen: '24991' })
  })

  test('where nothing else is left, all is parted, and she asks for what comes back of it', async () => {
    const { ask, say, said, settle, balances, lot, bank } = await openSaid(2, twoLessons)
    const { refundId, outcome } = await ask({ now: t.NOW })
    expect(refundIn(outcome)).toMatchObject({ status: 'PARTED', amountFen: '0', merchantFen: '0' })
    expect(await balances()).toEqual({ '1001': 30001n, '2002': 30001n })
    expect(await lot()).toMatchObject({ status: 'ACTIVE' })
    expect(refusalOf((await ask({ now: t.NOW })).outcome)).toBe('nothing_to_refund')
    const word = await say(t.officer, refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' })
    expect(refusalOf(word)).toBe('refund_not_open')
    for (const sessionId of said) await settle(sessionId, 'OVERTURN')
    const again = await ask({ now: t.NOW })
    expect(refundIn(again.outcome)).toMatchObject({ formula: 'F1', amountFen: '30001' })
    await say(t.officer, again.refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' })
    await bank('refund.settled', again.refundId, '30001')
    expect(await balances()).toEqual({})
  })

  test('F4: a card that was spent by the desk alone is parted whole', async () => {
    const { ask, balances } = await openSaid(1, valueCard, 100_000n)
    expect(refundIn((await ask({ now: t.NOW })).outcome)).toMatchObject({ status: 'PARTED' })
    expect(await balances()).toEqual({ '1001': 80000n, '2002': 80000n })
  })

  test('each may be answered, and conceded', async () => {
    const { ask, answer, decide, desk, said, balances } = await openSaid(1)
    await ask({ now: t.NOW })
    expect(refusalOf(await answer(said[0]!))).toBeUndefined()
    expect(refusalOf(await decide(desk, said[0]!, { decision: 'CONCEDE' }))).toBeUndefined()
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
  })

  test('F4: spends are parted at the price of one spend of all of them', async () => {
    const { ask, balances } = await openSaid(3, valueCard, 3333n)
    const { outcome } = await ask({ now: t.NOW })
    // ⌊9999·8/10⌋ = 7999, and the rest of 80000.
    expect(refundIn(outcome)).toMatchObject({ formula: 'F1', amountFen: '72001' })
    expect(await balances()).toEqual({ '1001': 80000n, '2001': 72001n, '2002': 7999n })
  })

  test('one that is recorded in the same batch is parted too', async () => {
    const { run, bookId, contract, record, balances } = await openSaid(1)
    const wish = { contractId: contract.contractId, refundId: newId('ref'), reason: '搬家' }
    const ask = t.commandFor(bookId, t.consumer, { verb: 'request-refund', ...wish })
    const outcomes = await run(record(), ask)
    expect(outcomes.map(refusalOf)).toEqual([undefined, undefined])
    expect(await balances()).toMatchObject({ '2002': 16661n })
  })

  test('a confirmed one ends cooling-off as ever', async () => {
    const { ask, attend } = await openSaid(1)
    await attend('CODE')
    const { outcome } = await ask({ now: t.NOW })
    expect(refundIn(outcome)).toMatchObject({ formula: 'F2', amountFen: '283239' })
  })
})

describe('when a session may have happened', () => {
  test.each([
    ['the first instant there is', '1900-01-01T00:00:00.000Z'],
    ['the day before the contract', '2025-05-31T15:59:59.999Z'],
  ])('%s: refused, offline or not', async (_, at) => {
    const { does, desk, contract } = await openSaid(0)
    for (const offline of [true, false]) {
      const item = { contractId: contract.contractId, sessionId: newId('ses'), at, offline }
      const told = await does(desk, { verb: 'record-sessions', items: [item] })
      expect(takenBy(told)).toMatchObject({ items: [{ refusal: { code: 'session_too_old' } }] })
    }
  })

  test('kept offline it may be fifteen days old, by policy, and no older', async () => {
    const { does, desk, contract, bookId, run } = await openSaid(0)
    const tell = async (at: string, now: string) => {
      const item = { contractId: contract.contractId, sessionId: newId('ses'), at, offline: true }
      const told = await does(desk, { verb: 'record-sessions', items: [item] }, now)
      return takenBy(told) as { items: [{ refusal?: { code: string } }] }
    }
    const at = '2025-06-03T16:00:00.000Z'
    const [in15, in16] = ['2025-06-19T15:59:59.999Z', '2025-06-19T16:00:00.000Z']
    expect((await tell(at, in16)).items[0].refusal?.code).toBe('session_too_old')
    expect((await tell(at, in15)).items[0].refusal).toBeUndefined()
    const policyId = newId('pol')
    const place = { industry: '*', district: '*', from: '2025-06-19', source: 'test' } as const
    const policy = { key: 'offline_days' as const, value: 16, ...place }
    const body = { decision: 'APPROVE' as const }
    await run(
      t.commandFor(bookId, t.officer, { verb: 'propose-policy', policyId, policy }),
      t.commandFor(bookId, secondOfficer, { verb: 'decide-policy', policyId, body }),
    )
    expect((await tell(at, in16)).items[0].refusal).toBeUndefined()
  })
})

describe('how many sessions of one day stand without her code', () => {
  const at = '2025-06-05T02:00:10.000Z'

  async function openDay() {
    const opened = await openSaid(0)
    const { does, desk, contract } = opened
    const tell = async (count: number, happened = at, codes?: bigint) => {
      const items = Array.from({ length: count }, (_, index) => {
        const item = { contractId: contract.contractId, sessionId: newId('ses'), at: happened }
        return codes === undefined ? item : { ...item, codeWindow: codes + BigInt(index) }
      })
      const said = await does(desk, { verb: 'record-sessions', items }, later)
      const told = (takenBy(said) as { items: { refusal?: { code: string } }[] }).items
      return { items, codes: told.map(({ refusal }) => refusal?.code) }
    }
    return { ...opened, tell }
  }
  const later = '2025-06-06T09:00:00.000Z'
  const none = (count: number) => Array.from({ length: count }, () => undefined)

  test('six, by policy, in one batch or in several; with her code as many as she comes', async () => {
    const { tell, balances } = await openDay()
    expect((await tell(2)).codes).toEqual(none(2))
    expect((await tell(6)).codes).toEqual([...none(4), 'too_many_that_day', 'too_many_that_day'])
    expect((await tell(3, at, windowAt(at))).codes).toEqual(none(3))
    expect((await tell(1)).codes).toEqual(['too_many_that_day'])
    // The day before, and after midnight in Shanghai, are other days.
    expect((await tell(1, '2025-06-04T15:59:59.999Z')).codes).toEqual(none(1))
    expect((await tell(1, '2025-06-05T16:00:00.000Z')).codes).toEqual(none(1))
    expect((await tell(1, '2025-06-05T15:59:59.999Z')).codes).toEqual(['too_many_that_day'])
    expect(await balances()).toMatchObject({ '2003': 24992n })
  })

  test('what she confirmed by her code, and what was taken back, makes room', async () => {
    const { tell, does, desk } = await openDay()
    const { items } = await tell(6)
    const [first, second] = items.map(({ sessionId }) => sessionId)
    await does(desk, { verb: 'reverse-session', sessionId: first!, reason: '误点' }, later)
    const code = { codeWindow: windowAt(later) }
    await does(desk, { verb: 'confirm-session', sessionId: second!, ...code }, later)
    expect((await tell(3)).codes).toEqual([...none(2), 'too_many_that_day'])
  })
})

describe('a code that was kept offline', () => {
  const at = '2025-06-05T02:00:10.000Z'
  const later = '2025-06-05T02:01:15.000Z'
  const now = '2025-06-05T09:00:00.000Z'

  async function openTold() {
    const opened = await openSaid(0)
    const { does, desk, contract } = opened
    const tell = async (codeWindow: bigint, happened: string, offline = true, told = now) => {
      const item = { contractId: contract.contractId, sessionId: newId('ses'), at: happened }
      const items = [{ ...item, codeWindow, ...(offline ? { offline } : {}) }]
      const said = await does(desk, { verb: 'record-sessions', items }, told)
      const [first] = (takenBy(said) as { items: { refusal?: { code: string } }[] }).items
      return first?.refusal?.code
    }
    return { ...opened, tell }
  }

  test('is good once, although a newer one was used meanwhile', async () => {
    const { tell } = await openTold()
    expect(await tell(windowAt(later), later, false, later)).toBeUndefined()
    expect(await tell(windowAt(at), at)).toBeUndefined()
    expect(await tell(windowAt(at), at)).toBe('code_used')
    // With another time of the same code it is the same code.
    expect(await tell(windowAt(at), '2025-06-05T02:00:29.000Z')).toBe('code_used')
    expect(await tell(windowAt(later), later)).toBe('code_used')
  })

  test('in any order', async () => {
    const { tell } = await openTold()
    const hours = ['06', '03', '04', '02'].map((hour) => `2025-06-05T${hour}:30:00.000Z`)
    for (const hour of hours) expect(await tell(windowAt(hour), hour)).toBeUndefined()
    for (const hour of hours) expect(await tell(windowAt(hour), hour)).toBe('code_used')
  })

  test('is used when it was used online for a visit of another time', async () => {
    const { tell } = await openTold()
    expect(await tell(windowAt(at), '2025-06-04T02:00:00.000Z', false, at)).toBeUndefined()
    expect(await tell(windowAt(later), later, false, later)).toBeUndefined()
    expect(await tell(windowAt(at), at)).toBe('code_used')
  })

  test('an older one that is told online is used up', async () => {
    const { tell } = await openTold()
    expect(await tell(windowAt(later), later, false, later)).toBeUndefined()
    expect(await tell(windowAt(at), at, false, at)).toBe('code_used')
  })
})

describe('a session that nobody confirms', () => {
  // 30 days after 1 June.
  const until = endOfShanghaiDay('2025-07-01')
  const tick = (now: string) => ({ verb: { verb: 'tick' } as const, now })

  async function openWaiting() {
    const opened = await openSaid(1)
    const { run, bookId, desk } = opened
    const passes = async (at: string) => {
      const { verb, now } = tick(at)
      return takenBy((await run(t.commandFor(bookId, clock, verb, { now })))[0])
    }
    const ask = (actor = desk) =>
      opened.does(actor, {
        verb: 'ask-decision',
        sessionId: opened.said[0]!,
        reason: '签到表',
        evidenceSha256: HASH,
      })
    return { ...opened, passes, ask }
  }

  test('is taken back after its days, and exactly what it took is free', async () => {
    const { passes, balances } = await openWaiting()
    expect(await passes(until)).toMatchObject({ taken: {} })
    expect(await passes(addMs(until, 1))).toMatchObject({ taken: { LAPSE_SESSION: 1 }, left: 0 })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
    expect(await passes(addMs(until, 1))).toMatchObject({ taken: {} })
  })

  test('lapses no more once the merchant asked for a decision with its evidence', async () => {
    const { passes, ask, said, settle, balances } = await openWaiting()
    expect(refusalOf(await ask())).toBeUndefined()
    expect(refusalOf(await ask())).toBe('session_not_open')
    expect(await balances()).toMatchObject({ '2002': 8330n })
    expect(await passes(addMs(until, 1))).toMatchObject({ taken: {} })
    expect(refusalOf(await settle(said[0]!, 'UPHOLD'))).toBeUndefined()
    expect(await balances()).toMatchObject({ '2003': 8330n })
  })

  test('is another merchant’s to speak of for nobody', async () => {
    const { ask } = await openWaiting()
    expect(refusalOf(await ask({ role: 'merchant', id: 'x', party: newId('mer') }))).toBe(
      'not_yours',
    )
  })

  test('lapses no more once she confirmed it, and after she gave up an objection anew', async () => {
    const { passes, dispute, decide, said } = await openWaiting()
    await dispute(said[0]!)
    expect(await passes(addMs(until, 1))).toMatchObject({ taken: {} })
    await decide(t.consumer, said[0]!, { decision: 'WITHDRAW' })
    expect(await passes(addMs(until, 1))).toMatchObject({ taken: { LAPSE_SESSION: 1 } })
  })
})
