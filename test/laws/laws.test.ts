// Laws of a whole year: the facts alone lead to the state, and they name nobody.
//
// That facts which arrive twice, late or shuffled give the notary the same book is proved beside
// its code: services/notary/replay/follow.db.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EscrowFact } from '@ticun/protocol'
import { foundIn, logsOf, namelessPlaces, tablesOf, tracesOf } from './personal-data.ts'
import { readFacts, refold } from './refold.ts'
import { openYear, playYear, type OpenYear, type Outcome } from './year.ts'

const START_MAX_MS = 600_000
const STOP_MAX_MS = 120_000

let year: OpenYear
let outcome: Outcome
let facts: EscrowFact[]

beforeAll(async () => {
  year = await openYear()
  outcome = await playYear(year)
  facts = await readFacts(year.house.databases.escrow.factsReaderUrl)
}, START_MAX_MS)
afterAll(() => year.house.stop(), STOP_MAX_MS)

test('the year obeys the laws of the closing figures', () => {
  expect(outcome.wrong).toEqual([])
})

test('the year holds what the laws are about', () => {
  const types = new Set(facts.map(({ type }) => type))
  for (const type of ['lot.funded', 'session.confirmed', 'refund.paid', 'payout.paid'] as const) {
    expect(types).toContain(type)
  }
})

test('the facts folded again lead to the contracts, sessions, refunds and accounts', async () => {
  const { folded, shown } = await refold(year.stage, facts)
  expect(folded).toEqual(shown)
})

test('without one fact the fold leads elsewhere', async () => {
  const at = facts.findIndex(({ type }) => type === 'session.confirmed')
  const { folded, shown } = await refold(year.stage, facts.toSpliced(at, 1))
  expect(folded.contracts).not.toEqual(shown.contracts)
  expect(folded.accounts).not.toEqual(shown.accounts)
})

test('no fact, entry, reply or row of escrow and notary names a member or her account', async () => {
  const traces = await tracesOf(year.stage)
  expect(foundIn(await namelessPlaces(year.house), traces)).toEqual([])
})

test('no log names a member or her account', async () => {
  expect(foundIn(logsOf(year.dataDir), await tracesOf(year.stage))).toEqual([])
})

test('settlement, which knows who paid from where to pay it back, keeps it sealed', async () => {
  const traces = await tracesOf(year.stage)
  const places = await tablesOf('settlement', year.house.databases.settlement.runtimeUrl)
  const deposits = places.find(({ name }) => name === 'settlement.deposit')
  expect(deposits?.text).toMatch(/"payer_account":"s1\.[\w-]{40,}"/)
  expect(foundIn(places, traces)).toEqual([])
})
