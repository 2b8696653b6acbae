// One transaction in one flight: all of it or nothing, and a connection that is fit afterwards.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { connect, fly, send, sqlState, transact } from './index.ts'
import type { Database } from './index.ts'

type Tables = { kept: { n: bigint; note: string | null; more: unknown } }

const TEST_MAX_MS = 60_000
let db: Database<Tables>
const faults: Error[] = []
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('db', server.superuserUrl)
  db = connect({
    url: databases.escrow.ownerUrl,
    applicationName: 'test',
    connectionsMax: 1,
    onFault: (error) => faults.push(error),
  })
  closing.push(() => db.destroy(), databases.drop, server.stop)
  await sql`CREATE TABLE kept (n bigint PRIMARY KEY, note text, more json)`.execute(db)
  await sql`CREATE TABLE late (n bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)`.execute(db)
}, TEST_MAX_MS)

beforeEach(async () => {
  await sql`TRUNCATE kept, late`.execute(db)
})

afterAll(async () => {
  for (const close of closing) await close()
}, TEST_MAX_MS)

const keep = (n: bigint) => sql`INSERT INTO kept VALUES (${n}::bigint)`

async function kept(): Promise<bigint[]> {
  const { rows } = await sql<{ n: bigint }>`SELECT n FROM kept ORDER BY n`.execute(db)
  return rows.map(({ n }) => n)
}

test('statements take effect in order, whether sent or executed, and parsed once', async () => {
  for (const first of [1n, 11n]) {
    const result = await fly(db, async (trx) => {
      await send(trx, keep(first))
      const note = { note: 'é"\\', more: { list: [1] } }
      await trx
        .insertInto('kept')
        .values({ n: first + 1n, ...note })
        .execute()
      await sql`UPDATE kept SET n = n + ${4n}::bigint WHERE n >= ${first}::bigint`.execute(trx)
      return 'done'
    })
    expect(result).toBe('done')
  }
  const { rows } = await sql`SELECT n, note, more FROM kept ORDER BY n LIMIT 2`.execute(db)
  expect(rows).toEqual([
    { n: 5n, note: null, more: null },
    { n: 6n, note: 'é"\\', more: { list: [1] } },
  ])
  expect(await kept()).toEqual([5n, 6n, 15n, 16n])
})

test('one that fails is thrown as it is, and nothing is kept; the connection is fit', async () => {
  await transact(db, async (trx) => send(trx, keep(2n)))
  const attempt = fly(db, async (trx) => {
    await send(trx, keep(1n))
    await send(trx, keep(2n))
    await send(trx, sql`INSERT INTO kept VALUES (${3n}::bigint), (${4n}::bigint)`)
  })
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
  expect(await kept()).toEqual([2n])
  // What was parsed before the failure, and what was not, both work afterwards.
  await fly(db, async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`INSERT INTO kept VALUES (${3n}::bigint), (${4n}::bigint)`)
  })
  expect(await kept()).toEqual([1n, 2n, 3n, 4n])
})

test('a commit that is refused keeps nothing either', async () => {
  const attempt = fly(db, async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`INSERT INTO late VALUES (${1n}::bigint), (${1n}::bigint)`)
  })
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
  expect(await kept()).toEqual([])
})

test('work that throws sends nothing', async () => {
  const attempt = fly(db, async (trx) => {
    await send(trx, keep(1n))
    throw new Error('given up')
  })
  await expect(attempt).rejects.toThrow('given up')
  expect(await kept()).toEqual([])
})

test('a large flight arrives whole', async () => {
  const long = 'x'.repeat(100_000)
  await fly(db, async (trx) => {
    for (let n = 1n; n <= 8n; n += 1n) {
      await send(trx, sql`INSERT INTO kept VALUES (${n}::bigint, ${long})`)
    }
  })
  const { rows } = await sql`SELECT count(*)::int, min(length(note)) FROM kept`.execute(db)
  expect(rows).toEqual([{ count: 8, min: 100_000 }])
})

test('a connection that breaks on the way is a fault, and the next flight has another one', async () => {
  const attempt = fly(db, async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`SELECT pg_terminate_backend(pg_backend_pid()), ${1}::int`)
  })
  await expect(attempt).rejects.toThrow(/terminat/)
  await fly(db, async (trx) => send(trx, keep(2n)))
  expect(await kept()).toEqual([2n])
})
