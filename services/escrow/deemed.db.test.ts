// Silence of the consumer, on a real Postgres: it confirms where the industry's policy says so.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { followClock, moveClock } from '@ticun/http'
import { makePartitions } from '@ticun/ledger'
import { createLog } from '@ticun/observability'
import { newId } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endOfShanghaiDay } from '@ticun/rules'
import { commandFor, consumer, openTestEscrow } from './test-book.ts'
import { lessons, openTimedLot, takenBy, valueCard } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let folder = ''
beforeAll(async () => {
  escrow = await openTestEscrow()
  folder = await mkdtemp(join(tmpdir(), 'deemed-'))
})
afterAll(async () => {
  await escrow?.close()
  await rm(folder, { recursive: true })
})

/** A Friday; the fifteenth working day after it is 16 October, over National Day. */
const RECORDED_AT = '2025-09-19T10:00:00.000Z'
const UNTIL = endOfShanghaiDay('2025-10-16')
const OVER = '2025-10-16T16:00:00.000Z'

async function openLessons(industry: string, terms = lessons) {
  const opened = await openTimedLot(escrow.db, terms, industry)
  const { bookId, run, desk, contract } = opened
  const record = async (now = RECORDED_AT, faceFen?: bigint) => {
    const sessionId = newId('ses')
    const wish = { contractId: contract.contractId, sessionId, ...(faceFen ? { faceFen } : {}) }
    const verb = { verb: 'record-session' as const, ...wish }
    const [outcome] = await run(commandFor(bookId, desk, verb, { now }))
    return { sessionId, outcome: outcome! }
  }
  const session = (sessionId: string) =>
    escrow.db
      .selectFrom('session')
      .select(['status', 'confirmed_by', 'confirmed_at', 'amount'])
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
  return { ...opened, record, session }
}

test('tutoring: after fifteen working days, at their end', async () => {
  const { record, session, tick, balances } = await openLessons('TUTORING')
  const { sessionId, outcome } = await record()
  expect(takenBy(outcome)).toMatchObject({ session: { status: 'SUBMITTED', deemedUntil: UNTIL } })
  expect(await tick(UNTIL)).toMatchObject({ taken: {} })
  expect(await tick(OVER)).toMatchObject({ taken: { CONFIRM_SESSION: 1 }, left: 0 })
  expect(await session(sessionId)).toMatchObject({
    status: 'CONFIRMED',
    confirmed_by: 'DEEMED',
    confirmed_at: OVER,
  })
  expect(await balances()).toEqual({ '1001': 300000n, '2001': 270000n, '2003': 30000n })
  expect(await tick(OVER)).toMatchObject({ taken: {} })
})

test('fitness, and what no rule was found for: silence says nothing, and it lapses', async () => {
  for (const industry of ['FITNESS', 'WELLNESS']) {
    const { record, timers } = await openLessons(industry)
    const { outcome, sessionId } = await record()
    expect(takenBy(outcome)).not.toHaveProperty('session.deemedUntil')
    expect(await timers()).toEqual([['LAPSE_SESSION', sessionId, '2025-10-19T16:00:00.000Z']])
  }
})

test('a word of hers ends it: confirmed, disputed, taken back', async () => {
  const { record, run, bookId, desk, timers, tick } = await openLessons('TUTORING')
  const sessions = [await record(), await record(), await record()]
  const [confirmed, disputed, reversed] = sessions.map(({ sessionId }) => sessionId)
  expect(await timers()).toHaveLength(3)
  const now = { now: RECORDED_AT }
  const confirm = { verb: 'confirm-session' as const, sessionId: confirmed! }
  await run(commandFor(bookId, consumer, confirm, now))
  const dispute = { verb: 'dispute-session' as const, sessionId: disputed!, reason: '没有上课' }
  await run(commandFor(bookId, consumer, dispute, now))
  const reverse = { verb: 'reverse-session' as const, sessionId: reversed!, reason: '误点' }
  await run(commandFor(bookId, desk, reverse, now))
  expect(await timers()).toEqual([])
  expect(await tick(OVER)).toMatchObject({ taken: {} })
  const body = { decision: 'WITHDRAW' as const }
  const withdraw = { verb: 'settle-dispute' as const, sessionId: disputed!, body }
  await run(commandFor(bookId, consumer, withdraw, { now: '2025-10-10T04:00:00.000Z' }))
  // A new period of fifteen working days from there.
  const again = '2025-10-30T16:00:00.000Z'
  expect(await timers()).toEqual([['CONFIRM_SESSION', disputed, again]])
  expect(await tick(again)).toMatchObject({ taken: { CONFIRM_SESSION: 1 } })
})

test('F4: spends of one tick release what one spend of all of it would', async () => {
  const { record, tick, balances } = await openLessons('TUTORING', valueCard)
  for (const faceFen of [3333n, 3333n, 3334n]) await record(RECORDED_AT, faceFen)
  expect(await tick(OVER)).toMatchObject({ taken: { CONFIRM_SESSION: 3 } })
  // ⌊10000·8/10⌋
  expect(await balances()).toMatchObject({ '2003': 8000n })
})

test('in a year without notice silence confirms by the working days of the law', async () => {
  const { record } = await openLessons('TUTORING')
  // The last test of this file: from here on it lives in a year that nobody knows yet.
  const now = '2040-12-20T04:00:00.000Z'
  const file = join(folder, 'clock')
  await moveClock(file, now)
  await makePartitions(escrow.db, now.slice(0, 10))
  const clock = await followClock({
    mode: 'caller',
    file,
    log: createLog({ name: 'clock', level: 'silent' }),
  })
  clock.stop()
  const { outcome } = await record(now)
  // 21 December is a Friday, 1 January a Tuesday: 15 working days without it.
  expect(outcome?.answer).toMatchObject({
    body: { session: { deemedUntil: endOfShanghaiDay('2041-01-11') } },
  })
})
