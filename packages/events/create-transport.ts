// Chooses the transport that the configuration names.
import type { Topic } from '@ticun/protocol'
import type { Transport } from './transport.ts'
import type { BrokerLogin } from './broker-login.ts'
import { createKafkaTransport } from './transports/kafka.ts'
import { createPostgresTransport } from './transports/postgres.ts'

export type TransportConfig = {
  events: 'kafka' | 'postgres'
  /** The service's name, for broker and Postgres; its dead letters go to `<name>.dead.v1`. */
  clientId: string
  /** kafka: addresses like `127.0.0.1:8087`. */
  brokers?: readonly string[]
  /** kafka: who the service is there. */
  login?: BrokerLogin
  /** postgres: where the outbox of each topic can be read, by the facts reader's role. */
  factsUrls?: Partial<Record<Topic, string>>
}

/** Makes the transport; it connects when the first relay or listener starts. */
export function createTransport(config: TransportConfig): Transport {
  if (config.events === 'kafka') return createKafkaTransport(config)
  return createPostgresTransport(config)
}
