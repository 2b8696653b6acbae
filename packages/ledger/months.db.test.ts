// A book across the end of a month: two partitions, one chain.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Draft } from '@ticun/rules'
import * as ledger from './index.ts'
import { nextId, openTestLedger, type TestLedger } from './test-ledger.ts'

const LAST_OF_JUNE = '2025-06-30T23:59:59.999Z'
const FIRST_OF_JULY = '2025-07-01T00:00:00.000Z'
const LATER = '2025-07-01T00:00:05.000Z'

let t: TestLedger
let book = ''
beforeAll(async () => {
  t = await openTestLedger('2025-06-01')
  book = nextId('bok')
  await t.postAll(book, [funded(LAST_OF_JUNE), funded(LAST_OF_JUNE)])
  await t.postAll(book, [funded(FIRST_OF_JULY)])
})
afterAll(() => t?.close())

function funded(recordedAt: string, causeId = nextId('fct')): Draft {
  const lines = [
    { account: '1001', amount: 10n },
    { account: '2003/mer_a', amount: -10n },
  ]
  return { causeId, kind: 'x', merchantId: 'mer_a', occurredAt: recordedAt, recordedAt, lines }
}

test('sequences and balances go on from one month to the next', async () => {
  const found = await ledger.entries(t.db, book, { limit: 10 })
  expect(found.map((each) => [each.sequence, each.recorded_at])).toEqual([
    [1n, LAST_OF_JUNE],
    [2n, LAST_OF_JUNE],
    [3n, FIRST_OF_JULY],
  ])
  const { rows } = await t.owner.query(
    `SELECT tableoid::regclass::text AS part, sequence, balance FROM line
     WHERE book_id = $1 AND account = '1001' ORDER BY sequence`,
    [book],
  )
  expect(rows).toEqual([
    { part: 'line_2025_06', sequence: 1n, balance: 10n },
    { part: 'line_2025_06', sequence: 2n, balance: 20n },
    { part: 'line_2025_07', sequence: 3n, balance: 30n },
  ])
})

test('a cause of an old month cannot be used again', async () => {
  const [old] = await ledger.entries(t.db, book, { limit: 1 })
  const again = t.postAll(book, [funded(LATER, old!.cause_id)])
  await expect(again).rejects.toMatchObject({ code: '23505', table: 'entry_cause' })
})

test('a sequence of an old month cannot be used again', async () => {
  const head = await ledger.chainHead(t.db, book)
  expect(head?.sequence).toBe(3n)
  const again = t.db.transaction().execute(async (trx) => {
    const chain = (await ledger.lockChain(trx, book))!
    const heads = await ledger.accountHeads(trx, book, ['1001', '2003/mer_a'])
    const posted = ledger.compose({ ...chain, sequence: 1n }, heads, [funded(LATER)])
    await ledger.append(trx, ledger.advance(chain, posted, LATER), posted)
  })
  await expect(again).rejects.toMatchObject({ code: 'TC003' })
})

test('book time does not run back', async () => {
  const back = t.db.transaction().execute(async (trx) => {
    const chain = (await ledger.lockChain(trx, book))!
    await ledger.post(trx, chain, [funded(LAST_OF_JUNE)], LAST_OF_JUNE)
  })
  await expect(back).rejects.toMatchObject({ code: 'TC006' })
})

test('a period takes its start and leaves its end', async () => {
  const period = { from: LAST_OF_JUNE, to: FIRST_OF_JULY, limit: 10 }
  const found = await ledger.entries(t.db, book, { ...period, merchantId: 'mer_a' })
  expect(found.map((each) => each.sequence)).toEqual([1n, 2n])
  const stated = await ledger.statement(t.db, book, '2003/mer_a', period)
  expect(stated).toMatchObject({ openingFen: 0n, closingFen: 20n })
  expect(stated.lines.map((line) => [line.sequence, line.balance])).toEqual([
    [1n, -10n],
    [2n, -20n],
  ])
})

test('a statement is paged by its lines, over the month, and its ends stay', async () => {
  const pages: ledger.Statement[] = []
  let after: ledger.StatementQuery['after']
  for (let page = 0; page < 3; page += 1) {
    const stated = await ledger.statement(t.db, book, '1001', { limit: 2, after })
    pages.push(stated)
    const last = stated.lines.at(-1)
    if (last) after = { recordedAt: last.recorded_at, sequence: last.sequence }
  }
  expect(pages.map((page) => page.lines.map((line) => line.sequence))).toEqual([[1n, 2n], [3n], []])
  expect(pages.map((page) => [page.openingFen, page.closingFen])).toEqual([
    [0n, 30n],
    [0n, 30n],
    [0n, 30n],
  ])
  const entry = await ledger.entries(t.db, book, {
    limit: 1,
    causeId: pages[1]!.lines[0]!.cause_id,
  })
  expect(entry.map((each) => each.sequence)).toEqual([3n])
})

test('a month without a partition takes nothing', async () => {
  const never = t.postAll(book, [funded('2039-01-01T00:00:00.000Z')])
  await expect(never).rejects.toMatchObject({ code: '23514' })
})
