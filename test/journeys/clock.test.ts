// The clock process moves a house of tests through time: only forward, all of it, by an officer.
import { BOOK, OFFICER, type Stage } from '@ticun/demo'
import type { House } from '@ticun/house'
import { clockRoutes, escrowRoutes, settlementRoutes } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { openGym } from './gym.ts'

const HOUSE_START_MAX_MS = 600_000
const STARTS_AT = '2025-09-19T02:00:00.000Z'
const NEXT_MONTH = '2025-10-16T02:00:00.000Z'
const NEXT_YEAR = '2026-10-16T02:00:00.000Z'
/** What a house needs to run a time of its own; without pages, brokers and witnesses. */
const ONLY = ['issuer', 'bank', 'escrow', 'clock', 'settlement', 'notary'] as const

let house: House
let stage: Stage
let asker: Asker
beforeAll(async () => {
  const env = { ...process.env, CLOCK: 'caller', EVENTS: 'postgres' }
  house = await openTestHouse({ startsAt: STARTS_AT, env, only: ONLY })
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
}, HOUSE_START_MAX_MS)
afterAll(() => house.stop())

const SERVICES = ['escrow', 'clock', 'settlement', 'notary'] as const

async function timesOf(): Promise<string[]> {
  const answers = SERVICES.map(async (name) => {
    const { body } = await asker(house.urls[name], { path: '/healthz' })
    return (body as { now: string }).now
  })
  return Promise.all(answers)
}

function move(now: string, as = OFFICER) {
  return asker(house.urls.clock, { path: clockRoutes.moveClock.path, as, json: { now } })
}

function ticks(json: object, as: string) {
  return asker(house.urls.escrow, { path: escrowRoutes.takeTimers.path, as, json })
}

test('every process of the house begins at its time', async () => {
  const times = await timesOf()
  for (const time of times) expect([time >= STARTS_AT, time < '2025-09-20']).toEqual([true, true])
})

test('a move takes all processes along, and book time follows into another month', async () => {
  const { status, body } = await move(NEXT_MONTH)
  expect([status, body]).toEqual([200, { now: NEXT_MONTH, books: [{ bookId: BOOK, taken: {} }] }])
  for (const time of await timesOf()) expect(time >= NEXT_MONTH).toBe(true)
  const { client, bank } = stage
  await bank.payIn({
    key: 'stray',
    debtorName: '某人',
    debtorAccount: '6217000000000001',
    amountFen: 100n,
    remittance: 'nothing that anybody knows',
    bookedAt: NEXT_MONTH,
  })
  const imported = await asker(house.urls.settlement, {
    path: settlementRoutes.fetchStatement.path,
    as: OFFICER,
    json: { from: '2025-10-01', to: '2025-10-17' },
  })
  expect([imported.status, imported.body]).toMatchObject([201, { unmatched: 1 }])
  const params = { bookId: BOOK }
  await expect
    .poll(
      async () => {
        const call = { as: OFFICER, params, query: {} }
        const { items } = await client.call(house.urls.escrow, escrowRoutes.listEntries, call)
        return items.map(({ recordedAt }) => recordedAt.slice(0, '2025-10'.length))
      },
      { timeout: 20_000 },
    )
    .toEqual(['2025-10'])
})

test('it never moves back', async () => {
  const { status, body } = await move(STARTS_AT)
  expect([status, body]).toMatchObject([422, { code: 'clock_runs_forward' }])
  for (const time of await timesOf()) expect(time >= NEXT_MONTH).toBe(true)
})

test('a process that is killed comes back at the time of its house', async () => {
  expect((await move(NEXT_YEAR)).status).toBe(200)
  process.kill(house.pids()['escrow'] ?? 0, 'SIGKILL')
  const timeOf = async () => (await timesOf().catch(() => [''])).toSorted()[0] ?? ''
  await expect.poll(timeOf).toSatisfy((time) => time >= NEXT_YEAR)
})

test('only an officer moves it, and only the clock process may ask for ticks', async () => {
  for (const as of ['coach', 'm0001', 'guan']) {
    expect(await move('2027-01-01T00:00:00.000Z', as)).toMatchObject({ status: 403 })
    expect(await ticks({ bookId: BOOK }, as)).toMatchObject({ status: 403 })
  }
  expect(await ticks({ bookId: BOOK }, OFFICER)).toMatchObject({ status: 403 })
})

test('a book of its own can be asked for, and an unknown one is refused', async () => {
  const path = clockRoutes.moveClock.path
  const ask = (bookId: string) =>
    asker(house.urls.clock, { path, as: OFFICER, json: { now: STARTS_AT, bookId } })
  expect(await ask(BOOK)).toMatchObject({ status: 200, body: { books: [{ bookId: BOOK }] } })
  expect(await ask('bok_00000000000000000000000999')).toMatchObject({
    status: 404,
    body: { code: 'unknown_book' },
  })
})

test('it tells its figures, and is ready', async () => {
  const { body } = await asker(house.urls.clock, { path: '/metrics' })
  expect(body).toContain('rounds_total')
  expect(await asker(house.urls.clock, { path: '/readyz' })).toMatchObject({ status: 200 })
})
