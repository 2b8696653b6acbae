// The client library of the broker, made for one service: where it goes and who it is there.
import { Kafka, logLevel } from 'kafkajs'
import type { SASLOptions } from 'kafkajs'
import type { BrokerLogin } from '../broker-login.ts'
import type { Log } from '../log.ts'
import { placeOf, type Place } from '../sent.ts'

const CONNECT_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 20_000
/** The client's own tries of one request; beyond them our loops start anew, for ever. */
export const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 }

export type KafkaTransportConfig = {
  clientId: string
  brokers?: readonly string[]
  login?: BrokerLogin
}

export function client(config: KafkaTransportConfig, log: Log): Kafka {
  const { login } = config
  return new Kafka({
    clientId: config.clientId,
    brokers: [...(config.brokers ?? [])],
    ...(login ? { ssl: login.isSealed, sasl: saslOf(login) } : {}),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: logLevel.WARN,
    // Our loops say what is wrong, once; the client repeats itself with every try.
    logCreator:
      () =>
      ({ log: { message, ...details } }) =>
        log.debug(details, message),
  })
}

function saslOf({ username, password }: BrokerLogin): SASLOptions {
  return { mechanism: 'scram-sha-512', username, password }
}

/** Positions and cursors belong to one cluster: a new, empty one gets everything again. */
export async function clusterName(kafka: Kafka): Promise<string> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return `kafka:${(await admin.describeCluster()).clusterId}`
  } finally {
    await admin.disconnect()
  }
}

/** The offset of the next record of each of these partitions. */
export async function endsOf(
  kafka: Kafka,
  places: readonly Place[],
): Promise<ReadonlyMap<string, bigint>> {
  const ends = new Map<string, bigint>()
  const admin = kafka.admin()
  await admin.connect()
  try {
    // Asked for nothing, the broker still shows that it answers.
    if (places.length === 0) await admin.describeCluster()
    for (const topic of new Set(places.map((place) => place.topic))) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        ends.set(placeOf({ topic, partition }), BigInt(high))
      }
    }
  } finally {
    await admin.disconnect()
  }
  return ends
}
