// Sends records to the broker, waits until all its replicas have them, and tells where they lie.
import { Partitioners } from 'kafkajs'
import type { Kafka, RecordMetadata } from 'kafkajs'
import { placeOf, type Acknowledged } from '../sent.ts'
import { cutBySize, keepingPlace, type KafkaRecord } from './kafka-record.ts'

export type Publisher = {
  /** Sends in order. After an error it begins with a new producer. */
  publish: (records: readonly KafkaRecord[]) => Promise<readonly Acknowledged[]>
  close: () => Promise<void>
}

export function createPublisher(kafka: Kafka): Publisher {
  /** The partition that a key went to; keys are books, which are few. */
  const partitions = new Map<string, number>()
  const make = () =>
    kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () =>
        keepingPlace(Partitioners.DefaultPartitioner(), (topic, key, partition) => {
          partitions.set(keyIn(topic, key), partition)
        }),
    })
  let producer: ReturnType<typeof make> | undefined
  const close = async () => {
    const old = producer
    producer = undefined
    await old?.disconnect().catch(() => {})
  }
  const publish = async (records: readonly KafkaRecord[]) => {
    const acknowledged = new Map<string, Acknowledged>()
    try {
      if (!producer) {
        producer = make()
        await producer.connect()
      }
      for (const part of cutBySize(records)) {
        const topicMessages = [...Map.groupBy(part, ({ topic }) => topic)].map(
          ([topic, messages]) => ({ topic, messages }),
        )
        const taken = await producer.sendBatch({ acks: -1, topicMessages })
        add(acknowledged, taken, countByPlace(part, partitions))
      }
    } catch (error) {
      await close()
      throw error
    }
    return [...acknowledged.values()]
  }
  return { publish, close }
}

function keyIn(topic: string, key: string): string {
  return `${topic} ${key}`
}

/** How many of these records went to each partition. */
function countByPlace(
  records: readonly KafkaRecord[],
  partitions: ReadonlyMap<string, number>,
): Map<string, bigint> {
  const byKey = new Map<string, { record: KafkaRecord; count: number }>()
  for (const record of records) {
    const name = keyIn(record.topic, record.key)
    const found = byKey.get(name)
    if (found) found.count += 1
    else byKey.set(name, { record, count: 1 })
  }
  const counts = new Map<string, bigint>()
  for (const [name, { record, count }] of byKey) {
    const place = placeOf({ topic: record.topic, partition: partitions.get(name) ?? 0 })
    counts.set(place, (counts.get(place) ?? 0n) + BigInt(count))
  }
  return counts
}

/** Adds what the broker took in one send; it names only the first offset of each partition. */
function add(
  acknowledged: Map<string, Acknowledged>,
  taken: readonly RecordMetadata[],
  counts: ReadonlyMap<string, bigint>,
): void {
  for (const { topicName: topic, partition, baseOffset } of taken) {
    const place = placeOf({ topic, partition })
    const [first, count] = [BigInt(baseOffset ?? -1), counts.get(place)]
    // A copy of what the broker took long ago has no offset any more.
    if (first < 0n || count === undefined) continue
    const before = acknowledged.get(place)
    const last = first + count - 1n
    acknowledged.set(place, { topic, partition, first: before?.first ?? first, last })
  }
}
