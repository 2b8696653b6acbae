// Knows that the broker which the house starts is a real one and keeps its records.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'
import { isAlive } from './guard.ts'
import { kafkaAvailable, startKafka } from './kafka.ts'
import type { RunningKafka } from './kafka.ts'
import { createTopics, readTopics } from './topics.ts'

const TEST_MAX_MS = 180_000
const dataDir = mkdtempSync(join(tmpdir(), 'ticun-kafka-'))
chmodSync(dataDir, 0o711)
const running: RunningKafka[] = []
const available = await kafkaAvailable()
const title = available.ok ? '' : ` (skipped: ${available.reason})`

afterAll(async () => {
  for (const broker of running) await broker.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test.skipIf(!available.ok)(
  `a record outlives the broker that took it${title}`,
  { timeout: TEST_MAX_MS },
  async () => {
    const first = await start()
    await createTopics(first.brokers)
    await createTopics(first.brokers)
    const admin = client(first.brokers).admin()
    await admin.connect()
    const made = await admin.fetchTopicMetadata()
    const plan = Object.fromEntries(readTopics().map((each) => [each.topic, each.partitions]))
    const found = made.topics.map(({ name, partitions }) => [name, partitions.length])
    expect(Object.fromEntries(found)).toEqual(plan)
    await admin.disconnect()
    await send(first.brokers, 'escrow.facts.v1', 'kept')
    await expect(send(first.brokers, 'escrow.facts.v9', 'lost')).rejects.toThrow()
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)

    const second = await start()
    expect(await readFirst(second.brokers, 'escrow.facts.v1')).toBe('kept')
  },
)

async function start(): Promise<RunningKafka> {
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const broker = await startKafka({ dataDir, port, controllerPort, log: () => {} })
  running.push(broker)
  return broker
}

function client(brokers: string): Kafka {
  return new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 3, initialRetryTime: 100 },
  })
}

async function send(brokers: string, topic: string, value: string): Promise<void> {
  const producer = client(brokers).producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.send({ topic, messages: [{ key: 'book', value }] })
  } finally {
    await producer.disconnect()
  }
}

async function readFirst(brokers: string, topic: string): Promise<string | undefined> {
  const consumer = client(brokers).consumer({ groupId: 'house-test' })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  try {
    return await new Promise((resolve, reject) => {
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }) =>
        resolve(message.value?.toString())
      consumer.run({ eachMessage }).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
}
