// Runs the contract of transports against a real Kafka broker, and takes the broker away.
import {
  kafkaAvailable,
  openTestBroker,
  openTestDatabase,
  type TestBroker,
  type TestDatabase,
} from '@ticun/house'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTransport } from './index.ts'
import { transportContract, type Subject } from './transport.contract.ts'
import { eventually, openStage } from './transport-stage.ts'

const START_MAX_MS = 600_000
const OUTAGE_MAX_MS = 300_000
const available = await kafkaAvailable()
const reason = available.ok ? undefined : available.reason
const title = reason ? ` (skipped: ${reason})` : ''
let server: TestDatabase
let broker: TestBroker

beforeAll(async () => {
  if (!available.ok) return
  server = await openTestDatabase()
  broker = await openTestBroker()
}, START_MAX_MS)
afterAll(async () => {
  if (!available.ok) return
  await broker.stop()
  await server.stop()
}, START_MAX_MS)

const subject: Subject = {
  superuserUrl: () => server.superuserUrl,
  open: (_, clientId) =>
    createTransport({
      events: 'kafka',
      clientId,
      brokers: [broker.brokers],
      login: { ...broker.userOf(clientId === 'notary' ? 'notary' : 'settlement'), isSealed: false },
    }),
}

transportContract('kafka', subject, reason)

test.skipIf(!available.ok)(
  `kafka: a broker that is killed and comes back loses nothing${title}`,
  { timeout: OUTAGE_MAX_MS },
  async () => {
    const stage = await openStage(subject.superuserUrl(), subject.open)
    try {
      const book = stage.book()
      stage.speak()
      stage.listen()
      await stage.say(book, 50)
      await stage.expectHeard(book, 50)
      await stage.say(book, 50)
      await broker.kill()
      await stage.say(book, 50)
      await broker.restart()
      await stage.say(book, 50)
      await stage.expectHeard(book, 200)
    } finally {
      await stage.close()
    }
  },
)

test.skipIf(!available.ok)(
  `kafka: what a broker lost although it had acknowledged it is sent again${title}`,
  { timeout: OUTAGE_MAX_MS },
  async () => {
    const stage = await openStage(subject.superuserUrl(), subject.open)
    try {
      const book = stage.book()
      const relay = stage.speak()
      const first = stage.listen()
      await stage.say(book, 50)
      await stage.expectHeard(book, 50)
      await broker.keepCopy()
      await stage.say(book, 40)
      await stage.expectHeard(book, 90)
      await first.stop()
      // Acknowledged by the broker, and read by nobody yet.
      const before = relay.status().sent
      await stage.say(book, 30)
      await eventually(async () => expect(relay.status().sent).toBe(before + 30))
      await relay.stop()
      await broker.returnToCopy()
      stage.speak()
      await stage.say(book, 100)
      // This reader's place lies now among facts that it has never seen.
      stage.listen()
      await stage.expectHeard(book, 220)
    } finally {
      await stage.close()
    }
  },
)

test.skipIf(!available.ok)(
  `kafka: a relay at work finds its broker’s loss by itself, also with nothing to say${title}`,
  { timeout: OUTAGE_MAX_MS },
  async () => {
    const stage = await openStage(subject.superuserUrl(), subject.open)
    try {
      const book = stage.book()
      stage.speak()
      await stage.say(book, 10)
      const first = stage.listen()
      await stage.expectHeard(book, 10)
      await broker.keepCopy()
      await first.stop()
      await stage.say(book, 20)
      await stage.otherWork()
      await broker.returnToCopy()
      stage.listen()
      await stage.expectHeard(book, 30)
    } finally {
      await stage.close()
    }
  },
)
