// What comes second is compared, on a real Postgres.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { connect, insertOnce, transact, type Database } from './index.ts'

type Tables = { kept: { book: string; n: bigint; fen: bigint | null; note: string; at: string } }
type Row = { book: string; n: string; fen: bigint | null; note: string; at: string }

const TEST_MAX_MS = 180_000
const AT = '2025-06-01T00:00:00.000Z'
let db: Database<Tables>
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('once', server.superuserUrl)
  db = connect({ url: databases.escrow.ownerUrl, applicationName: 'test', connectionsMax: 1 })
  closing.push(() => db.destroy(), databases.drop, server.stop)
  await sql`CREATE TABLE kept (book text, n bigint, fen bigint, note text, at timestamptz,
    arrival bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (book, n))`.execute(db)
}, TEST_MAX_MS)

beforeEach(async () => {
  await sql`TRUNCATE kept`.execute(db)
})

afterAll(async () => {
  for (const close of closing) await close()
}, TEST_MAX_MS)

const row = (n: number, more: Partial<Row> = {}): Row => ({
  book: 'a',
  n: String(n),
  fen: 5n,
  note: '字 \'"\\',
  at: AT,
  ...more,
})

const keep = (...rows: Row[]) =>
  transact(db, (trx) =>
    insertOnce(
      trx,
      {
        table: 'kept',
        key: { book: 'text', n: 'bigint' },
        says: { fen: 'bigint', note: 'text' },
        also: { at: 'timestamptz' },
        otherwise: ({ book, n }) => new Error(`${book} ${n} said otherwise`),
      },
      rows,
    ),
  )

const all = async () =>
  (await db.selectFrom('kept').select(['n', 'fen']).orderBy('n').execute()).length

test('new rows are kept, in their order; the same again is nothing new', async () => {
  expect(await keep(row(2), row(1))).toBe(2)
  const { rows } = await sql<{ n: bigint }>`SELECT n FROM kept ORDER BY arrival`.execute(db)
  expect(rows.map(({ n }) => n)).toEqual([2n, 1n])
  expect(await keep(row(1), row(3), row(2, { at: '2025-07-01T00:00:00.000Z' }))).toBe(1)
  expect(await keep()).toBe(0)
})

test.each([
  ['an amount', { fen: 6n }],
  ['no amount', { fen: null }],
  ['words', { note: '' }],
])('%s that is another one: it is named, and nothing of the call is kept', async (_what, more) => {
  await keep(row(1))
  await expect(keep(row(2), row(1, more))).rejects.toThrow('a 1 said otherwise')
  expect(await all()).toBe(1)
})

test('two in one call are compared too, and nothing is like nothing', async () => {
  await expect(keep(row(1), row(1, { fen: 7n }))).rejects.toThrow('a 1 said otherwise')
  expect(await keep(row(1, { fen: null }), row(1, { fen: null }))).toBe(1)
  expect(await keep(row(1, { book: 'b' }))).toBe(1)
})
