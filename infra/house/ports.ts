// Knows which port each part of the house listens on.
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts, isPortTaken } from './free-ports.ts'

export type HousePorts = {
  portal: number
  escrow: number
  settlement: number
  notary: number
  issuer: number
  bank: number
  witness: number
  clock: number
  postgres: number
  kafka: number
  kafkaController: number
}

const DEFAULTS: HousePorts = {
  portal: 8080,
  escrow: 8081,
  settlement: 8082,
  notary: 8083,
  issuer: 8084,
  bank: 8085,
  postgres: 8086,
  kafka: 8087,
  kafkaController: 8088,
  witness: 8089,
  clock: 8090,
}
const PORT_MAX = 65_535
const POLL_MS = 100
/** The processes of a house that was killed need a moment to let go of their ports. */
const FREE_MAX_MS = 10_000

/** The default ports, each changed by PORTAL_PORT, ESCROW_PORT, … KAFKA_CONTROLLER_PORT. */
export function portsFrom(env: NodeJS.ProcessEnv): HousePorts {
  const port = (name: keyof HousePorts, variable: string) => {
    const given = env[variable] ?? ''
    if (given === '') return DEFAULTS[name]
    const number = Number(given)
    if (Number.isInteger(number) && number > 0 && number <= PORT_MAX) return number
    throw new Error(`${variable} must be a port, not ${given}`)
  }
  return {
    portal: port('portal', 'PORTAL_PORT'),
    escrow: port('escrow', 'ESCROW_PORT'),
    settlement: port('settlement', 'SETTLEMENT_PORT'),
    notary: port('notary', 'NOTARY_PORT'),
    issuer: port('issuer', 'ISSUER_PORT'),
    bank: port('bank', 'BANK_PORT'),
    witness: port('witness', 'WITNESS_PORT'),
    clock: port('clock', 'CLOCK_PORT'),
    postgres: port('postgres', 'POSTGRES_PORT'),
    kafka: port('kafka', 'KAFKA_PORT'),
    kafkaController: port('kafkaController', 'KAFKA_CONTROLLER_PORT'),
  }
}

/** Ports that are free at this moment, for a house beside others. */
export async function freeHousePorts(): Promise<HousePorts> {
  const [portal = 0, escrow = 0, settlement = 0, notary = 0, issuer = 0, ...rest] =
    await freePorts(11)
  const [bank = 0, witness = 0, clock = 0, postgres = 0, kafka = 0, kafkaController = 0] = rest
  const services = { portal, escrow, settlement, notary }
  return { ...services, issuer, bank, witness, clock, postgres, kafka, kafkaController }
}

/** Waits until all are free. Throws with the name of the one that stays taken. */
export async function waitUntilFree(ports: HousePorts): Promise<void> {
  const end = performance.now() + FREE_MAX_MS
  for (const [name, port] of Object.entries(ports)) {
    while (await isPortTaken(port)) {
      if (performance.now() > end) {
        const variable = name === 'kafkaController' ? 'KAFKA_CONTROLLER' : name.toUpperCase()
        throw new Error(`port ${port} for ${name} is taken; choose another by ${variable}_PORT`)
      }
      await sleep(POLL_MS)
    }
  }
}
