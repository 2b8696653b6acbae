// Knows how to run a real PostgreSQL server on a data directory of the house.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { clusterFolder } from './cluster-folder.ts'
import { HOST } from './free-ports.ts'
import { guardProcess, isAlive, isProgram, waitUntilGone } from './guard.ts'
import { lastLines } from './last-lines.ts'
import type { Log } from './log.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { openSecrets } from './secrets.ts'

export type RunningPostgres = { url: string; pid: number; stop: () => Promise<void> }

const SUPERUSER = 'postgres'
/** PostgreSQL refuses to run as root, and initdb wants a user that has a name: nobody. */
const NOBODY = 65_534
const START_MAX_MS = 180_000
const STOP_MAX_MS = 20_000
const NOTICE_MAX_MS = 2_000
/** A killed house's server writes its last checkpoint before it goes. */
const PREDECESSOR_MAX_MS = 90_000
const POLL_MS = 25

const SETTINGS = [
  `listen_addresses=${HOST}`,
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=256MB',
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  // What a quiet night does not need is kept for the evening: a segment that has to be made while
  // the writer waits costs it some 20 ms, one that is renamed nothing.
  'min_wal_size=1GB',
  // While a batch is still being written its WAL goes out already, so that its commit waits less.
  'wal_writer_delay=20ms',
  'password_encryption=scram-sha-256',
  'timezone=UTC',
  'log_timezone=UTC',
  'logging_collector=off',
]

/**
 * What the C library of Linux does with memory that a backend gives back: up to 64 MiB are kept for
 * the next statement. Else each large batch maps some megabytes anew, page by page, and unmaps them
 * after: on one virtual machine 3.4 µs a page, more than a page of 4 KiB for each session.
 */
export const SERVER_MEMORY = {
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024 ** 2),
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024 ** 2),
  MALLOC_TOP_PAD_: String(8 * 1024 ** 2),
}

/**
 * Starts the server on `dataDir`, initialising it the first time, and waits until it answers.
 * It stops with `stop()` and also when this process dies. Throws with the server's last log lines.
 */
export async function startPostgres(options: {
  dataDir: string
  port: number
  /** POSTGRES_BIN is read from here: the folder of other programs than the embedded ones. */
  env: NodeJS.ProcessEnv
  log: Log
}): Promise<RunningPostgres> {
  const { dataDir, port, env, log } = options
  const runAs = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const binaries = findPostgresBinaries({ forOthers: 'uid' in runAs, folder: env['POSTGRES_BIN'] })
  mkdirSync(dataDir, { recursive: true })
  const cluster = clusterFolder(dataDir, 'uid' in runAs)
  const password = openSecrets(dataDir)('postgres.superuser')
  const logFile = join(dataDir, 'postgres.log')
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    log('postgres: making a new data directory')
    initialise({ binaries, cluster, password, runAs, logFile })
  }
  await waitForPredecessor(cluster)
  const child = spawnServer({ binaries, cluster, port, runAs, logFile })
  const url = `postgres://${SUPERUSER}:${encodeURIComponent(password)}@${HOST}:${port}/postgres`
  try {
    await waitUntilAnswering(child, url, logFile)
  } catch (error) {
    child.kill('SIGQUIT')
    throw error
  }
  const pid = child.pid
  if (pid === undefined) throw new Error('postgres has no process id')
  const dismiss = guardProcess(pid, 'INT')
  child.once('exit', dismiss)
  return { url, pid, stop: () => stopServer(child) }
}

type RunAs = { uid?: number; gid?: number }

function initialise(options: {
  binaries: PostgresBinaries
  cluster: string
  password: string
  runAs: RunAs
  logFile: string
}): void {
  const { binaries, cluster, runAs } = options
  // Made beside and renamed when whole, so that an interrupted start leaves no half cluster.
  const draft = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, options.password, { mode: 0o600 })
  if (runAs.uid !== undefined) {
    chownSync(draft, runAs.uid, NOBODY)
    chownSync(passwordFile, runAs.uid, NOBODY)
  }
  const made = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The built-in locale sorts the same on every machine.
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--lc-messages=C',
    ],
    { cwd: '/', encoding: 'utf8', env: environment(), ...runAs },
  )
  rmSync(passwordFile, { force: true })
  writeFileSync(options.logFile, `${made.stdout ?? ''}${made.stderr ?? ''}`, { flag: 'a' })
  if (made.status !== 0) {
    const why = made.error?.message ?? made.stderr
    throw new Error(`initdb failed: ${why}`, { cause: made.error })
  }
  renameSync(draft, cluster)
}

function spawnServer(options: {
  binaries: PostgresBinaries
  cluster: string
  port: number
  runAs: RunAs
  logFile: string
}): ChildProcess {
  const settings = [...SETTINGS, `port=${options.port}`].flatMap((setting) => ['-c', setting])
  const output = openSync(options.logFile, 'a', 0o600)
  chmodSync(options.logFile, 0o600)
  const child = spawn(options.binaries.postgres, ['-D', options.cluster, ...settings], {
    cwd: '/',
    env: { ...environment(), ...SERVER_MEMORY },
    stdio: ['ignore', output, output],
    // Ctrl-C in the terminal stops the services first and the server last.
    detached: process.platform !== 'win32',
    ...options.runAs,
  })
  closeSync(output)
  return child
}

/** A locale of the user that the embedded server does not know would stop it. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }
}

/** A server whose house was killed is still closing; a lock of a dead one means nothing. */
async function waitForPredecessor(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0) return
  if (isAlive(pid) && !isProgram(pid, 'postgres')) {
    // The number now belongs to another program; PostgreSQL itself could not tell.
    rmSync(lock, { force: true })
    return
  }
  if (await waitUntilGone(pid, NOTICE_MAX_MS)) return
  const isClosing = readFileSync(lock, 'utf8').includes('stopping')
  if (isClosing && (await waitUntilGone(pid, PREDECESSOR_MAX_MS))) return
  throw new Error(`another PostgreSQL (process ${pid}) is running on ${dirname(lock)}`)
}

async function waitUntilAnswering(
  child: ChildProcess,
  url: string,
  logFile: string,
): Promise<void> {
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  const end = performance.now() + START_MAX_MS
  while (!(await answers(url))) {
    if (failure === undefined && child.exitCode === null && child.signalCode === null) {
      if (performance.now() < end) {
        await sleep(POLL_MS)
        continue
      }
    }
    throw new Error(`postgres did not start; its log ends with:\n${lastLines(logFile)}`, {
      cause: failure,
    })
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // SIGINT is PostgreSQL's fast shutdown: sessions are ended, the checkpoint is written.
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGQUIT'), STOP_MAX_MS)
  await gone
  clearTimeout(late)
}
