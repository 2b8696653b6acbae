// One transaction in one flight: all of it or nothing, and a connection that is fit afterwards.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { connect, openRunway, send, sqlState, transact } from './index.ts'
import type { Database, Runway, Transaction } from './index.ts'

type Tables = { kept: { n: bigint; note: string | null; more: unknown } }

const TEST_MAX_MS = 180_000
let db: Database<Tables>
let runway: Runway<Tables>
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
  runway = openRunway(db)
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

const fly = async <T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
  (await runway.fly(work)).landed

const keep = (n: bigint) => sql`INSERT INTO kept VALUES (${n}::bigint)`

async function kept(): Promise<bigint[]> {
  const { rows } = await sql<{ n: bigint }>`SELECT n FROM kept ORDER BY n`.execute(db)
  return rows.map(({ n }) => n)
}

test('statements take effect in order, whether sent or executed, and parsed once', async () => {
  for (const first of [1n, 11n]) {
    const result = await fly(async (trx) => {
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
  const attempt = fly(async (trx) => {
    await send(trx, keep(1n))
    await send(trx, keep(2n))
    await send(trx, sql`INSERT INTO kept VALUES (${3n}::bigint), (${4n}::bigint)`)
  })
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
  expect(await kept()).toEqual([2n])
  // What was parsed before the failure, and what was not, both work afterwards.
  await fly(async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`INSERT INTO kept VALUES (${3n}::bigint), (${4n}::bigint)`)
  })
  expect(await kept()).toEqual([1n, 2n, 3n, 4n])
})

test('a commit that is refused keeps nothing either', async () => {
  const attempt = fly(async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`INSERT INTO late VALUES (${1n}::bigint), (${1n}::bigint)`)
  })
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
  expect(await kept()).toEqual([])
})

test('work that throws sends nothing', async () => {
  const attempt = fly(async (trx) => {
    await send(trx, keep(1n))
    throw new Error('given up')
  })
  await expect(attempt).rejects.toThrow('given up')
  expect(await kept()).toEqual([])
})

test('a large flight arrives whole', async () => {
  const long = 'x'.repeat(100_000)
  await fly(async (trx) => {
    for (let n = 1n; n <= 8n; n += 1n) {
      await send(trx, sql`INSERT INTO kept VALUES (${n}::bigint, ${long})`)
    }
  })
  const { rows } = await sql`SELECT count(*)::int, min(length(note)) FROM kept`.execute(db)
  expect(rows).toEqual([{ count: 8, min: 100_000 }])
})

test('a connection that breaks on the way is a fault, and the next flight has another one', async () => {
  const attempt = fly(async (trx) => {
    await send(trx, keep(1n))
    await send(trx, sql`SELECT pg_terminate_backend(pg_backend_pid()), ${1}::int`)
  })
  await expect(attempt).rejects.toThrow(/terminat/)
  await fly(async (trx) => send(trx, keep(2n)))
  expect(await kept()).toEqual([2n])
})

const sleep = (seconds: number) => sql`SELECT pg_sleep(${seconds}::float8)`

test('one is sent before the one ahead has landed, and comes after it', async () => {
  const landings: string[] = []
  // New to the connection, and in both: it is parsed twice, under one name only once.
  const grow = sql`UPDATE kept SET n = n + ${10n}::bigint`
  const first = await runway.fly(async (trx) => {
    await send(trx, sleep(0.2))
    await send(trx, keep(1n))
    await send(trx, grow)
  })
  const second = await runway.fly(async (trx) => {
    await send(trx, grow)
    await send(trx, keep(2n))
  })
  void first.landed.then(() => landings.push('first'))
  await second.landed.then(() => landings.push('second'))
  expect(landings).toEqual(['first', 'second'])
  expect(await kept()).toEqual([2n, 21n])
})

test('one that fails does not fail the one behind, whatever it had parsed', async () => {
  await fly((trx) => send(trx, keep(1n)))
  const unseen = sql`UPDATE kept SET note = ${'behind'} WHERE n = ${1n}::bigint`
  const first = await runway.fly(async (trx) => {
    await send(trx, keep(1n))
    await send(trx, unseen)
  })
  const second = await runway.fly((trx) => send(trx, unseen))
  expect(sqlState(await first.landed.catch((error: unknown) => error))).toBe('23505')
  await second.landed
  // By now it may have a name of its own.
  await fly((trx) => send(trx, unseen))
  const { rows } = await sql`SELECT n, note FROM kept`.execute(db)
  expect(rows).toEqual([{ n: 1n, note: 'behind' }])
})

test('with a connection that breaks all on it are lost, and the next has another one', async () => {
  const first = await runway.fly(async (trx) => {
    await send(trx, sql`SELECT pg_terminate_backend(pg_backend_pid()), ${1}::int`)
  })
  const second = await runway.fly((trx) => send(trx, keep(1n)))
  await expect(first.landed).rejects.toThrow(/terminat/)
  await expect(second.landed).rejects.toThrow()
  await fly((trx) => send(trx, keep(2n)))
  expect(await kept()).toEqual([2n])
})
