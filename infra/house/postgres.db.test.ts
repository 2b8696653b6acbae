// Knows that the embedded server keeps what was committed, whatever ends it.
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { eraseDataDir } from './cluster-folder.ts'
import { freePort } from './free-ports.ts'
import { isAlive, waitUntilGone } from './guard.ts'
import { startPostgres } from './postgres.ts'
import type { RunningPostgres } from './postgres.ts'

const TEST_MAX_MS = 180_000
const GONE_MAX_MS = 60_000
const LARGE_BYTES = 4 * 1024 ** 2
const LARGE_STATEMENTS = 20
const started: { server: RunningPostgres; dataDir: string }[] = []

afterEach(async () => {
  for (const { server } of started) await server.stop()
  for (const { dataDir } of started.splice(0)) eraseDataDir(dataDir)
})

test('committed rows survive a stop and a kill -9', { timeout: TEST_MAX_MS }, async () => {
  const dataDir = newDataDir(0o711)
  const first = await start(dataDir)
  await query(first.url, 'CREATE TABLE kept (n int)')
  await query(first.url, 'INSERT INTO kept VALUES (1)')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)

  const second = await start(dataDir)
  await query(second.url, 'INSERT INTO kept VALUES (2)')
  process.kill(second.pid, 'SIGKILL')
  expect(await waitUntilGone(second.pid, GONE_MAX_MS)).toBe(true)

  const third = await start(dataDir)
  const rows = await query(third.url, 'SELECT n FROM kept ORDER BY n')
  expect(rows).toEqual([{ n: 1 }, { n: 2 }])
})

test('a private folder is no obstacle', { timeout: TEST_MAX_MS }, async () => {
  const dataDir = newDataDir(0o700)
  const first = await start(dataDir)
  await query(first.url, 'CREATE TABLE kept (n int)')
  await first.stop()
  const second = await start(dataDir)
  expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }])
  await second.stop()
  eraseDataDir(dataDir)
  expect(existsSync(dataDir)).toBe(false)
})

test('nobody gets in without the password', { timeout: TEST_MAX_MS }, async () => {
  const server = await start(newDataDir(0o711))
  const url = new URL(server.url)
  url.password = 'wrong'
  await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  expect(await query(server.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
})

test(
  'a second server on a running data directory is refused',
  { timeout: TEST_MAX_MS },
  async () => {
    const dataDir = newDataDir(0o711)
    const first = await start(dataDir)
    await expect(start(dataDir)).rejects.toThrow(`process ${first.pid}`)
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  },
)

test.skipIf(process.platform !== 'linux')(
  'a backend keeps the memory of a large statement for the next one',
  { timeout: TEST_MAX_MS },
  async () => {
    const { url } = await start(newDataDir(0o711))
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const large = 'x'.repeat(LARGE_BYTES)
      const send = async () => {
        for (let nth = 0; nth < LARGE_STATEMENTS; nth += 1) {
          await client.query('SELECT length($1::text)', [large])
        }
      }
      await send()
      const before = pageFaults(rows[0]!.pid)
      await send()
      const pages = (LARGE_BYTES * LARGE_STATEMENTS) / 4096
      expect(pageFaults(rows[0]!.pid) - before).toBeLessThan(pages / 10)
    } finally {
      await client.end()
    }
  },
)

/** Pages that a process touched and did not have (`minflt` of proc(5)). */
function pageFaults(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? ''
  return Number(afterName.split(' ')[7])
}

function newDataDir(mode: number): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-postgres-'))
  chmodSync(dataDir, mode)
  return dataDir
}

async function start(dataDir: string): Promise<RunningPostgres> {
  const port = await freePort()
  const server = await startPostgres({ dataDir, port, env: process.env, log: () => {} })
  started.push({ server, dataDir })
  return server
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
