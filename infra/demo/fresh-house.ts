// Starts a house of the demo's own, on an empty data directory and with the clock of the story.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { portsFrom, startHouse } from '@ticun/house'
import type { Arguments } from './arguments.ts'
import type { House } from './house-file.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DATA_DIR = join(ROOT, '.data', 'demo')

export type OpenHouse = { house: House; dataDir: string; stop: () => Promise<void> }

/**
 * Starts the house. Without --data it is a fresh one each time; a directory that somebody named
 * is taken as it is, and never emptied.
 */
export async function openFreshHouse(
  { data, exit }: Pick<Arguments, 'data' | 'exit'>,
  say: (line: string) => void,
): Promise<OpenHouse> {
  const dataDir = data ?? DATA_DIR
  if (data === undefined) await empty(dataDir)
  const env = { ...process.env, CLOCK: 'caller' }
  // Whoever only wants the figures should not have to stop another house for its ports.
  const ports = exit && !namesPorts(env) ? 'free' : portsFrom(env)
  const house = await startHouse({ dataDir, ports, env, log: say })
  return { house: { urls: house.urls, bank: house.bank }, dataDir, stop: house.stop }
}

/** Empties the demo's own directory. Throws when an earlier demo still runs on it. */
async function empty(dataDir: string): Promise<void> {
  const record = await readFile(join(dataDir, 'house.json'), 'utf8').catch(() => '')
  const pid = Number(/"housePid":\s*(\d+)/.exec(record)?.[1] ?? 0)
  if (pid > 0 && pid !== process.pid && isAlive(pid)) {
    throw new Error(
      `a demo is still open on ${dataDir} (process ${pid}); stop it, or name another directory ` +
        'with --data',
    )
  }
  await rm(dataDir, { recursive: true, force: true })
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
