// Knows what each process of the house is told: the environment that is the contract with it.
import { join } from 'node:path'
import type { Broker } from './broker.ts'
import { HOST } from './free-ports.ts'
import { inherited } from './inherited.ts'
import type { HousePorts } from './ports.ts'
import { ROOMS } from './provision.ts'
import type { Provisioned, Room } from './provision.ts'

/** The processes of the house that are ours. */
export const PROCESSES = [
  'issuer',
  'bank',
  'witness',
  'escrow',
  'clock',
  'settlement',
  'notary',
  'portal',
] as const
export type ProcessName = (typeof PROCESSES)[number]
export type HouseUrls = Record<ProcessName, string>
type Environment = Record<string, string>

/** Files of each process, from the project's root. */
export const ENTRIES: Record<ProcessName, string> = {
  issuer: 'infra/issuer/main.ts',
  bank: 'infra/bank-sandbox/main.ts',
  witness: 'infra/witness/main.ts',
  escrow: 'services/escrow/main.ts',
  clock: 'services/escrow/clock/main.ts',
  settlement: 'services/settlement/main.ts',
  notary: 'services/notary/main.ts',
  portal: 'services/portal/main.ts',
}

export const AUDIENCE = 'urn:ticun:api'
export const CLIENT_ID = 'ticun-portal'
export const CLOCK_CLIENT_ID = 'clock'
/** The notary office's account at the bank sandbox, which holds all members' money. */
export const ESCROW_ACCOUNT = '3100066631018000001'
export const NOTARY_NAME = 'ticun.example/changning'
/** The regulator, whose witness cosigns the notary's log. */
export const WITNESS_NAME = 'ticun.example/regulator'

export type PlanInput = {
  dataDir: string
  ports: HousePorts
  databases: Provisioned
  broker: Broker
  bankToken: string
  /** Key of the members' codes. */
  codeKey: string
  /** Key of what settlement keeps of people. */
  sealKey: string
  clientSecret: string
  /** Own secrets at the issuer: of the clock, and of the notary for its audits. */
  clockSecret: string
  auditorSecret: string
  /** Whether the house has a notary that escrow can ask, and a witness; it has unless told. */
  notary?: boolean
  witness?: boolean
  env: NodeJS.ProcessEnv
}

const url = (port: number): string => `http://${HOST}:${port}`

/** The addresses that a house on these ports has. */
export function urlsFor(ports: HousePorts): HouseUrls {
  return {
    issuer: url(ports.issuer),
    bank: url(ports.bank),
    witness: url(ports.witness),
    escrow: url(ports.escrow),
    clock: url(ports.clock),
    settlement: url(ports.settlement),
    notary: url(ports.notary),
    portal: url(ports.portal),
  }
}

/** Where the notary's signing key is kept. */
export function notaryKeyFile(dataDir: string): string {
  return join(dataDir, 'notary', 'signing-key.pem')
}

/** Where a house of tests keeps what its time adds to the real one; only with CLOCK=caller. */
export function clockFile(dataDir: string): string {
  return join(dataDir, 'clock')
}

function clockEnvironment({ dataDir, env }: Pick<PlanInput, 'dataDir' | 'env'>): Environment {
  return env['CLOCK'] === 'caller' ? { CLOCK_FILE: clockFile(dataDir) } : {}
}

/** Where public keys are written for whoever wants to verify. */
export function publicKeyFile(dataDir: string, of: 'notary' | 'witness'): string {
  return join(dataDir, 'public', `${of}.vkey`)
}

/** The environment of the issuer, the bank and the witness, which need no database. */
export function neighbourEnvironment(
  name: 'issuer' | 'bank' | 'witness',
  input: Omit<PlanInput, 'databases' | 'broker'>,
): Environment {
  const urls = urlsFor(input.ports)
  const base = { ...inherited(input.env), HOST, PORT: String(input.ports[name]) }
  if (name === 'bank') {
    const own = { DATA_DIR: join(input.dataDir, 'bank'), BANK_TOKEN: input.bankToken }
    return { ...base, ...clockEnvironment(input), ...own }
  }
  if (name === 'witness') {
    return {
      ...base,
      DATA_DIR: join(input.dataDir, 'witness'),
      WITNESS_NAME,
      LOG_ORIGIN: NOTARY_NAME,
      LOG_VKEYS: publicKeyFile(input.dataDir, 'notary'),
      VKEY_FILE: publicKeyFile(input.dataDir, 'witness'),
    }
  }
  return {
    ...base,
    DATA_DIR: join(input.dataDir, 'issuer'),
    ISSUER_URL: urls.issuer,
    PORTAL_URL: urls.portal,
    CLIENT_ID,
    CLIENT_SECRET: input.clientSecret,
    CLOCK_SECRET: input.clockSecret,
    AUDITOR_SECRET: input.auditorSecret,
  }
}

