// The drill: whatever an administrator does to a book, an audit names it and the first bad entry.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EARLY, LATE, openDrill, type DrillBook, type DrillStage } from './stage.ts'

const START_MAX_MS = 180_000
const TEST_MAX_MS = 180_000
/** The entry that is tampered with: after the first checkpoint that was kept. */
const BAD = 11
let stage: DrillStage
let book: DrillBook
let used = 0

beforeAll(async () => {
  stage = await openDrill(mkdtempSync(join(tmpdir(), 'ticun-drill-')), 9)
}, START_MAX_MS)
afterAll(() => stage?.close(), START_MAX_MS)
beforeEach(() => {
  const next = stage.books[used]
  if (!next) throw new Error('each test takes a book of its own')
  book = next
  used += 1
})

const audit = (...words: string[]) => stage.audit('--book', book.bookId, ...words)
const isInOrder = () => stage.administrator.isChained(book.bookId)
const withOlders = () => book.checkpoints.flatMap((file) => ['--older', file])

async function expectNamed(sequence: number, detail: RegExp) {
  const { code, said } = await audit()
  expect(said).toMatch(detail)
  expect(said).toContain(`entries 1 to ${sequence - 1} are the ones`)
  expect(said).toContain(`first bad entry: ${sequence}: `)
  expect(code).toBe(1)
  expect(await stage.alerts(book.bookId)).toEqual([`BOOK_WAS_CHANGED ${sequence}`])
}

test('a book that nobody touched holds', async () => {
  expect(await isInOrder()).toBe(true)
  const { code, said } = await audit(...withOlders())
  expect(said).toContain(`all ${LATE} entries are, byte for byte,`)
  expect(said).toContain(`${LATE} entries, hashed anew, continue 2 older checkpoints`)
  expect(code).toBe(0)
  expect(await stage.alerts(book.bookId)).toEqual([])
})

test('an amount is changed', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.changeAmount(book.bookId, BAD)
  await expectNamed(BAD, /line 1 amount is 8331; what was signed says 8330/)
})

test('an entry is deleted', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.deleteEntry(book.bookId, BAD)
  await expectNamed(BAD, /it is missing in the book: 12 comes next/)
})

test('the last entry is deleted', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.deleteEntry(book.bookId, LATE)
  await expectNamed(LATE, /it is missing: the book ends at 15, its copy at 16/)
})

test('two entries are swapped', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.swapWithNext(book.bookId, BAD)
  await expectNamed(BAD, /causeId is fct_\S+; what was signed says fct_/)
})

test('an entry is inserted, and all after it made to fit', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.insertAfter(book.bookId, BAD - 1)
  expect(await isInOrder()).toBe(true)
  await expectNamed(BAD, /causeId is fct_\w+Z; what was signed says fct_/)
})

test('an entry is inserted at the end, and the chain made to fit', async () => {
  await stage.administrator.insertAfter(book.bookId, LATE)
  expect(await isInOrder()).toBe(true)
  // It could be one that is on its way; so the book is not said to hold.
  const young = await audit()
  expect(young.said).toContain(`entry ${LATE + 1} is young, and the notary has not heard of it`)
  expect(young.code).toBe(2)
  await stage.administrator.backdate(book.bookId, LATE + 1)
  await expectNamed(LATE + 1, /it says that it is of .*, and was never told to the notary/)
})

test('an amount is changed and all after it re-chained', { timeout: TEST_MAX_MS }, async () => {
  await stage.administrator.changeAmountAndRechain(book.bookId, BAD)
  // The book alone is in perfect order: no look at it alone can tell.
  expect(await isInOrder()).toBe(true)
  await expectNamed(BAD, /line 1 amount is 8331; what was signed says 8330/)
  // Nor need the notary be asked: a checkpoint that anybody kept tells as well.
  const { code, said } = await audit(...withOlders())
  expect(code).toBe(1)
  expect(said).toContain(`-${LATE}.checkpoint: not the book that was signed: root `)
  expect(said).toContain(`first bad entry: one of the entries ${EARLY + 1} to ${LATE}`)
})

test('an edit raises an alert though nobody audits', { timeout: TEST_MAX_MS }, async () => {
  expect(await stage.alerts(book.bookId)).toEqual([])
  await stage.administrator.changeAmountAndRechain(book.bookId, BAD)
  const raised = () => stage.alerts(book.bookId)
  await expect.poll(raised, { timeout: TEST_MAX_MS / 2 }).toEqual([`BOOK_WAS_CHANGED ${BAD}`])
})
