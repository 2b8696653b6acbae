// Knows the processes of one running house: starts each by its plan and tells who runs as what.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from './log.ts'
import { ENTRIES } from './plan.ts'
import type { HouseUrls, ProcessName } from './plan.ts'
import { ROOT, runProcess, superviseProcess } from './process.ts'
import type { Supervised } from './process.ts'
import type { Room } from './provision.ts'

type Environment = Record<string, string>

export type Crew = {
  /** Whether this house has that process. */
  has: (name: ProcessName) => boolean
  /** Starts it and waits until it is ready; does nothing when the house does not have it. */
  run: (name: ProcessName, environment: Environment) => Promise<void>
  /** Runs the room's migrations to their end. */
  migrate: (room: Room, environment: Environment) => Promise<void>
  /** Adds a server that is not supervised. */
  add: (name: string, pid: number) => void
  pids: () => Record<string, number>
  restarts: () => Record<string, number>
}

/** Makes a crew without anybody; `stops` takes what ends each process that it starts. */
export function createCrew(options: {
  dataDir: string
  urls: HouseUrls
  only: readonly ProcessName[]
  more: Partial<Record<ProcessName, Environment>>
  log: Log
  stops: (() => Promise<void>)[]
  onRestart: () => void
}): Crew {
  const servers: Record<string, number> = {}
  const supervised: Supervised[] = []
  const logFile = (name: string) => join(options.dataDir, 'logs', `${name}.log`)
  const has = (name: ProcessName) =>
    options.only.includes(name) && existsSync(join(ROOT, ENTRIES[name]))

  const run = async (name: ProcessName, environment: Environment) => {
    if (!has(name)) return
    const started = await superviseProcess({
      name,
      entry: join(ROOT, ENTRIES[name]),
      env: { ...environment, ...options.more[name] },
      log: options.log,
      logFile: logFile(name),
      readyUrl: `${options.urls[name]}/readyz`,
      restart: true,
      onRestart: options.onRestart,
    })
    supervised.push(started)
    options.stops.push(started.stop)
  }
  const migrate = async (room: Room, environment: Environment) => {
    const entry = join(ROOT, 'services', room, 'migrate.ts')
    if (!has(room) || !existsSync(entry)) return
    const name = `${room}-migrations`
    await runProcess({ name, entry, env: environment, logFile: logFile(name) })
  }
  return {
    has,
    run,
    migrate,
    add: (name, pid) => {
      servers[name] = pid
    },
    pids: () => ({
      ...servers,
      ...Object.fromEntries(supervised.map((each) => [each.name, each.pid()])),
    }),
    restarts: () => Object.fromEntries(supervised.map((each) => [each.name, each.restarts()])),
  }
}
