// What a service is told about the broker: where it is, and who the service is there.
import { readFileSync } from 'node:fs'

/** A name of the broker (SCRAM-SHA-512), and whether the way there is sealed (TLS). */
export type BrokerLogin = { username: string; password: string; isSealed: boolean }

export type BrokerVariables = {
  KAFKA_BROKERS?: string | undefined
  KAFKA_USERNAME?: string | undefined
  KAFKA_PASSWORD?: string | undefined
  KAFKA_PASSWORD_FILE?: string | undefined
  KAFKA_TLS?: boolean | undefined
}

/** Addresses and login as these variables say. Throws when a name comes without its password. */
export function brokerOf(variables: BrokerVariables): {
  brokers?: readonly string[]
  login?: BrokerLogin
} {
  const { KAFKA_BROKERS: addresses, KAFKA_USERNAME: username } = variables
  if (!addresses) return {}
  const brokers = addresses.split(',')
  if (!username) return { brokers }
  const { KAFKA_PASSWORD_FILE: file, KAFKA_TLS: isSealed = false } = variables
  const password = file ? readFileSync(file, 'utf8').trim() : variables.KAFKA_PASSWORD
  if (!password) throw new Error('KAFKA_USERNAME is set, but neither KAFKA_PASSWORD nor its file')
  return { brokers, login: { username, password, isSealed } }
}
