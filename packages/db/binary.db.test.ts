// Binary columns that Postgres reads as the same cells, and statements that are sent and not waited
// for.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import {
  bigints,
  byteStrings,
  connect,
  instants,
  send,
  sqlState,
  texts,
  transact,
} from './index.ts'
import type { Database } from './index.ts'

let server: Awaited<ReturnType<typeof openTestDatabase>>
let databases: Awaited<ReturnType<typeof createTestDatabases>>
let db: Database<{ kept: { n: bigint } }>

beforeAll(async () => {
  server = await openTestDatabase()
  databases = await createTestDatabases('db', server.superuserUrl)
  db = connect({ url: databases.escrow.ownerUrl, applicationName: 'test' })
  await sql`CREATE TABLE kept (n bigint PRIMARY KEY)`.execute(db)
})

afterAll(async () => {
  await db?.destroy()
  await databases?.drop()
  await server?.stop()
})

async function back(column: Buffer, type: string): Promise<unknown[]> {
  const rows = await sql<{ cell: unknown }>`
    SELECT cell FROM unnest(${column}::${sql.raw(type)}[]) AS c (cell)`.execute(db)
  return rows.rows.map(({ cell }) => cell)
}

describe('a binary column', () => {
  test.each<[string, Buffer, unknown[]]>([
    ['text', texts([]), []],
    [
      'text',
      texts(['a,b', '{c}', 'say "hi"', 'back\\slash', '张三🀄', 'null', '', null]),
      ['a,b', '{c}', 'say "hi"', 'back\\slash', '张三🀄', 'null', '', null],
    ],
    [
      'bigint',
      bigints([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]),
      [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)],
    ],
    [
      'timestamptz',
      instants([
        '1999-12-31T23:59:59.999Z',
        null,
        '2026-02-28T01:02:03.004Z',
        '2026-02-28T01:02:03.004Z',
      ]),
      ['1999-12-31T23:59:59.999Z', null, '2026-02-28T01:02:03.004Z', '2026-02-28T01:02:03.004Z'],
    ],
    [
      'bytea',
      byteStrings([new Uint8Array(0), Uint8Array.of(0, 255)]),
      [Buffer.alloc(0), Buffer.of(0, 255)],
    ],
  ])('of %s', async (type, column, cells) => {
    expect(await back(column, type)).toEqual(cells)
  })

  test('refuses what is no time', () => {
    expect(() => instants(['yesterday'])).toThrow(RangeError)
  })

  test.each([2n ** 63n, -(2n ** 63n) - 1n])('refuses %d, which is beyond 64 bits', (number) => {
    expect(() => bigints([number])).toThrow(RangeError)
  })
})

describe('a statement that is sent', () => {
  const kept = async () => {
    const { rows } = await sql<{ n: bigint }>`SELECT n FROM kept ORDER BY n`.execute(db)
    return rows.map(({ n }) => n)
  }
  const keep = (n: bigint) => sql`INSERT INTO kept VALUES (${n}::bigint)`

  test('takes effect with its transaction, in order', async () => {
    await transact(db, async (trx) => {
      await send(trx, keep(1n))
      await send(trx, sql`UPDATE kept SET n = n + ${1n}::bigint`)
    })
    expect(await kept()).toEqual([2n])
  })

  test('fails the commit with its own error, and nothing is kept', async () => {
    const attempt = transact(db, async (trx) => {
      await send(trx, keep(3n))
      await send(trx, keep(2n))
      await send(trx, keep(4n))
    })
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
    expect(await kept()).toEqual([2n])
  })

  test('fails the next statement that is waited for', async () => {
    let after = false
    const attempt = transact(db, async (trx) => {
      await send(trx, keep(2n))
      await sql`SELECT ${1}::int`.execute(trx)
      after = true
    })
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe('23505')
    expect(after).toBe(false)
  })

  test('leaves the connection fit for others when its transaction is given up', async () => {
    const attempt = transact(db, async (trx) => {
      await send(trx, keep(2n))
      throw new Error('given up')
    })
    await expect(attempt).rejects.toThrow('given up')
    await transact(db, async (trx) => send(trx, keep(5n)))
    expect(await kept()).toEqual([2n, 5n])
  })
})
