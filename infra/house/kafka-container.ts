// Knows how to run the Apache Kafka image on a Docker engine, for those who have one.
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { HOST } from './free-ports.ts'
import type { KafkaAccess } from './kafka-access.ts'
import type { Availability } from './kafka-programs.ts'
import { brokerProperties, formatWords } from './kafka-settings.ts'

/** The same version as infra/kafka/pom.xml and infra/compose.yaml. */
const IMAGE = 'apache/kafka:4.4.0'
const PROBE_MAX_MS = 5_000
const START_MAX_MS = 180_000
const STOP_MAX_MS = 15_000
const INNER_PORT = 9092
const RECORDS = '/var/lib/kafka/data'
const PROPERTIES = '/tmp/broker.properties'
const WORDS = '/tmp/format'
/** The image's own start cannot make names. */
const BROKER_COMMAND =
  `/opt/kafka/bin/kafka-storage.sh @${WORDS} && ` +
  `exec /opt/kafka/bin/kafka-server-start.sh ${PROPERTIES}`

export type KafkaContainer = { brokers: string; stop: () => Promise<void> }

/** Whether a Docker engine answers. Whether it can get the image shows only at the start. */
export async function dockerAvailable(): Promise<Availability> {
  try {
    await within(PROBE_MAX_MS, 'no answer from Docker', getContainerRuntimeClient())
    return { ok: true }
  } catch (error) {
    return { ok: false, reason: `no Docker engine (${reasonOf(error)})` }
  }
}

/**
 * Starts the broker in a container and fetches its image when that is missing. The records stay
 * in a volume named after the data directory. The port is published by Docker on its default
 * address; use the Maven way where it must be 127.0.0.1 only. Throws after three minutes.
 */
export async function startKafkaContainer(options: {
  dataDir: string
  port: number
  access: KafkaAccess
}): Promise<KafkaContainer> {
  const { dataDir, port, access } = options
  const volume = `ticun-kafka-named-${keyOf(dataDir)}`
  const settings = {
    clients: `0.0.0.0:${INNER_PORT}`,
    advertised: `${HOST}:${port}`,
    controller: `${HOST}:9093`,
    recordsFolder: RECORDS,
    access,
  }
  const container = new GenericContainer(IMAGE)
    .withExposedPorts({ container: INNER_PORT, host: port })
    .withBindMounts([{ source: volume, target: RECORDS }])
    .withCopyContentToContainer([
      { content: brokerProperties(settings), target: PROPERTIES, mode: 0o644 },
      { content: formatWords(keyOf(dataDir), PROPERTIES, access), target: WORDS, mode: 0o644 },
    ])
    .withEntrypoint(['bash', '-c', BROKER_COMMAND])
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(START_MAX_MS)
  const started = await within(START_MAX_MS, `${IMAGE} did not start`, container.start())
  const stop = async () => {
    await started.stop({ timeout: STOP_MAX_MS })
  }
  return { brokers: `${HOST}:${port}`, stop }
}

/** 22 characters of base64url: what Kafka takes for a cluster id. */
function keyOf(dataDir: string): string {
  const digest = createHash('sha256').update(resolve(dataDir)).digest().subarray(0, 16)
  return digest.toString('base64url')
}

async function within<Result>(
  boundMs: number,
  message: string,
  work: Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${boundMs} ms`)), boundMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
