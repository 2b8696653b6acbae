// Knows that a house starts whole, brings back a process that dies, and leaves nothing behind.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { eraseDataDir } from './cluster-folder.ts'
import { isAlive } from './guard.ts'
import { startHouse } from './house.ts'
import type { House } from './house.ts'

const TEST_MAX_MS = 240_000
const RESTART_MAX_MS = 90_000
const POLL_MS = 50
const dataDir = mkdtempSync(join(tmpdir(), 'ticun-house-'))
chmodSync(dataDir, 0o711)
const houses: House[] = []

afterEach(async () => {
  for (const house of houses.splice(0)) await house.stop()
  eraseDataDir(dataDir)
})

test('a killed process comes back, and a stop ends all', { timeout: TEST_MAX_MS }, async () => {
  const house = await start()
  expect(house.transport).toBe('postgres')
  const before = house.pids()
  expect(readHouseFile()).toMatchObject({ pids: before, transport: 'postgres', urls: house.urls })
  expect(statSync(join(dataDir, 'house.json')).mode & 0o077).toBe(0)
  await expect(start()).rejects.toThrow('already running')

  process.kill(before['bank'] ?? 0, 'SIGKILL')
  await until(async () => house.restarts()['bank'] === 1 && (await isReady(house.urls.bank)))
  const after = house.pids()
  expect(after['bank']).not.toBe(before['bank'])
  expect(readHouseFile()).toMatchObject({ pids: after })
  const account = await fetch(`${house.urls.bank}/accounts/${house.bank.escrowAccount}`, {
    headers: { authorization: `Bearer ${house.bank.token}` },
  })
  expect(account.status).toBe(200)

  await house.stop()
  expect(Object.values(after).filter(isAlive)).toEqual([])
  expect(existsSync(join(dataDir, 'house.json'))).toBe(false)
})

test(
  'a part that cannot start is named, and the others are stopped',
  async () => {
    const more = { bank: { BANK_TOKEN: 'short' } }
    await expect(start(more)).rejects.toThrow(/bank ended .*\n[^]*BANK_TOKEN/)
    expect(existsSync(join(dataDir, 'house.json'))).toBe(false)
    const again = await start()
    expect(Object.keys(again.pids()).toSorted()).toEqual(['bank', 'issuer', 'postgres'])
  },
  TEST_MAX_MS,
)

test(
  'a killed house takes its servers and processes with it',
  { timeout: TEST_MAX_MS },
  async () => {
    const script = `const { startHouse } = await import(process.argv[1])
    await startHouse({ dataDir: process.argv[2], ports: 'free', env: { EVENTS: 'postgres' },
      log: () => {}, only: ['bank'] })
    process.kill(process.pid, 'SIGKILL')`
    const house = new URL('house.ts', import.meta.url).href
    const ended = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script, house, dataDir],
      { encoding: 'utf8' },
    )
    expect(ended.signal, ended.stderr).toBe('SIGKILL')
    const pids = Object.values(pidsIn(readHouseFile()))
    expect(pids.length).toBe(2)
    await until(async () => !pids.some(isAlive))
    // What it left behind is no obstacle to the next one.
    await start()
  },
)

async function start(more: Record<string, Record<string, string>> = {}): Promise<House> {
  const house = await startHouse({
    dataDir,
    ports: 'free',
    env: { EVENTS: 'postgres' },
    log: () => {},
    only: ['issuer', 'bank'],
    more,
  })
  houses.push(house)
  return house
}

function readHouseFile(): unknown {
  return JSON.parse(readFileSync(join(dataDir, 'house.json'), 'utf8'))
}

function pidsIn(record: unknown): Record<string, number> {
  if (typeof record !== 'object' || record === null || !('pids' in record)) return {}
  return Object.fromEntries(
    Object.entries(record.pids ?? {}).map(([name, pid]) => [name, Number(pid)]),
  )
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (reply) => reply.status === 200,
    () => false,
  )
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + RESTART_MAX_MS
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not happen')
    await sleep(POLL_MS)
  }
}
