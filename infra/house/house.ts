// Knows how the whole house is started and stopped: what needs what, and what may start together.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { openEscrowAccount } from './bank-account.ts'
import { chooseBroker } from './broker.ts'
import type { Broker } from './broker.ts'
import { createCrew } from './crew.ts'
import type { Crew } from './crew.ts'
import { setClock } from './clock-file.ts'
import { claimDataDir, releaseDataDir, writeHouse } from './house-file.ts'
import type { Log } from './log.ts'
import { ensureNotaryKey, publishNotaryKey } from './notary-key.ts'
import {
  clockProcessEnvironment,
  ESCROW_ACCOUNT,
  migrationEnvironment,
  neighbourEnvironment,
  NOTARY_NAME,
  notaryKeyFile,
  portalEnvironment,
  PROCESSES,
  publicKeyFile,
  roomEnvironment,
  urlsFor,
} from './plan.ts'
import type { HouseUrls, PlanInput, ProcessName } from './plan.ts'
import { freeHousePorts, waitUntilFree } from './ports.ts'
import type { HousePorts } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { provision, ROOMS } from './provision.ts'
import type { Provisioned } from './provision.ts'
import { openSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import { createTopics } from './topics.ts'
import { buildWeb } from './web-build.ts'

export type HouseOptions = {
  /** Where everything is kept; an empty or missing folder is a new house. */
  dataDir: string
  ports: HousePorts | 'free'
  /** DATABASE_URL, POSTGRES_BIN, KAFKA_BROKERS, EVENTS, CLOCK and LOG_LEVEL are read from here. */
  env: NodeJS.ProcessEnv
  log: Log
  /** Only these processes; without it, all that the project has. */
  only?: readonly ProcessName[]
  /**
   * With CLOCK=caller: when this house begins to live (UTC), in any year. Its clock runs on,
   * and tests may move it forward. A data directory keeps the time that it has.
   */
  startsAt?: string
  /** False leaves the regulator's witness out. */
  witness?: boolean
  /** More environment for one process, for tests. */
  more?: Partial<Record<ProcessName, Record<string, string>>>
}

export type House = {
  urls: HouseUrls
  transport: 'kafka' | 'postgres'
  /** How to reach the bank sandbox, and the notary's account there. */
  bank: { token: string; escrowAccount: string }
  databases: Provisioned
  /** Process ids of this moment, with `postgres` and `kafka` where the house runs them. */
  pids: () => Record<string, number>
  restarts: () => Record<string, number>
  stop: () => Promise<void>
}

/** What to stop at the end, in the order it was started. */
type Stops = (() => Promise<void>)[]

const NOT_FOR_PRODUCTION =
  'the local house, with its demo people and its sandbox of a bank, does not start in production: ' +
  "unset NODE_ENV, or start each service with the office's own settings"

/**
 * Starts the house and resolves when every process is ready. `stop()` ends all in reverse order.
 * Throws in production, when a house runs on the data directory, a port is taken or a part does
 * not start; then everything that had started is stopped again.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  if (options.env['NODE_ENV'] === 'production') throw new Error(NOT_FOR_PRODUCTION)
  mkdirSync(options.dataDir, { recursive: true })
  claimDataDir(options.dataDir)
  const stops: Stops = [async () => releaseDataDir(options.dataDir)]
  try {
    return await openHouse({ ...options, dataDir: resolve(options.dataDir) }, stops)
  } catch (error) {
    await stopAll(stops)
    throw error
  }
}

async function openHouse(options: HouseOptions, stops: Stops): Promise<House> {
  const { dataDir, env, log } = options
  const ports = options.ports === 'free' ? await freeHousePorts() : options.ports
  if (options.ports !== 'free') await waitUntilFree(ports)
  if (options.startsAt !== undefined) setClock(dataDir, options.startsAt)
  const secrets = openSecrets(dataDir)
  const access = {
    bankToken: secrets('bank.token'),
    clientSecret: secrets('portal.client'),
    clockSecret: secrets('clock.client'),
    auditorSecret: secrets('notary.client'),
    codeKey: secrets('escrow.code'),
    sealKey: secrets('settlement.seal'),
  }
  const bank = { token: access.bankToken, escrowAccount: ESCROW_ACCOUNT }
  const urls = urlsFor(ports)
  let transport: 'kafka' | 'postgres' | undefined
  const { more = {} } = options
  const wanted = options.only ?? PROCESSES
  const only = wanted.filter((name) => name !== 'witness' || options.witness !== false)
  const onRestart = () => record()
  const crew = createCrew({ dataDir, urls, only, more, log, stops, onRestart })
  const own = { notary: crew.has('notary'), witness: crew.has('witness') }
  const early = { dataDir, ports, env, ...own, ...access }
  const record = () =>
    writeHouse(dataDir, { housePid: process.pid, transport, urls, pids: crew.pids(), bank })

  if (crew.has('notary') || crew.has('witness')) openNotaryKey(dataDir)
  const runBank = async () => {
    await crew.run('bank', neighbourEnvironment('bank', early))
    if (!crew.has('bank')) return
    await openEscrowAccount({ bankUrl: urls.bank, token: bank.token, account: ESCROW_ACCOUNT })
  }
  const [databases, broker] = await together([
    openDatabases({ dataDir, port: ports.postgres, env, log, secrets, stops, crew }),
    openBroker({ dataDir, ports, env, log, secrets, stops, crew }),
    crew.run('issuer', neighbourEnvironment('issuer', early)),
    runBank(),
    crew.run('witness', neighbourEnvironment('witness', early)),
    crew.has('portal') ? buildWeb(log) : undefined,
  ])
  transport = broker.transport
  const plan: PlanInput = { ...early, databases, broker }
  await together(ROOMS.map((room) => crew.migrate(room, migrationEnvironment(room, plan))))
  await together(ROOMS.map((room) => crew.run(room, roomEnvironment(room, plan))))
  await together([
    crew.run('clock', clockProcessEnvironment(plan)),
    crew.run('portal', portalEnvironment(plan)),
  ])
  record()
  const { pids, restarts } = crew
  const stop = () => stopAll(stops)
  return { urls, transport, bank, databases, pids, restarts, stop }
}

/** The witness has to know the public half before the notary starts. */
function openNotaryKey(dataDir: string): void {
  const file = notaryKeyFile(dataDir)
  ensureNotaryKey(file)
  publishNotaryKey(file, NOTARY_NAME, publicKeyFile(dataDir, 'notary'))
}

async function openDatabases(options: {
  dataDir: string
  port: number
  env: NodeJS.ProcessEnv
  log: Log
  secrets: Secrets
  stops: Stops
  crew: Crew
}): Promise<Provisioned> {
  const { secrets } = options
  const given = options.env['DATABASE_URL'] ?? ''
  if (given !== '') return provision({ superuserUrl: given, secrets })
  const server = await startPostgres(options)
  // Before everything that may have started meanwhile: the server stops last.
  options.stops.splice(1, 0, server.stop)
  options.crew.add('postgres', server.pid)
  return provision({ superuserUrl: server.url, secrets })
}

async function openBroker(options: {
  dataDir: string
  ports: HousePorts
  env: NodeJS.ProcessEnv
  log: Log
  secrets: Secrets
  stops: Stops
  crew: Crew
}): Promise<Broker> {
  const broker = await chooseBroker(options)
  if (broker.transport === 'postgres') return broker
  options.stops.splice(1, 0, broker.stop)
  if (broker.pid !== undefined) options.crew.add('kafka', broker.pid)
  await createTopics(broker.brokers, broker.access)
  return broker
}

/** Like Promise.all, but lets every part finish first, so that what started can be stopped. */
async function together<T extends readonly unknown[] | []>(
  parts: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(parts)
  return Promise.all(parts)
}

async function stopAll(stops: Stops): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop()
}
