// A book that cannot go on: it waits, says so after a while, and catches up when it can.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hex } from '@ticun/proof'
import { findBook, listBooks } from '../book/book.ts'
import { book, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { createGapWatch, GAP_PATIENCE_MS, LATE_PATIENCE_MS } from './gap.ts'

const TEST_MAX_MS = 180_000
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterEach(() => stage.close(), TEST_MAX_MS)

test('a gap is an alert only after patience, and no stop', async () => {
  const spoken = book(makeStory(3))
  let nowMs = 0
  const watch = createGapWatch(stage.db, stage.told, () => nowMs)
  const look = async () => watch.look(await listBooks(stage.db))
  stage.listen()
  const late = 4
  await stage.speak([
    ...ofEscrow(spoken.causes),
    ...ofLedger(spoken.entries.filter((_, at) => at !== late)),
  ])
  await eventually(async () => expect(await stage.replayed()).toBe(BigInt(late)))
  await look()
  nowMs = LATE_PATIENCE_MS - 1
  await look()
  expect(await stage.facts()).toEqual([])
  expect(watch.late()).toEqual([])
  nowMs = LATE_PATIENCE_MS
  await look()
  const sequence = String(late + 1)
  const told = async () => (await stage.facts()).map(({ data }) => data)
  expect(await told()).toMatchObject([{ code: 'FACTS_ARE_LATE', sequence }])
  expect(watch.late()).toEqual([expect.stringContaining(`entry ${sequence}: its entry did not`)])
  nowMs = GAP_PATIENCE_MS - 1
  await look()
  expect(await told()).toHaveLength(1)
  nowMs = GAP_PATIENCE_MS
  await look()
  await look()
  expect(await told()).toMatchObject([{}, { code: 'BOOK_HAS_A_GAP', sequence }])

  await stage.speak(ofLedger(spoken.entries.slice(late, late + 1)))
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
  nowMs = 10 * GAP_PATIENCE_MS
  await look()
  nowMs = 20 * GAP_PATIENCE_MS
  await look()
  expect(await stage.facts()).toHaveLength(2)
  expect(watch.late()).toEqual([])
})

test(
  'a long queue behind a gap is caught up although nothing more arrives',
  async () => {
    // More than one transaction replays.
    const spoken = book(makeStory(1_500))
    const [first, ...others] = ofEscrow(spoken.causes)
    if (!first) throw new Error('a story has facts')
    const listener = stage.listen()
    await stage.speak([...ofLedger(spoken.entries), ...others])
    const all = spoken.entries.length + others.length
    await eventually(async () => {
      const received = listener.status().reduce((sum, topic) => sum + topic.received, 0)
      expect(received).toBe(all)
    })
    expect(await stage.replayed()).toBe(0n)
    await stage.speak([first])
    await eventually(async () => expect(await stage.replayed()).toBeGreaterThan(0n))
    await listener.stop()
    expect(await stage.replayed()).toBeLessThan(spoken.sequence)
    await stage.sign()
    const found = await findBook(stage.db)
    expect(found?.sequence).toBe(spoken.sequence)
    expect(hex(found?.hash ?? new Uint8Array())).toBe(spoken.head)
  },
  TEST_MAX_MS,
)
