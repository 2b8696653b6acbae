// A house with real processes for the measurements over HTTP, and what its bench knows of it.
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect, type Database } from '@ticun/db'
import type { EscrowTables } from '@ticun/escrow/in-process'
import { eraseDataDir, startHouse, type House, type ProcessName } from '@ticun/house'
import { DEMO_MERCHANT_ID, DEMO_PASSWORD, logIn } from '@ticun/issuer'
import type { Client } from 'pg'
import type { Acknowledged } from './batcher.ts'
import { runLoad } from './load.ts'
import type { LoadJob, LoadResult } from './load-job.ts'
import { assertDurable } from './machine.ts'
import { say } from './progress.ts'
import { CODES_AT_ONCE } from './scale.ts'
import { openClient } from './server.ts'
import { settleWal } from './settle.ts'
import { addContracts, openWorld, type World } from './world.ts'

const DATA = fileURLToPath(new URL('../../.data', import.meta.url))
const POLL_MS = 100
const DRAIN_MAX_MS = 60_000

export type BenchHouse = {
  house: House
  db: Database<EscrowTables>
  /** The run-time role, to look and to count. */
  client: Client
  /** Of the server, to let it rest between loads. */
  superuser: Client
  /** A book of the one merchant that can log in. */
  world: World
  acknowledged: Acknowledged
  /** Everything that a load on these contracts needs to know of this house. */
  job: (contracts: string[]) => Pick<LoadJob, 'origin' | 'token' | 'codeKey' | 'contracts'>
  close: () => Promise<void>
}

/** Starts these processes on an empty data directory; `close` stops and removes all. */
export async function openBenchHouse(only: readonly ProcessName[]): Promise<BenchHouse> {
  mkdirSync(DATA, { recursive: true })
  const dataDir = mkdtempSync(join(DATA, 'bench-'))
  const closing: (() => Promise<void>)[] = [async () => eraseDataDir(dataDir)]
  const close = async () => {
    for (let next = closing.pop(); next !== undefined; next = closing.pop()) await next()
  }
  try {
    // A server of the house's own: of another one nobody knows what else it does.
    const env = { ...process.env, CLOCK: 'caller', DATABASE_URL: '' }
    const house = await startHouse({ dataDir, ports: 'free', env, log: say, only })
    closing.push(house.stop)
    const secret = secretsIn(dataDir)
    const { runtimeUrl: url } = house.databases.escrow
    const superuser = await openClient(superuserUrl(url, secret('postgres.superuser')))
    closing.push(() => superuser.end())
    await settleWal(superuser)
    const client = await openClient(url)
    closing.push(() => client.end())
    await assertDurable(client)
    const db = connect<EscrowTables>({
      url,
      applicationName: 'bench',
      connectionsMax: 2,
    })
    closing.push(() => db.destroy())
    const world = await openWorld(db, [DEMO_MERCHANT_ID])
    const issuerUrl = house.urls.issuer
    const { accessToken } = await logIn({ issuerUrl, login: 'coach', password: DEMO_PASSWORD })
    const codeKey = secret('escrow.code')
    const job = (contracts: string[]) => {
      return { origin: house.urls.escrow, token: accessToken, codeKey, contracts }
    }
    return { house, db, client, superuser, world, acknowledged: new Map(), job, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Fresh paid contracts for so many sessions by code at once. Their facts have left, and what the
 * loads before have written is on the disk: it would be written in the middle of the next one.
 */
export async function freshContracts(bench: BenchHouse, sessions: number): Promise<string[]> {
  const added = await addContracts(bench.db, bench.world, Math.ceil(sessions / CODES_AT_ONCE))
  await drained(bench)
  await bench.superuser.query('CHECKPOINT')
  return added.map(({ contractId }) => contractId)
}

/** Runs a load and keeps its receipts. Throws when any answer was not the good one. */
export async function loadBy(bench: BenchHouse, job: LoadJob): Promise<LoadResult> {
  const result = await runLoad(job)
  for (const [sequence, hash] of result.receipts) bench.acknowledged.set(sequence, hash)
  const errors = Object.entries(result.errors).map(([what, count]) => `${count} × ${what}`)
  if (errors.length > 0) throw new Error(`answers under load: ${errors.join(', ')}`)
  return result
}

/** Sessions that are confirmed in the book. */
export async function countConfirmed({ client, world }: BenchHouse): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM session WHERE book_id = $1 AND status = 'CONFIRMED'`,
    [world.bookId],
  )
  return rows[0]?.count ?? 0
}

/** Facts that were said and not yet handed to the broker; always 0 where there is none. */
export async function backlog({ client, house }: BenchHouse): Promise<number> {
  if (house.transport === 'postgres') return 0
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM outbox o WHERE NOT EXISTS (SELECT FROM outbox_cursor c
       WHERE (o.transaction_id, o.position) <= (c.transaction_id, c.position))`,
  )
  return rows[0]?.count ?? 0
}

/** Waits until the broker has every fact, so that one sample's rest does not slow the next. */
export async function drained(bench: BenchHouse): Promise<void> {
  const until = performance.now() + DRAIN_MAX_MS
  while ((await backlog(bench)) > 0) {
    if (performance.now() > until) throw new Error('the relay does not come to its end')
    await sleep(POLL_MS)
  }
}

function superuserUrl(databaseUrl: string, password: string): string {
  const url = new URL(databaseUrl)
  url.username = 'postgres'
  url.password = encodeURIComponent(password)
  return url.href
}

function secretsIn(dataDir: string): (name: string) => string {
  const text = readFileSync(join(dataDir, 'secrets.json'), 'utf8')
  const secrets = JSON.parse(text) as Record<string, string | undefined>
  return (name) => {
    const secret = secrets[name]
    if (secret === undefined) throw new Error(`the house has no secret ${name}`)
    return secret
  }
}
