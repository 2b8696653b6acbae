// Knows how to run one real Apache Kafka broker (KRaft, one node) on a data directory of the house.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HOST, isPortTaken } from './free-ports.ts'
import { guardProcess, isProgram, waitUntilGone } from './guard.ts'
import type { KafkaAccess } from './kafka-access.ts'
import { javaProgram, kafkaLibraries } from './kafka-programs.ts'
import { brokerProperties, formatWords } from './kafka-settings.ts'
import { lastLines } from './last-lines.ts'
import type { Log } from './log.ts'
import { writePrivately } from './secrets.ts'

export { kafkaAvailable } from './kafka-programs.ts'
export type RunningKafka = {
  brokers: string
  /** The controller's own door, for nobody but the broker itself. */
  controller: string
  pid: number
  stop: () => Promise<void>
}

const START_MAX_MS = 180_000
const STOP_MAX_MS = 15_000
const FORMAT_MAX_MS = 60_000
const PREDECESSOR_MAX_MS = 90_000
const POLL_MS = 50
const RECORDS = 'records'
/** A file that is there when the storage was formatted with names. */
const NAMES = 'names'
const LOGGING = fileURLToPath(new URL('../kafka/log4j2.properties', import.meta.url))

/** Small and quick to start: the house's broker is not meant to compile itself for hours. */
const JVM_FLAGS = [
  '-Xms64m',
  '-Xmx384m',
  '-Xshare:auto',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${LOGGING}`,
]

/**
 * Starts the broker on `dataDir/kafka`, formatted the first time, and waits until it serves.
 * It stops with `stop()` and when this process dies. Throws with the broker's last log lines.
 */
export async function startKafka(options: {
  dataDir: string
  port: number
  controllerPort: number
  access: KafkaAccess
  log: Log
}): Promise<RunningKafka> {
  const { dataDir, port, controllerPort, access, log } = options
  const folder = join(dataDir, 'kafka')
  const logFile = join(dataDir, 'kafka.log')
  mkdirSync(folder, { recursive: true })
  const libraries = await kafkaLibraries(log)
  await waitForPredecessor(folder)
  leaveOpenRecords(folder, log)
  for (const wanted of [port, controllerPort]) {
    if (await isPortTaken(wanted)) throw new Error(`port ${wanted} for Kafka is taken`)
  }
  const properties = join(folder, 'server.properties')
  const clients = `${HOST}:${port}`
  const controller = `${HOST}:${controllerPort}`
  const recordsFolder = join(folder, RECORDS)
  const settings = { clients, advertised: clients, controller, recordsFolder, access }
  writePrivately(properties, brokerProperties(settings))
  if (!existsSync(join(recordsFolder, 'meta.properties'))) {
    log('kafka: making a new data directory')
    format({ libraries, folder, properties, access })
  }
  const child = spawnBroker(libraries, properties, logFile)
  const pid = child.pid
  if (pid === undefined) throw new Error('java could not be started')
  writeFileSync(join(folder, 'pid'), String(pid))
  const dismiss = guardProcess(pid, 'TERM')
  child.once('exit', dismiss)
  await waitUntilServing(child, port, logFile)
  return { brokers: clients, controller, pid, stop: () => stopBroker(child) }
}

function javaArguments(libraries: string, main: string, ...rest: string[]): string[] {
  return [...JVM_FLAGS, '-cp', join(libraries, '*'), main, ...rest]
}

function format(options: {
  libraries: string
  folder: string
  properties: string
  access: KafkaAccess
}): void {
  const { libraries, folder, properties, access } = options
  const idFile = join(folder, 'cluster-id')
  if (!existsSync(idFile)) writeFileSync(idFile, randomBytes(16).toString('base64url'))
  const words = join(folder, 'format')
  writePrivately(words, formatWords(readFileSync(idFile, 'utf8').trim(), properties, access))
  const made = spawnSync(
    javaProgram(),
    javaArguments(libraries, 'kafka.tools.StorageTool', `@${words}`),
    { encoding: 'utf8', timeout: FORMAT_MAX_MS },
  )
  rmSync(words)
  if (made.status === 0) return writeFileSync(join(folder, NAMES), 'SCRAM-SHA-512\n')
  throw new Error(`Kafka's storage could not be formatted:\n${made.stdout}${made.stderr}`)
}

/**
 * Records of a broker that let anybody write prove nothing, and its storage knows no names. They
 * are put aside; a new cluster gets every fact again from the outboxes of those who said it.
 */
function leaveOpenRecords(folder: string, log: Log): void {
  if (!existsSync(join(folder, RECORDS)) || existsSync(join(folder, NAMES))) return
  renameSync(join(folder, RECORDS), join(folder, `${RECORDS}-without-names-${Date.now()}`))
  rmSync(join(folder, 'cluster-id'), { force: true })
  log('kafka: this broker let anybody write; a new one gets the facts from the outboxes')
}

function spawnBroker(libraries: string, properties: string, logFile: string): ChildProcess {
  const output = openSync(logFile, 'a')
  const child = spawn(javaProgram(), javaArguments(libraries, 'kafka.Kafka', properties), {
    stdio: ['ignore', output, output],
    // Ctrl-C in the terminal stops the services first and the broker after them.
    detached: process.platform !== 'win32',
  })
  child.once('error', () => {})
  closeSync(output)
  return child
}

/** A broker whose house was killed is still closing its files. */
async function waitForPredecessor(folder: string): Promise<void> {
  const file = join(folder, 'pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8'))
  if (!isProgram(pid, 'kafka.Kafka')) return
  if (await waitUntilGone(pid, PREDECESSOR_MAX_MS)) return
  throw new Error(`another Kafka (process ${pid}) is running on ${folder}`)
}

async function waitUntilServing(child: ChildProcess, port: number, logFile: string): Promise<void> {
  const earlier = statSync(logFile).size
  const end = performance.now() + START_MAX_MS
  for (;;) {
    const said = readFileSync(logFile).subarray(earlier).toString('utf8')
    if (said.includes('Kafka Server started') && (await isPortTaken(port))) return
    const ended = child.exitCode !== null || child.signalCode !== null
    if (ended || performance.now() > end) {
      await stopBroker(child)
      throw new Error(`Kafka did not start; its log ends with:\n${lastLines(logFile)}`)
    }
    await sleep(POLL_MS)
  }
}

async function stopBroker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
  await gone
  clearTimeout(late)
}
