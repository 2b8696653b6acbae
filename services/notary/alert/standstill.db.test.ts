// Knows that facts that stand still are an alert, once for each time that they do.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { book, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { createStandstillWatch } from './standstill.ts'

const TEST_MAX_MS = 60_000
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

test('a standstill is told once, and again when it comes again', async () => {
  const spoken = book(makeStory(1))
  stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
  let still: string[] = []
  let minutes = 10
  const now = () => `2026-01-01T00:${minutes}:00.000Z`
  const look = createStandstillWatch(stage.db, { still: () => still }, { ...stage.told, now })
  const alerts = async () => (await stage.facts()).map(({ data }) => data)

  await look()
  expect(await alerts()).toEqual([])
  still = ['facts do not leave for 45 s: no answer']
  await look()
  minutes += 1
  await look()
  const told = { code: 'FACTS_STAND_STILL', detail: still[0] }
  expect(await alerts()).toMatchObject([told])
  still = []
  await look()
  still = [told.detail!]
  await look()
  expect(await alerts()).toMatchObject([told, told])
})
