// Keeps a second witness away from a data directory: two memories of one key could contradict.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Processes of this program that hold a folder: a container's new process has its old number. */
const held = new Set<string>()

/** Takes the folder; the answer gives it back. Throws when another process holds it. */
export function claimFolder(dataDir: string): () => void {
  const path = join(dataDir, 'witness.pid')
  if (!tryWrite(path)) {
    const pid = Number(readFileSync(path, 'utf8'))
    if (held.has(path) || (pid !== process.pid && isRunning(pid))) {
      throw new Error(`a witness already runs on ${dataDir} (process ${pid})`)
    }
    rmSync(path)
    if (!tryWrite(path)) throw new Error(`another witness takes ${dataDir} at this moment`)
  }
  held.add(path)
  return () => {
    held.delete(path)
    rmSync(path, { force: true })
  }
}

function tryWrite(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
