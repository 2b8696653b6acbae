// Knows that a broken connection is a fault of one statement, and of nothing else.
import { sql } from 'kysely'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, sqlState, transact, type Database } from './index.ts'

const TEST_MAX_MS = 180_000
let db: Database<unknown>
const faults: Error[] = []
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('db', server.superuserUrl)
  db = connect({
    url: databases.escrow.runtimeUrl,
    applicationName: 'test',
    onFault: (error) => faults.push(error),
  })
  closing.push(() => db.destroy(), databases.drop, server.stop)
}, TEST_MAX_MS)

afterAll(async () => {
  for (const close of closing) await close()
}, TEST_MAX_MS)

test('a connection that breaks between two statements does not end the process', async () => {
  const work = db.connection().execute(async (session) => {
    const pid = await pidOf(session)
    await sql`SELECT pg_terminate_backend(${pid}::int)`.execute(db)
    while (faults.length === 0) await new Promise((resume) => setTimeout(resume, 10))
    return pidOf(session)
  })
  await expect(work).rejects.toThrow(/not queryable|terminat/)
  expect(faults[0]?.message).toMatch(/terminat/)
  expect(await pidOf(db)).toBeGreaterThan(0)
})

test('a transaction that Postgres wants repeated is repeated, and no other', async () => {
  const tries: string[] = []
  const failing = (code: string) => () =>
    transact(db, async (trx) => {
      tries.push(code)
      if (tries.length > 1) return tries.length
      await sql.raw(`DO $$ BEGIN RAISE SQLSTATE '${code}'; END $$`).execute(trx)
      return 0
    })
  expect(await failing('40001')()).toBe(2)
  tries.length = 0
  const error = await failing('23505')().catch((caught: unknown) => caught)
  expect(sqlState(error)).toBe('23505')
  expect(tries).toEqual(['23505'])
})

test('amounts arrive as bigint and instants as ISO text', async () => {
  const { rows } = await sql`SELECT 9007199254740993::bigint AS fen, '2015-02-02'::date AS day,
    '2015-02-02 08:11:00+08'::timestamptz AS at`.execute(db)
  expect(rows).toEqual([
    { fen: 9007199254740993n, day: '2015-02-02', at: '2015-02-02T00:11:00.000Z' },
  ])
})

async function pidOf(session: Database<unknown>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(session)
  return rows[0]?.pid ?? 0
}

test('an instant of any year comes back as it went', async () => {
  for (const at of [
    '0001-01-01T00:00:00.000Z',
    '0050-02-28T12:00:00.500Z',
    '9999-12-31T23:59:59.999Z',
  ]) {
    const { rows } = await sql<{ at: string }>`SELECT ${at}::timestamptz AS at`.execute(db)
    expect(rows).toEqual([{ at }])
  }
})
