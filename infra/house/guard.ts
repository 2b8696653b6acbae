// Knows how to end a child when the process that started it dies without saying goodbye.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 20

/**
 * Signals `pid` once this process is gone, even after kill -9: a shell waits on a pipe that only
 * this process holds open. Returns the function that dismisses the guard.
 */
export function guardProcess(pid: number, signal: 'INT' | 'TERM'): () => void {
  // Windows ends children with their console, and has no shell to wait.
  if (process.platform === 'win32') return () => {}
  const script = `read _line; kill -${signal} "$1"`
  // A session of its own: Ctrl-C in the terminal must reach this process alone.
  const guard = spawn('/bin/sh', ['-c', script, 'ticun-guard', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  // The pipe must not keep this process alive.
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return () => guard.kill('SIGKILL')
}

/** Whether a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Waits until the process is gone; false when it is still there after `boundMs`. */
export async function waitUntilGone(pid: number, boundMs: number): Promise<boolean> {
  const end = performance.now() + boundMs
  while (isAlive(pid)) {
    if (performance.now() > end) return false
    await sleep(POLL_MS)
  }
  return true
}

/** Whether the process exists and its command line holds `word`: numbers are used again. */
export function isProgram(pid: number, word: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (existsSync('/proc/self/cmdline')) {
    const file = `/proc/${pid}/cmdline`
    return existsSync(file) && readFileSync(file, 'utf8').includes(word)
  }
  const listed = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  // Without `ps` the careful answer is yes.
  return listed.error !== undefined || listed.stdout.includes(word)
}
