// Knows how a test gets databases of its own on a real PostgreSQL server.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eraseDataDir } from './cluster-folder.ts'
import { freePort } from './free-ports.ts'
import { startPostgres } from './postgres.ts'
import type { RunningPostgres } from './postgres.ts'
import { provision, unprovision } from './provision.ts'
import type { Provisioned } from './provision.ts'

export type TestDatabase = { superuserUrl: string; stop: () => Promise<void> }
export type TestDatabases = Provisioned & { superuserUrl: string; drop: () => Promise<void> }

const START_ATTEMPTS_MAX = 3

/**
 * A server for tests: the one of TEST_DATABASE_URL (then `stop` leaves it running), else an
 * embedded one on a temporary folder that `stop` removes.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { superuserUrl: given, stop: async () => {} }
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-postgres-'))
  // The server may run as another user than the tests.
  chmodSync(dataDir, 0o711)
  const server = await startSomewhere(dataDir)
  const stop = async () => {
    await server.stop()
    eraseDataDir(dataDir)
  }
  return { superuserUrl: server.url, stop }
}

/**
 * The databases and roles of one house, empty, under a name that nobody else uses; `drop`
 * removes them. `superuserUrl` is by default the one of TEST_DATABASE_URL.
 */
export async function createTestDatabases(
  prefix: string = 'test',
  superuserUrl: string | undefined = process.env['TEST_DATABASE_URL'],
): Promise<TestDatabases> {
  if (superuserUrl === undefined || superuserUrl === '') {
    throw new Error('no server: set TEST_DATABASE_URL or pass the address of openTestDatabase()')
  }
  const made = new Map<string, string>()
  const provisioned = await provision({
    superuserUrl,
    prefix: `${prefix}_${randomBytes(5).toString('hex')}_`,
    secrets: (name) => {
      const password = made.get(name) ?? randomBytes(12).toString('hex')
      made.set(name, password)
      return password
    },
  })
  return { ...provisioned, superuserUrl, drop: () => unprovision(superuserUrl, provisioned) }
}

async function startSomewhere(dataDir: string): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const port = await freePort()
      return await startPostgres({ dataDir, port, env: process.env, log: () => {} })
    } catch (error) {
      // Another program may take the free port first.
      if (attempt >= START_ATTEMPTS_MAX) throw error
    }
  }
}
