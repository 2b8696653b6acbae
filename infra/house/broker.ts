// Knows which way facts travel in this house: a given broker, one we can start, or Postgres alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kafkaAccess, type KafkaAccess } from './kafka-access.ts'
import { dockerAvailable, startKafkaContainer } from './kafka-container.ts'
import type { Availability } from './kafka-programs.ts'
import { kafkaAvailable, startKafka } from './kafka.ts'
import type { Log } from './log.ts'
import { passwordsFrom, type Secrets } from './secrets.ts'

export type Broker =
  | {
      transport: 'kafka'
      brokers: string
      /** Undefined: a given broker that asks nobody for a name. */
      access?: KafkaAccess | undefined
      pid?: number
      stop: () => Promise<void>
    }
  | { transport: 'postgres'; reason: string }

/** Each way to get a broker; the first one that works is taken. */
const WAYS = ['docker', 'maven'] as const
type Way = (typeof WAYS)[number]
type Options = {
  env: NodeJS.ProcessEnv
  dataDir: string
  ports: { kafka: number; kafkaController: number }
  secrets: Secrets
  log: Log
}

/**
 * KAFKA_BROKERS if set; else a Docker engine; else Java and Maven; else the postgres transport.
 * EVENTS=kafka makes a missing broker an error, EVENTS=postgres asks for none. A data directory
 * keeps the way it began with: another broker would lack the facts of the first. A given broker has
 * names and passwords when KAFKA_ADMIN_PASSWORD is set; then those of all rooms must be.
 */
export async function chooseBroker(options: Options): Promise<Broker> {
  const { env, log } = options
  const wanted = env['EVENTS'] ?? ''
  if (!['', 'kafka', 'postgres'].includes(wanted)) {
    throw new Error(`EVENTS must be kafka or postgres, not ${wanted}`)
  }
  if (wanted === 'postgres') return withoutBroker('EVENTS=postgres', log)
  const given = env['KAFKA_BROKERS'] ?? ''
  if (given !== '') {
    const access = env['KAFKA_ADMIN_PASSWORD'] ? kafkaAccess(passwordsFrom(env)) : undefined
    return { transport: 'kafka', brokers: given, access, stop: async () => {} }
  }
  const began = wayBegunWith(options.dataDir)
  if (began === 'postgres' && wanted === '') {
    return withoutBroker('this data directory began without a broker', log)
  }
  const reasons: string[] = []
  for (const way of WAYS) {
    if (began !== undefined && began !== 'postgres' && began !== way) continue
    const tried = await tryWay(way, options)
    if ('transport' in tried) {
      keepWay(options.dataDir, way)
      return tried
    }
    reasons.push(tried.reason)
  }
  const reason = reasons.join('; ')
  if (wanted === 'kafka') throw new Error(`EVENTS=kafka, but no broker: ${reason}`)
  if (began !== undefined && began !== 'postgres') {
    throw new Error(`this data directory keeps its facts in Kafka (${began}), but: ${reason}`)
  }
  keepWay(options.dataDir, 'postgres')
  return withoutBroker(reason, log)
}

async function tryWay(way: Way, options: Options): Promise<Broker | { reason: string }> {
  const { dataDir, ports, secrets, log } = options
  const probe: () => Promise<Availability> = way === 'docker' ? dockerAvailable : kafkaAvailable
  const available = await probe()
  if (!available.ok) return { reason: available.reason }
  const access = kafkaAccess(secrets)
  const { kafka: port, kafkaController: controllerPort } = ports
  try {
    if (way === 'docker') log('kafka: starting the Apache Kafka image')
    const started =
      way === 'docker'
        ? await startKafkaContainer({ dataDir, port, access })
        : await startKafka({ dataDir, port, controllerPort, access, log })
    return { transport: 'kafka', access, ...started }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

function withoutBroker(reason: string, log: Log): Broker {
  log(`events: no Kafka, facts travel through Postgres (${reason.split('\n')[0]})`)
  return { transport: 'postgres', reason }
}

function wayBegunWith(dataDir: string): Way | 'postgres' | undefined {
  const file = join(dataDir, 'broker')
  if (!existsSync(file)) return undefined
  const kept = readFileSync(file, 'utf8').trim()
  return kept === 'postgres' ? kept : WAYS.find((way) => way === kept)
}

function keepWay(dataDir: string, way: Way | 'postgres'): void {
  writeFileSync(join(dataDir, 'broker'), `${way}\n`)
}
