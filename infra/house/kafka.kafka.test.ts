// Knows that the broker which the house starts is a real one, keeps its records, and knows names.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'
import { isAlive } from './guard.ts'
import { kafkaAvailable, startKafka } from './kafka.ts'
import type { RunningKafka } from './kafka.ts'
import { kafkaAccess, rightsOf, saslOf } from './kafka-access.ts'
import type { KafkaUser } from './kafka-access.ts'
import { ROOMS } from './provision.ts'
import { openSecrets } from './secrets.ts'
import { createTopics, readTopics } from './topics.ts'

const TEST_MAX_MS = 300_000
const dataDir = mkdtempSync(join(tmpdir(), 'ticun-kafka-'))
chmodSync(dataDir, 0o711)
const access = kafkaAccess(openSecrets(dataDir))
const QUIET = { logLevel: logLevel.NOTHING, retry: { retries: 5, initialRetryTime: 50 } }
const PLAIN_GUESS = { mechanism: 'scram-sha-512', username: 'escrow', password: 'guess' } as const
const running: RunningKafka[] = []
const available = await kafkaAvailable()
const title = available.ok ? '' : ` (skipped: ${available.reason})`

afterAll(async () => {
  for (const broker of running) await broker.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test.skipIf(!available.ok)(
  `a record outlives its broker, which takes and gives it only as the plan of topics says${title}`,
  { timeout: TEST_MAX_MS },
  async () => {
    const first = await start()
    await createTopics(first.brokers, access)
    await createTopics(first.brokers, access)
    const admin = client(first.brokers, 'admin').admin()
    await admin.connect()
    const made = await admin.fetchTopicMetadata()
    const plan = Object.fromEntries(readTopics().map((each) => [each.topic, each.partitions]))
    const found = made.topics.map(({ name, partitions }) => [name, partitions.length])
    expect(Object.fromEntries(found)).toEqual(plan)
    await admin.disconnect()
    await send(first.brokers, 'escrow', 'escrow.facts.v1', 'kept')
    await expect(send(first.brokers, 'escrow', 'escrow.facts.v9', 'lost')).rejects.toThrow()
    await expectRefusals(first)
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)

    const second = await start()
    expect(await readFirst(second.brokers, 'notary', 'escrow.facts.v1')).toBe('kept')
  },
)

async function start(): Promise<RunningKafka> {
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const broker = await startKafka({ dataDir, port, controllerPort, access, log: () => {} })
  running.push(broker)
  return broker
}

function client(brokers: string, user: KafkaUser | undefined): Kafka {
  return new Kafka({
    brokers: brokers.split(','),
    ...QUIET,
    ...(user ? { sasl: saslOf(access, user) } : {}),
  })
}

/** Whoever is not the speaker is refused by the broker, whatever the sender itself checks. */
async function expectRefusals({ brokers, controller }: RunningKafka): Promise<void> {
  for (const { topic, owner, readers } of readTopics()) {
    for (const user of [...ROOMS, 'auditor'] as const) {
      const sent = send(brokers, user, topic, 'forged')
      if (user !== owner) await expect(sent, `${user} on ${topic}`).rejects.toThrow(/authoriz/i)
      if (user === owner || readers.includes(user)) continue
      const read = readFirst(brokers, user, topic)
      await expect(read, `${user} reads ${topic}`).rejects.toThrow(/authoriz/i)
    }
  }
  await expect(send(brokers, undefined, 'settlement.facts.v1', 'forged')).rejects.toThrow()
  const guessed = new Kafka({ ...QUIET, brokers: [brokers], sasl: { ...PLAIN_GUESS } })
  await expect(guessed.admin().connect()).rejects.toThrow(/SASL|authentication/i)
  for (const bold of [
    client(brokers, 'settlement').admin(),
    client(controller, undefined).admin(),
  ]) {
    const given = bold.connect().then(() => bold.createAcls({ acl: rightsOf(readTopics()) }))
    await expect(given).rejects.toThrow()
    await bold.disconnect()
  }
}

async function send(
  brokers: string,
  user: KafkaUser | undefined,
  topic: string,
  value: string,
): Promise<void> {
  const producer = client(brokers, user).producer({ allowAutoTopicCreation: false })
  try {
    await producer.connect()
    await producer.send({ topic, messages: [{ key: 'book', value }] })
  } finally {
    await producer.disconnect()
  }
}

async function readFirst(
  brokers: string,
  user: KafkaUser,
  topic: string,
): Promise<string | undefined> {
  const groupId = user === 'auditor' ? 'rebuild-test' : `${user}-test`
  const consumer = client(brokers, user).consumer({ groupId })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    return await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error)
      })
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }) =>
        resolve(message.value?.toString())
      consumer.run({ eachMessage }).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
}
