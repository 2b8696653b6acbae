// How Postgres answers the book's questions in a large book: by index, few partitions, few rows.
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kysely } from 'kysely'
import * as ledger from './index.ts'
import { openTestLedger, type TestLedger } from './test-ledger.ts'
import { openPlans } from './test-plan.ts'

const ENTRIES = 100_000
const book = 'bok_large'
const MIDDLE = '2025-07-20T10:30:30.500Z'
const LATER = '2025-07-20T16:00:00.000Z'
const PAGE = 20
/** Partitions that a question about one instant may read: of lines and entries, a month or two. */
const MONTHS_MAX = 4
/** What has no time to go by looks into each month's index once, also into those that are empty. */
const EVERY_MONTH = Infinity

let t: TestLedger
let plans: ReturnType<typeof openPlans>
beforeAll(async () => {
  t = await openTestLedger('2025-06-01')
  const superuser = new pg.Client({ connectionString: t.superuserUrl })
  await superuser.connect()
  await superuser.query(`SET test.book = '${book}'; SET test.entries = ${ENTRIES}`)
  await superuser.query(await readFile(new URL('./test-large-book.sql', import.meta.url), 'utf8'))
  await superuser.end()
  plans = openPlans(t.runtimeUrl)
})
afterAll(async () => {
  await plans?.close()
  await t?.close()
})

type Ask = (db: Kysely<ledger.LedgerTables>) => Promise<unknown>

/** What is asked, the most rows that may be read for it, and how many partitions. */
const questions: [string, number, number, Ask][] = [
  ['a balance now', 1, 0, (db) => ledger.balanceAt(db, book, '2003/mer_7', {})],
]
const at =
  (account: string, asOf: ledger.AsOf): Ask =>
  (db) =>
    ledger.balanceAt(db, book, account, asOf)
const world = { occurredAt: MIDDLE }
const known = { recordedAt: MIDDLE }
const both = { occurredAt: MIDDLE, recordedAt: LATER }
questions.push(
  ['a merchant by book time', 2, MONTHS_MAX, at('2003/mer_7', known)],
  ['a merchant by world time', 400, MONTHS_MAX, at('2003/mer_7', world)],
  ['a merchant by both', 400, MONTHS_MAX, at('2003/mer_7', both)],
  ['the bank by world time', 400, MONTHS_MAX, at('1001', world)],
  ['a lot by book time', 2, MONTHS_MAX, at('2001/lot_1007', known)],
  ['a lot by world time', 60, MONTHS_MAX, at('2001/lot_1050', world)],
  ['totals now', 30, 0, (db) => ledger.totals(db, book, {})],
  ['totals by book time', 30, 0, (db) => ledger.totals(db, book, known)],
  ['totals by world time', 3000, MONTHS_MAX, (db) => ledger.totals(db, book, world)],
  ['totals by both', 1000, MONTHS_MAX, (db) => ledger.totals(db, book, both)],
)
const listed =
  (query: Partial<ledger.EntryQuery>): Ask =>
  (db) =>
    ledger.entries(db, book, { limit: PAGE, ...query })
const rowsOfPage = 6 * PAGE
questions.push(
  ['entries after one', rowsOfPage, EVERY_MONTH, listed({ after: 50_000n })],
  ['the entry of a cause', 10, EVERY_MONTH, listed({ causeId: 'fct_70000' })],
  ['entries of a contract', rowsOfPage, EVERY_MONTH, listed({ contractId: 'ctr_77' })],
  [
    'entries of a merchant',
    rowsOfPage,
    EVERY_MONTH,
    listed({ merchantId: 'mer_7', after: 50_000n }),
  ],
  ['entries of a time', 200, MONTHS_MAX, listed({ from: MIDDLE, to: LATER })],
  ['a moment without entries', 100, MONTHS_MAX, listed({ from: MIDDLE, to: MIDDLE })],
  [
    'a merchant in a time',
    200,
    MONTHS_MAX,
    listed({ from: MIDDLE, to: LATER, merchantId: 'mer_7' }),
  ],
)
const stated =
  (query: Partial<ledger.StatementQuery>): Ask =>
  (db) =>
    ledger.statement(db, book, '2003/mer_7', { limit: PAGE, ...query })
questions.push(
  ['a statement', rowsOfPage, 8, stated({ from: MIDDLE, to: '2025-08-10T00:00:00.000Z' })],
  [
    'its next page',
    rowsOfPage,
    8,
    stated({
      from: '2025-06-10T00:00:00.000Z',
      after: { recordedAt: MIDDLE, sequence: 450n },
      to: '2025-08-10T00:00:00.000Z',
    }),
  ],
)

describe.each(['custom', 'generic'] as const)('with a %s plan', (mode) => {
  test.each(questions)('%s reads at most %i rows of %f partitions', async (_, rows, parts, ask) => {
    const plan = await plans.planOf(mode, ask)
    expect(plan.scanned).toEqual([])
    expect(plan.rows).toBeLessThanOrEqual(rows)
    const partitions = plan.touched.filter((name) => /^(line|entry)_\d/.test(name))
    expect(partitions.length, partitions.join()).toBeLessThanOrEqual(parts)
  })
})

test.each([
  ['2001/lot_1050', 'world', world],
  ['2003/mer_50', 'world', world],
  ['2001/lot_1050', 'book', known],
  ['2003/mer_50', 'book', known],
])('%s by %s time is read from indexes alone, wherever its rows lie', async (account, _, asOf) => {
  await t.owner.query('VACUUM line, late_amount, late_sum')
  const plan = await plans.planOf('generic', at(account, asOf))
  expect(plan.rows).toBeGreaterThan(0)
  expect(plan.fetched).toBe(0)
})

test('what was loaded without triggers is answered rightly', async () => {
  const { rows } = await t.owner.query<{ code: string; fen: string }>(
    `SELECT left(account, 4) AS code, abs(sum(amount)) AS fen FROM line
     WHERE book_id = $1 AND occurred_at <= $2 GROUP BY 1 ORDER BY 1`,
    [book, MIDDLE],
  )
  const found = (await ledger.totals(t.db, book, world)).filter((each) => each.balanceFen !== 0n)
  expect(found.map((each) => [each.account, each.balanceFen])).toEqual(
    rows.map(({ code, fen }) => [code, BigInt(fen)]),
  )
})
