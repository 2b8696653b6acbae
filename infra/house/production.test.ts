// Every process of ours, really started, refuses production with the environment of a local house.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHouse } from './house.ts'
import {
  clockProcessEnvironment,
  ENTRIES,
  neighbourEnvironment,
  portalEnvironment,
} from './plan.ts'
import { roomEnvironment } from './plan.ts'
import type { PlanInput, ProcessName } from './plan.ts'
import { portsFrom } from './ports.ts'
import { ROOT } from './process.ts'

const START_MS_MAX = 20_000

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ticun-production-'))
})
afterAll(() => rm(dataDir, { recursive: true }))

/** The settings that compose and older versions of the house came with. */
function demo(): PlanInput {
  const room = (name: string) => ({
    database: name,
    owner: '',
    runtime: '',
    factsReader: '',
    ownerUrl: '',
    runtimeUrl: `postgres://ticun:${name}-runtime@127.0.0.1:1/${name}`,
    factsReaderUrl: '',
  })
  return {
    dataDir,
    ports: portsFrom({}),
    databases: {
      escrow: room('escrow'),
      settlement: room('settlement'),
      notary: room('notary'),
    },
    broker: { transport: 'postgres', reason: 'test' },
    bankToken: 'bank-demo-token',
    sealKey: 'password',
    codeKey: 'members-codes-of-one-demo-machine-only',
    clientSecret: 'ticun-portal-demo-secret',
    clockSecret: 'ticun-clock-demo-secret',
    auditorSecret: 'password',
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', CLOCK: 'caller' },
  }
}

const told: Record<Exclude<ProcessName, 'witness'>, readonly string[]> = {
  issuer: ['ISSUER_URL'],
  bank: ['BANK_URL'],
  escrow: ['CLOCK', 'CODE_KEY', 'DATABASE_URL', 'ISSUER_URL'],
  clock: ['CLOCK', 'CLIENT_SECRET', 'ISSUER_URL'],
  settlement: ['CLOCK', 'BANK_TOKEN', 'DATABASE_URL', 'ISSUER_URL'],
  notary: ['CLOCK', 'CLIENT_SECRET', 'DATABASE_URL', 'ISSUER_URL'],
  portal: ['CLOCK', 'CLIENT_SECRET', 'PORTAL_URL', 'ISSUER_URL'],
}

function environment(name: keyof typeof told): Record<string, string> {
  const input = demo()
  if (name === 'issuer' || name === 'bank') return neighbourEnvironment(name, input)
  if (name === 'clock') return clockProcessEnvironment(input)
  return name === 'portal' ? portalEnvironment(input) : roomEnvironment(name, input)
}

async function start(name: keyof typeof told): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [ENTRIES[name]], {
    cwd: ROOT,
    env: environment(name),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: START_MS_MAX,
  })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += String(bytes)
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}

const NAMES = ['issuer', 'bank', 'escrow', 'clock', 'settlement', 'notary', 'portal'] as const

test.each(NAMES)(
  '%s ends at once and says what to set',
  async (name) => {
    const { code, said } = await start(name)
    expect(code).toBe(1)
    expect(said).toContain('in production')
    for (const variable of told[name]) expect(said).toContain(variable)
  },
  START_MS_MAX,
)

test('the local house does not start at all', async () => {
  const env = { NODE_ENV: 'production' }
  const house = startHouse({ dataDir, ports: 'free', env, log: () => undefined })
  await expect(house).rejects.toThrow('unset NODE_ENV')
})
