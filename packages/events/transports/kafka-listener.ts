// Brings facts from the broker into an inbox, from where the inbox says that it stands.
import { randomUUID } from 'node:crypto'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import { loadPositions, type Parcel, type DeadLetter } from '../inbox.ts'
import { createPace, type Pace } from '../pace.ts'
import { createReception, type Reception } from '../reception.ts'
import type { Listener, ListenTarget } from '../transport.ts'
import { client, clusterName, RETRY, type KafkaTransportConfig } from './kafka-client.ts'
import { createPublisher } from './kafka-publisher.ts'
import { arrivalOf, deadRecord, topicNamed } from './kafka-record.ts'

const LISTEN_BATCH_MAX = 500
const FETCH_WAIT_MAX_MS = 500
const SESSION_TIMEOUT_MS = 10_000
const REBALANCE_TIMEOUT_MS = 15_000
const HEARTBEAT_MS = 2_000

/** Listens until stopped. Faults are logged and tried again for ever. */
export function startListener<DB>(
  config: KafkaTransportConfig,
  target: ListenTarget<DB>,
): Listener {
  const pace = createPace()
  const kafka = client(config, target.log)
  const publisher = createPublisher(kafka)
  const onDead = (parcel: Parcel, dead: readonly DeadLetter[]) => {
    const records = dead.map((letter) => deadRecord(config.clientId, parcel, letter))
    // The table is the record; the topic is for those who watch from outside.
    publisher
      .publish(records)
      .catch((error: unknown) => target.log.warn({ err: error }, 'dead letters were not published'))
  }
  const reception = createReception(target, pace, onDead)
  const halt = Promise.withResolvers<void>()

  const run = async () => {
    while (!pace.stopped()) {
      try {
        await consumeOnce({ config, kafka, target, reception, pace, halted: halt.promise })
      } catch (error) {
        await reception.failed(error, 'facts cannot be read for now')
      }
    }
    await publisher.close()
  }
  const ended = run()
  return {
    stop: async () => {
      pace.stop()
      halt.resolve()
      await ended
    },
    status: reception.status,
    fault: reception.fault,
  }
}

type Consuming<DB> = {
  config: KafkaTransportConfig
  kafka: Kafka
  target: ListenTarget<DB>
  reception: Reception
  pace: Pace
  /** Resolves when the listener is told to stop. */
  halted: Promise<void>
}

/**
 * One life of a consumer: ends when stopped, throws when the client gives up. The group is new each
 * time and nothing is committed to it, because positions are kept where the effects are.
 */
async function consumeOnce<DB>(options: Consuming<DB>): Promise<void> {
  const { config, kafka, target } = options
  const transport = await clusterName(kafka)
  const next = new Map<string, bigint>()
  for (const { topic, partition, position } of await loadPositions(target.db, transport)) {
    next.set(`${topic}/${partition}`, BigInt(position) + 1n)
  }
  const consumer = kafka.consumer({
    groupId: `${config.clientId}-${randomUUID()}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MAX_MS,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
  const crashed = new Promise<never>((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  })
  crashed.catch(() => {})
  // Said while joining, before the first fetch: no message is read from any other place.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    options.reception.fine()
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
      for (const partition of partitions) {
        const offset = next.get(`${topic}/${partition}`)
        if (offset !== undefined) consumer.seek({ topic, partition, offset: offset.toString() })
      }
    }
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...target.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: batchHandler({ ...options, consumer, transport, next }),
    })
    await Promise.race([crashed, options.halted])
  } finally {
    await consumer.disconnect().catch(() => {})
  }
}

function batchHandler<DB>(
  options: Consuming<DB> & { consumer: Consumer; transport: string; next: Map<string, bigint> },
): (payload: EachBatchPayload) => Promise<void> {
  const { consumer, transport, next, reception, target } = options
  const askedAgain = new Set<string>()
  return async (payload) => {
    const { batch } = payload
    const place = `${batch.topic}/${batch.partition}`
    const expected = next.get(place) ?? 0n
    const first = BigInt(batch.messages[0]?.offset ?? expected)
    if (first > expected) {
      const { topic, partition } = batch
      if (!askedAgain.has(`${place}/${expected}`)) {
        askedAgain.add(`${place}/${expected}`)
        consumer.seek({ topic, partition, offset: expected.toString() })
        return
      }
      const details = { topic, partition, expected: `${expected}`, first: `${first}` }
      target.log.error(details, 'the broker no longer has facts that were not read')
    }
    for (let from = 0; from < batch.messages.length; from += LISTEN_BATCH_MAX) {
      if (!payload.isRunning() || payload.isStale()) return
      const messages = batch.messages.slice(from, from + LISTEN_BATCH_MAX)
      const arrivals = messages.map((message) =>
        arrivalOf(message, `${transport}/${place}`, target.wants),
      )
      const topic = topicNamed(target.topics, batch.topic)
      const parcel = { transport, topic, partition: batch.partition, arrivals }
      if (!(await reception.take(parcel, () => payload.heartbeat()))) return
      const last = messages.at(-1)?.offset
      if (last === undefined) return
      next.set(place, BigInt(last) + 1n)
      payload.resolveOffset(last)
      await payload.heartbeat()
    }
  }
}