/** The environment of a service with a database. */
export function roomEnvironment(name: Room, input: PlanInput): Environment {
  const urls = urlsFor(input.ports)
  return {
    ...inherited(input.env),
    HOST,
    PORT: String(input.ports[name]),
    DATABASE_URL: input.databases[name].runtimeUrl,
    ISSUER_URL: urls.issuer,
    AUDIENCE,
    CLOCK: input.env['CLOCK'] ?? 'system',
    ...clockEnvironment(input),
    ...eventsEnvironment(name, input),
    ...(name === 'settlement'
      ? {
          BANK_URL: urls.bank,
          BANK_TOKEN: input.bankToken,
          ESCROW_ACCOUNT,
          SEAL_KEY: input.sealKey,
        }
      : {}),
    ...(name === 'escrow' ? { CODE_KEY: input.codeKey } : {}),
    ...(name === 'escrow' && input.notary !== false ? { NOTARY_URL: urls.notary } : {}),
    ...(name === 'notary' ? notaryEnvironment(input, urls) : {}),
  }
}

function notaryEnvironment(input: PlanInput, urls: HouseUrls): Environment {
  const witnessed = input.witness ?? true
  return {
    NOTARY_KEY_FILE: notaryKeyFile(input.dataDir),
    NOTARY_NAME,
    ESCROW_URL: urls.escrow,
    CLIENT_SECRET: input.auditorSecret,
    WITNESSES: witnessed ? `${urls.witness} ${publicKeyFile(input.dataDir, 'witness')}` : '',
    WITNESSES_MIN: witnessed ? '1' : '0',
  }
}

/** The environment of the clock process, which has credentials of its own and no database. */
export function clockProcessEnvironment(input: Omit<PlanInput, 'databases' | 'broker'>) {
  const urls = urlsFor(input.ports)
  return {
    ...inherited(input.env),
    HOST,
    PORT: String(input.ports.clock),
    ESCROW_URL: urls.escrow,
    ISSUER_URL: urls.issuer,
    AUDIENCE,
    CLIENT_ID: CLOCK_CLIENT_ID,
    CLIENT_SECRET: input.clockSecret,
    CLOCK: input.env['CLOCK'] ?? 'system',
    ...clockEnvironment(input),
  }
}

/** The environment of the portal. */
export function portalEnvironment(input: PlanInput): Environment {
  const urls = urlsFor(input.ports)
  return {
    ...inherited(input.env),
    HOST,
    PORT: String(input.ports.portal),
    PORTAL_URL: urls.portal,
    ISSUER_URL: urls.issuer,
    CLIENT_ID,
    CLIENT_SECRET: input.clientSecret,
    SESSION_KEY_FILE: join(input.dataDir, 'portal', 'session.key'),
    ESCROW_URL: urls.escrow,
    SETTLEMENT_URL: urls.settlement,
    NOTARY_URL: urls.notary,
  }
}

/** The environment of a service's migrations: the owner, and the names it grants rights to. */
export function migrationEnvironment(name: Room, input: PlanInput): Environment {
  const room = input.databases[name]
  return {
    ...inherited(input.env),
    DATABASE_URL: room.ownerUrl,
    RUNTIME_ROLE: room.runtime,
    FACTS_READER_ROLE: room.factsReader,
  }
}

function eventsEnvironment(name: Room, input: PlanInput): Environment {
  if (input.broker.transport === 'kafka') {
    const { brokers, access } = input.broker
    const own = access ? { KAFKA_USERNAME: name, KAFKA_PASSWORD: access[name] } : {}
    return { EVENTS: 'kafka', KAFKA_BROKERS: brokers, ...own }
  }
  // A service reads the outbox of each other one; its own it knows already.
  const others = ROOMS.filter((room) => room !== name)
  const readers = others.map((room) => [
    `FACTS_${room.toUpperCase()}_URL`,
    input.databases[room].factsReaderUrl,
  ])
  return { EVENTS: 'postgres', ...Object.fromEntries(readers) }
}
