// Reads the end of a topic once: what the broker has last of each partition.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EachMessagePayload } from 'kafkajs'
import type { Database } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'
import { fromMessage } from '../cloud-event.ts'
import type { Log } from '../log.ts'
import { readFact } from '../read-fact.ts'
import { loadSent, placeOf } from '../sent.ts'
import { client, clusterName, endsOf, type KafkaTransportConfig } from './kafka-client.ts'

/** Of each partition; several books may share one. */
const RECORDS_MAX = 100n
const READ_MAX_MS = 20_000
const LAST_MAX_MS = 10_000
type Arrived = EachMessagePayload
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * The facts of this topic that the broker has and that this outbox's relay had not seen
 * acknowledged when its database was copied: what a restored speaker has said and forgotten, and
 * perhaps a few facts that it knows.
 */
export async function readBeyond<DB>(
  config: KafkaTransportConfig,
  db: Database<DB>,
  topic: Topic,
): Promise<Fact[]> {
  const name = await clusterName(client(config, SILENT))
  const { last } = await loadSent(db, name)
  const from = (partition: number) => (last.get(placeOf({ topic, partition }))?.last ?? -1n) + 1n
  return readTail(config, topic, from)
}

/**
 * The last facts of each partition of a topic. Throws when the broker has not given them in 10 s:
 * the client itself would go on asking a broker that is frozen for minutes.
 */
export async function readLast(config: KafkaTransportConfig, topic: Topic): Promise<Fact[]> {
  const ending = new AbortController()
  const late = sleep(LAST_MAX_MS, undefined, { signal: ending.signal }).then(() => {
    throw new Error(`the broker did not give the last facts of ${topic}`)
  })
  const reading = readTail(config, topic)
  // Whichever comes second has nobody who waits for it.
  reading.catch(() => undefined)
  late.catch(() => undefined)
  try {
    return await Promise.race([reading, late])
  } finally {
    ending.abort()
  }
}

const lastRecords = (_partition: number, end: bigint) =>
  end > RECORDS_MAX ? end - RECORDS_MAX : 0n

/**
 * The facts of each partition of a topic from an offset on, by default the last ones. Throws when
 * nothing more comes for 20 s before the end.
 */
async function readTail(
  config: KafkaTransportConfig,
  topic: Topic,
  from: (partition: number, end: bigint) => bigint = lastRecords,
): Promise<Fact[]> {
  const kafka = client(config, SILENT)
  const ends = await endsOf(kafka, [{ topic, partition: 0 }])
  /** What is still to be read of each partition: the offset after its last record. */
  const open = new Map<number, bigint>()
  for (const [place, end] of ends) {
    const partition = Number(place.split('/')[1])
    if (end > from(partition, end)) open.set(partition, end)
  }
  if (open.size === 0) return []
  const facts: Fact[] = []
  const consumer = kafka.consumer({
    groupId: `${config.clientId}-tail-${randomUUID()}`,
    allowAutoTopicCreation: false,
  })
  const done = Promise.withResolvers<void>()
  const late = setTimeout(() => done.reject(new Error(`${topic} was not read`)), READ_MAX_MS)
  const isWanted = new Set(open.keys())
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) done.reject(payload.error)
  })
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const [partition, end] of open) {
      consumer.seek({ topic, partition, offset: from(partition, end).toString() })
    }
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    const eachMessage = async ({ partition, message }: Arrived) => {
      late.refresh()
      if (!isWanted.has(partition)) return
      const reading = readFact(topic, fromMessage(message).payload)
      if ('fact' in reading) facts.push(reading.fact)
      const end = open.get(partition)
      if (end !== undefined && BigInt(message.offset) + 1n >= end) open.delete(partition)
      if (open.size === 0) done.resolve()
    }
    await consumer.run({ autoCommit: false, eachMessage })
    await done.promise
    return facts
  } finally {
    clearTimeout(late)
    done.promise.catch(() => {})
    await consumer.disconnect().catch(() => {})
  }
}
