// Sends records to the broker and waits until all its replicas have them.
import { Partitioners } from 'kafkajs'
import type { Kafka } from 'kafkajs'
import { cutBySize, keepingPlace, type KafkaRecord } from './kafka-record.ts'

/** Sends in order, acknowledged by all replicas. After an error it begins with a new producer. */
export function createPublisher(kafka: Kafka) {
  const make = () =>
    kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => keepingPlace(Partitioners.DefaultPartitioner()),
    })
  let producer: ReturnType<typeof make> | undefined
  const close = async () => {
    const old = producer
    producer = undefined
    await old?.disconnect().catch(() => {})
  }
  const publish = async (records: readonly KafkaRecord[]) => {
    try {
      if (!producer) {
        producer = make()
        await producer.connect()
      }
      for (const part of cutBySize(records)) {
        const topicMessages = [...Map.groupBy(part, ({ topic }) => topic)].map(
          ([topic, messages]) => ({ topic, messages }),
        )
        await producer.sendBatch({ acks: -1, topicMessages })
      }
    } catch (error) {
      await close()
      throw error
    }
  }
  return { publish, close }
}
