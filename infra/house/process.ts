// Knows how to keep one of our processes running: start, wait until ready, start again, stop.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { guardProcess } from './guard.ts'
import { lastLines } from './last-lines.ts'
import type { Log } from './log.ts'

const READY_MAX_MS = 180_000
const READY_POLL_MS = 50
const READY_ANSWER_MAX_MS = 2_000
const STOP_MAX_MS = 10_000
const RESTARTS_MAX = 20
const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 5_000
const NODE_MAJOR_MIN = 24

/** Where the project lies. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Supervised = {
  name: string
  /** The process of this moment; another one after a restart. */
  pid: () => number
  restarts: () => number
  stop: () => Promise<void>
}

export type ProcessOptions = {
  name: string
  /** The TypeScript file to run. */
  entry: string
  env: Record<string, string>
  log: Log
  logFile: string
  /** Answers 200 once the process does its work. */
  readyUrl: string
  restart: boolean
  /** Called after each restart, with the new process started but not ready yet. */
  onRestart?: () => void
}

type Life = { child: ChildProcess; restarts: number; isStopping: boolean }

/**
 * Starts the process and resolves when it is ready. With `restart` it is started again whenever
 * it ends by itself, with growing pauses, 20 times at most. Throws with the last log lines when it
 * is not ready in three minutes.
 */
export async function superviseProcess(options: ProcessOptions): Promise<Supervised> {
  const life: Life = { child: spawnNode(options), restarts: 0, isStopping: false }
  try {
    await waitUntilReady(life.child, options)
  } catch (error) {
    await stopChild(life.child)
    throw error
  }
  watch(life, options)
  return {
    name: options.name,
    pid: () => life.child.pid ?? 0,
    restarts: () => life.restarts,
    stop: async () => {
      life.isStopping = true
      await stopChild(life.child)
    },
  }
}

type Run = { name: string; entry: string; env: Record<string, string>; logFile?: string }

/**
 * Runs a TypeScript file to its end. Throws with its last log lines when it fails; without a log
 * file it writes where this process writes.
 */
export async function runProcess(options: Run): Promise<void> {
  const code = await endOf(spawnNode(options))
  if (code === 0) return
  const log = options.logFile === undefined ? '' : `:\n${lastLines(options.logFile)}`
  throw new Error(`${options.name} failed (${code})${log}`)
}

/** The Node that can run TypeScript: this one, else the one that the project installs. */
export function nodeProgram(): string {
  const major = Number(process.versions.node.split('.')[0])
  return major >= NODE_MAJOR_MIN ? process.execPath : join(ROOT, 'node_modules', '.bin', 'node')
}

function spawnNode(options: Run): ChildProcess {
  const output = options.logFile === undefined ? 'inherit' : openLog(options.logFile)
  const child = spawn(nodeProgram(), [options.entry], {
    cwd: ROOT,
    env: options.env,
    stdio: ['ignore', output, output],
    // Ctrl-C in the terminal reaches the house alone, which stops everything in order.
    detached: process.platform !== 'win32',
  })
  if (typeof output === 'number') closeSync(output)
  child.on('error', () => {})
  if (child.pid !== undefined) child.once('exit', guardProcess(child.pid, 'TERM'))
  return child
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true })
  return openSync(file, 'a', 0o600)
}

function watch(life: Life, options: ProcessOptions): void {
  // A restart that fails must not take the house down with it: it is said and left.
  endOf(life.child)
    .then((code) => startAgain(life, options, code))
    .catch((error: unknown) => options.log(`${options.name}: ${String(error)}`))
}

async function startAgain(
  life: Life,
  options: ProcessOptions,
  code: number | string,
): Promise<void> {
  const { name, log } = options
  if (life.isStopping || !options.restart) return
  if (life.restarts >= RESTARTS_MAX) {
    log(`${name}: ended (${code}) and was started again ${RESTARTS_MAX} times; given up`)
    return
  }
  log(`${name}: ended unexpectedly (${code}); starting it again`)
  await sleep(Math.min(BACKOFF_FIRST_MS * 2 ** life.restarts, BACKOFF_MAX_MS))
  if (life.isStopping) return
  life.restarts += 1
  life.child = spawnNode(options)
  watch(life, options)
  options.onRestart?.()
}

async function waitUntilReady(child: ChildProcess, options: ProcessOptions): Promise<void> {
  const end = performance.now() + READY_MAX_MS
  while (!(await isReady(options.readyUrl))) {
    const why = hasEnded(child)
      ? `ended (${child.exitCode ?? child.signalCode})`
      : performance.now() > end
        ? `was not ready after ${READY_MAX_MS} ms`
        : undefined
    if (why !== undefined) {
      throw new Error(`${options.name} ${why}; its log ends with:\n${lastLines(options.logFile)}`)
    }
    await sleep(READY_POLL_MS)
  }
  // Another program on the same port may have answered in its place.
  if (hasEnded(child)) {
    throw new Error(`${options.name} ended; its log ends with:\n${lastLines(options.logFile)}`)
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(READY_ANSWER_MAX_MS) })
    await reply.arrayBuffer()
    return reply.status === 200
  } catch {
    return false
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined
}

async function endOf(child: ChildProcess): Promise<number | string> {
  if (hasEnded(child)) return child.exitCode ?? child.signalCode ?? 'not started'
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const gone = endOf(child)
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
  await gone
  clearTimeout(late)
}
