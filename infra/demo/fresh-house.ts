// Starts a house of the demo's own, on an empty data directory and with the clock of the story.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { portsFrom, startHouse } from '@ticun/house'
import type { Arguments } from './arguments.ts'
import type { House } from './house-file.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DATA_DIR = join(ROOT, '.data', 'demo')
const DATA_DIRS_MAX = 9

export type OpenHouse = { house: House; dataDir: string; stop: () => Promise<void> }

/**
 * Starts the house. Without --data it is a fresh one each time; a directory that somebody named
 * is taken as it is, and never emptied.
 */
export async function openFreshHouse(
  { data, exit }: Pick<Arguments, 'data' | 'exit'>,
  say: (line: string) => void,
): Promise<OpenHouse> {
  const dataDir = data ?? (await emptyDirectory())
  const env = { ...process.env, CLOCK: 'caller' }
  // Whoever only wants the figures should not have to stop another house for its ports.
  const ports = exit && !namesPorts(env) ? 'free' : portsFrom(env)
  const house = await startHouse({ dataDir, ports, env, log: say })
  return { house: { urls: house.urls, bank: house.bank }, dataDir, stop: house.stop }
}

/** Empties the demo's own directory, or a sibling when an earlier demo still runs on it. */
async function emptyDirectory(): Promise<string> {
  for (let number = 1; number <= DATA_DIRS_MAX; number += 1) {
    const dataDir = number === 1 ? DATA_DIR : `${DATA_DIR}-${number}`
    if (await isInUse(dataDir)) continue
    await rm(dataDir, { recursive: true, force: true })
    return dataDir
  }
  throw new Error(
    `${DATA_DIRS_MAX} demos are open already; stop one, or name a directory by --data`,
  )
}

async function isInUse(dataDir: string): Promise<boolean> {
  const record = await readFile(join(dataDir, 'house.json'), 'utf8').catch(() => '')
  const pid = Number(/"housePid":\s*(\d+)/.exec(record)?.[1] ?? 0)
  return pid > 0 && pid !== process.pid && isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function namesPorts(env: NodeJS.ProcessEnv): boolean {
  return Object.entries(env).some(([name, value]) => /^[A-Z_]+_PORT$/.test(name) && value !== '')
}
