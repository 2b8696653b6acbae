// Knows how processes of this machine do a thing one after another, such as a build or a download.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './guard.ts'

const POLL_MS = 200

/**
 * Does `work` while no other living process does work of this name. Throws when another one does
 * not end within `maxMs`.
 */
export async function alone<T>(name: string, maxMs: number, work: () => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(name).digest('hex').slice(0, 12)
  const lock = join(tmpdir(), `ticun-${key}.lock`)
  const end = performance.now() + maxMs
  while (!tryLock(lock)) {
    if (performance.now() > end) throw new Error(`another one does not end (${name}); see ${lock}`)
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
    return false
  }
}
