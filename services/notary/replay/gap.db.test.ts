// A book that cannot go on: it waits, says so after a while, and catches up when it can.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hex } from '@ticun/proof'
import { findBook, listBooks } from '../book/book.ts'
import { book, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { createGapWatch, GAP_PATIENCE_MS } from './gap.ts'

const TEST_MAX_MS = 60_000
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterEach(() => stage.close(), TEST_MAX_MS)

test('a gap is an alert only after patience, and no stop', async () => {
  const spoken = book(makeStory(3))
  let nowMs = 0
  const watch = createGapWatch(stage.db, stage.told, () => nowMs)
  const look = async () => watch(await listBooks(stage.db))
  stage.listen()
  const late = 4
  await stage.speak([
    ...ofEscrow(spoken.causes),
    ...ofLedger(spoken.entries.filter((_, at) => at !== late)),
  ])
  await eventually(async () => expect(await stage.replayed()).toBe(BigInt(late)))
  await look()
  nowMs = GAP_PATIENCE_MS - 1
  await look()
  expect(await stage.facts()).toEqual([])
  nowMs = GAP_PATIENCE_MS
  await look()
  await look()
  expect((await stage.facts()).map(({ data }) => data)).toMatchObject([
    { code: 'BOOK_HAS_A_GAP', sequence: String(late + 1) },
  ])

  await stage.speak(ofLedger(spoken.entries.slice(late, late + 1)))
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
  nowMs = 10 * GAP_PATIENCE_MS
  await look()
  nowMs = 20 * GAP_PATIENCE_MS
  await look()
  expect(await stage.facts()).toHaveLength(1)
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
