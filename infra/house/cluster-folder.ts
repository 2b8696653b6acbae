// Knows where the PostgreSQL cluster of a data directory lies, also when that is a private folder.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isOwnFolder, isReachableByOthers, reachablePlace } from './reachable.ts'

const PLACE_FILE = 'postgres-place'
const NAME = 'ticun-cluster'

/**
 * The cluster of `dataDir`: a folder in it; or, when the server runs as another user who cannot
 * reach it, a folder elsewhere that `dataDir/postgres-place` names.
 */
export function clusterFolder(dataDir: string, forOthers: boolean): string {
  const inside = join(resolve(dataDir), 'postgres')
  if (!forOthers || existsSync(inside) || isReachableByOthers(dataDir)) return inside
  const pointer = join(dataDir, PLACE_FILE)
  if (existsSync(pointer)) {
    const outside = readFileSync(pointer, 'utf8').trim()
    if (isOwnFolder(outside)) return join(outside, 'postgres')
  }
  const place = reachablePlace()
  // An emptied data directory is a new one: what its predecessor left outside goes with it.
  for (const left of outsideFolders(place, dataDir)) rmSync(left, { recursive: true, force: true })
  const outside = join(place, `${nameFor(dataDir)}-${randomBytes(6).toString('hex')}`)
  mkdirSync(outside, { mode: 0o711 })
  writeFileSync(pointer, outside)
  return join(outside, 'postgres')
}

/** Removes a stopped house's data directory, with the cluster that may lie outside it. */
export function eraseDataDir(dataDir: string): void {
  const pointer = join(dataDir, PLACE_FILE)
  if (existsSync(pointer)) {
    const outside = readFileSync(pointer, 'utf8').trim()
    if (outside.includes(nameFor(dataDir)) && isOwnFolder(outside)) {
      rmSync(outside, { recursive: true, force: true })
    }
  }
  rmSync(dataDir, { recursive: true, force: true })
}

function outsideFolders(place: string, dataDir: string): string[] {
  return readdirSync(place)
    .filter((name) => name.startsWith(`${nameFor(dataDir)}-`))
    .map((name) => join(place, name))
    .filter(isOwnFolder)
}

function nameFor(dataDir: string): string {
  const key = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12)
  return `${NAME}-${key}`
}
