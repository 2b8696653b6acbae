// Knows the file that says which house runs on a data directory: addresses and process ids.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isProgram } from './guard.ts'
import { writePrivately } from './secrets.ts'

/** What `dataDir/house.json` holds. It carries the bank's token, so only its owner may read it. */
export type HouseRecord = {
  housePid: number
  transport?: 'kafka' | 'postgres' | undefined
  urls?: Record<string, string>
  pids?: Record<string, number>
  bank?: { token: string; escrowAccount: string }
}

/** A process that starts as number 1 of a new container finds its own number in the old file. */
const runningHere = new Set<string>()

/** Takes the data directory for this process. Throws when a house already runs on it. */
export function claimDataDir(dataDir: string): void {
  const pid = readHousePid(dataDir)
  const isRunning =
    pid === process.pid ? runningHere.has(resolve(dataDir)) : pid > 0 && isProgram(pid, 'node')
  if (isRunning) {
    throw new Error(`a house is already running on ${resolve(dataDir)} (process ${pid})`)
  }
  runningHere.add(resolve(dataDir))
  writeHouse(dataDir, { housePid: process.pid })
}

/** Says what runs; a reader never sees half a file. */
export function writeHouse(dataDir: string, record: HouseRecord): void {
  writePrivately(houseFile(dataDir), `${JSON.stringify(record, null, 2)}\n`)
}

/** Gives the data directory back. */
export function releaseDataDir(dataDir: string): void {
  runningHere.delete(resolve(dataDir))
  rmSync(houseFile(dataDir), { force: true })
}

function houseFile(dataDir: string): string {
  return join(dataDir, 'house.json')
}

function readHousePid(dataDir: string): number {
  if (!existsSync(houseFile(dataDir))) return 0
  const found = /"housePid":\s*(\d+)/.exec(readFileSync(houseFile(dataDir), 'utf8'))
  return Number(found?.[1] ?? 0)
}
