// Knows that each room has its own database and that no role can do more than it should.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { provision, ROOMS, unprovision } from './provision.ts'
import type { Provisioned } from './provision.ts'
import { openSecrets } from './secrets.ts'
import { fillIn } from './sql-file.ts'
import { createTestDatabases, openTestDatabase } from './test-database.ts'
import type { TestDatabase } from './test-database.ts'

const TEST_MAX_MS = 180_000
let server: TestDatabase
let dataDir: string
let rooms: Provisioned

beforeAll(async () => {
  server = await openTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'ticun-provision-'))
  rooms = await provisionOnce()
}, TEST_MAX_MS)

afterAll(async () => {
  await unprovision(server.superuserUrl, rooms)
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, TEST_MAX_MS)

test('a second run changes nothing and keeps what is there', async () => {
  await query(rooms.escrow.ownerUrl, 'CREATE TABLE kept (n int)')
  expect(await provisionOnce()).toEqual(rooms)
  expect(await query(rooms.escrow.ownerUrl, 'SELECT n FROM kept')).toEqual([])
})

test('two houses that start at once on one server do not hurt each other', async () => {
  const twins = await Promise.all([provisionOnce(), provisionOnce()])
  expect(twins).toEqual([rooms, rooms])
})

test.each(ROOMS)(
  '%s: the runtime role makes no table and reads only what was granted',
  async (name) => {
    const room = rooms[name]
    await query(room.ownerUrl, 'CREATE TABLE secret (n int)')
    await query(room.ownerUrl, 'CREATE TABLE outbox (n int)')
    await query(room.ownerUrl, `GRANT SELECT, INSERT ON outbox TO ${room.runtime}`)
    await query(room.ownerUrl, `GRANT SELECT ON outbox TO ${room.factsReader}`)
    for (const url of [room.runtimeUrl, room.factsReaderUrl]) {
      await expect(query(url, 'CREATE TABLE mine (n int)')).rejects.toThrow(/permission denied/)
      await expect(query(url, 'CREATE TEMP TABLE mine (n int)')).rejects.toThrow(
        /permission denied/,
      )
      await expect(query(url, 'CREATE SCHEMA mine')).rejects.toThrow(/permission denied/)
      await expect(query(url, 'SELECT * FROM secret')).rejects.toThrow(/permission denied/)
      expect(await query(url, 'SELECT * FROM outbox')).toEqual([])
    }
    await query(room.runtimeUrl, 'INSERT INTO outbox VALUES (1)')
    const change = query(room.runtimeUrl, 'UPDATE outbox SET n = 2')
    await expect(change).rejects.toThrow(/permission denied/)
    const write = query(room.factsReaderUrl, 'INSERT INTO outbox VALUES (1)')
    await expect(write).rejects.toThrow(/permission denied/)
  },
)

test('no room gets into the database of another', async () => {
  for (const visitor of ROOMS) {
    for (const host of ROOMS.filter((room) => room !== visitor)) {
      const { runtimeUrl, factsReaderUrl, ownerUrl } = rooms[visitor]
      for (const own of [runtimeUrl, factsReaderUrl, ownerUrl]) {
        const url = new URL(own)
        url.pathname = `/${rooms[host].database}`
        await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/permission denied for database/)
      }
    }
  }
})

test('test databases are fresh and can be dropped while in use', async () => {
  const first = await createTestDatabases('twin', server.superuserUrl)
  const second = await createTestDatabases('twin', server.superuserUrl)
  expect(first.escrow.database).not.toBe(second.escrow.database)
  expect(await query(first.notary.runtimeUrl, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }])
  await first.drop()
  await second.drop()
  const left = `SELECT datname FROM pg_database WHERE datname LIKE 'twin%'
    UNION SELECT rolname FROM pg_roles WHERE rolname LIKE 'twin%'`
  expect(await query(server.superuserUrl, left)).toEqual([])
})

test('a variable is quoted for its place', () => {
  const values = { role: 'a"b', password: "it's" }
  expect(fillIn(`ALTER ROLE :"role" PASSWORD :'password'`, values)).toBe(
    `ALTER ROLE "a""b" PASSWORD 'it''s'`,
  )
  expect(() => fillIn('DROP ROLE :"other"', values)).toThrow(/other/)
})

async function provisionOnce(): Promise<Provisioned> {
  return provision({
    superuserUrl: server.superuserUrl,
    // One server may serve several runs of this test.
    prefix: `house${process.pid}_`,
    secrets: openSecrets(dataDir),
  })
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
