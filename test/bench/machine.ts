// What the figures were taken on: machine, programs, date.
import { cpus, loadavg, release, totalmem, type as systemName } from 'node:os'
import type { Client } from 'pg'

export type Machine = {
  cpu: string
  cores: number
  memoryGib: number
  kernel: string
  node: string
  postgres: string
  /** How far the compiler went with the server: -O2 is usual, -Os is for size. */
  postgresBuild: string
  fsync: string
  synchronousCommit: string
  /** Runnable processes in the minute before: above 0 somebody else was at work. */
  loadBefore: number
  date: string
}

/**
 * Describes this machine and asserts that the server keeps what it acknowledges: throws when
 * fsync or synchronous_commit is not on.
 */
export async function describeMachine(client: Client): Promise<Machine> {
  const [first] = cpus()
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: `${systemName()} ${release()}`,
    node: process.version,
    postgres: await show(client, 'server_version'),
    postgresBuild: await optimisation(client),
    ...(await assertDurable(client)),
    loadBefore: loadavg()[0] ?? 0,
    date: new Date().toISOString(),
  }
}

/** Throws unless a commit that the server acknowledges is on its disk. */
export async function assertDurable(client: Client) {
  const fsync = await show(client, 'fsync')
  const synchronousCommit = await show(client, 'synchronous_commit')
  if (fsync !== 'on' || synchronousCommit !== 'on') {
    throw new Error(
      `fsync is ${fsync}, synchronous_commit is ${synchronousCommit}: both must be on`,
    )
  }
  return { fsync, synchronousCommit }
}

async function show(client: Client, setting: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [
    setting,
  ])
  return rows[0]?.value ?? 'unknown'
}

async function optimisation(client: Client): Promise<string> {
  const { rows } = await client.query<{ setting: string }>(
    `SELECT setting FROM pg_config WHERE name = 'CFLAGS'`,
  )
  // The last one counts.
  return rows[0]?.setting.match(/-O\S+/g)?.at(-1) ?? 'unknown'
}
