// Knows what a Kafka broker needs on this machine: a Java and the broker's libraries.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alone } from './alone.ts'
import type { Log } from './log.ts'

const POM = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url))
const JAVA_MIN = 17
/** A first download of some 45 MB; a slow line is allowed to be slow, a dead one is not. */
const DOWNLOAD_MAX_MS = 600_000
const PROBE_MAX_MS = 20_000
const PROGRESS_EVERY = 10

export type Availability = { ok: true } | { ok: false; reason: string }

/** Whether a broker can be started here: Java 17+, and its libraries or a Maven to fetch them. */
export async function kafkaAvailable(): Promise<Availability> {
  const version = javaVersion()
  if (version === undefined) return { ok: false, reason: 'no Java found (a JDK 17 or newer)' }
  if (version < JAVA_MIN) return { ok: false, reason: `Java ${version} is older than ${JAVA_MIN}` }
  if (existsSync(libraryFolder())) return { ok: true }
  const maven = spawnSync(mavenProgram(), ['--version'], {
    timeout: PROBE_MAX_MS,
    shell: isWindows,
  })
  if (maven.status !== 0) return { ok: false, reason: 'no Maven found (mvn) to fetch Apache Kafka' }
  return { ok: true }
}

/** The `java` to run: the one of JAVA_HOME, else the one on the path. */
export function javaProgram(): string {
  const home = process.env['JAVA_HOME']
  const inHome = home === undefined ? undefined : join(home, 'bin', isWindows ? 'java.exe' : 'java')
  return inHome !== undefined && existsSync(inHome) ? inHome : 'java'
}

/**
 * The folder with the broker's jars. The first time Maven fetches them, with progress in the log;
 * afterwards no network is needed. Throws with Maven's own errors when it cannot.
 */
export async function kafkaLibraries(log: Log): Promise<string> {
  const folder = libraryFolder()
  if (existsSync(folder)) return folder
  // Two houses that start at once must not fetch into one repository of Maven's.
  await alone(folder, DOWNLOAD_MAX_MS, () => fetchLibraries(folder, log))
  return folder
}

async function fetchLibraries(folder: string, log: Log): Promise<void> {
  if (existsSync(folder)) return
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}-`)
  log('kafka: fetching Apache Kafka with Maven (once, about 45 MB)')
  try {
    await copyDependencies(draft, log)
    if (!readdirSync(draft).some((name) => name.startsWith('kafka_'))) {
      throw new Error('Maven finished without giving the broker')
    }
    // Renamed when whole: a broken download is never taken for the broker.
    if (!existsSync(folder)) renameSync(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const isWindows = process.platform === 'win32'

function mavenProgram(): string {
  return isWindows ? 'mvn.cmd' : 'mvn'
}

function javaVersion(): number | undefined {
  const asked = spawnSync(javaProgram(), ['-version'], { encoding: 'utf8', timeout: PROBE_MAX_MS })
  if (asked.status !== 0) return undefined
  // "17.0.15", or "1.8.0_402" before Java 9.
  const found = /version "(?:1\.)?(\d+)/.exec(`${asked.stderr}${asked.stdout}`)
  return found?.[1] === undefined ? undefined : Number(found[1])
}

function libraryFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const key = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)
  return join(cache, 'ticun', `kafka-${key}`)
}

async function copyDependencies(target: string, log: Log): Promise<void> {
  const goals = ['dependency:copy-dependencies', '-DincludeScope=runtime']
  const settings = ['-B', '-f', POM, `-DoutputDirectory=${target}`]
  if (homedir() !== userInfo().homedir) {
    // Java does not heed HOME; who changed it has a reason not to write to the old one.
    settings.push(`-Dmaven.repo.local=${join(homedir(), '.m2', 'repository')}`)
  }
  const maven = spawn(mavenProgram(), [...settings, ...goals], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DOWNLOAD_MAX_MS,
    shell: isWindows,
  })
  const errors: string[] = []
  let files = 0
  const read = (chunk: string) => {
    for (const line of chunk.split('\n')) {
      if (line.includes('[ERROR]')) errors.push(line)
      if (!/Downloaded from .*\.jar/.test(line)) continue
      files += 1
      if (files % PROGRESS_EVERY === 0) log(`kafka: ${files} files fetched`)
    }
  }
  maven.stdout.setEncoding('utf8').on('data', read)
  maven.stderr.setEncoding('utf8').on('data', read)
  const status = await new Promise<number | null>((resolve, reject) => {
    maven.once('error', reject)
    maven.once('close', resolve)
  })
  if (status === 0) return
  const why = errors.slice(0, 5).join('\n') || `Maven ended with ${status ?? 'a time-out'}`
  throw new Error(`Maven could not fetch Apache Kafka:\n${why}`)
}
