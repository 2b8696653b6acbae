// Runs the contract of transports against a real Kafka broker, and takes the broker away.
import {
  kafkaAvailable,
  openTestBroker,
  openTestDatabase,
  type TestBroker,
  type TestDatabase,
} from '@ticun/house'
import { afterAll, beforeAll, test } from 'vitest'
import { createTransport } from './index.ts'
import { transportContract, type Subject } from './transport.contract.ts'
import { openStage } from './transport-stage.ts'

const START_MAX_MS = 600_000
const OUTAGE_MAX_MS = 120_000
const available = await kafkaAvailable()
const reason = available.ok ? undefined : available.reason
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
  `kafka: a broker that is killed and comes back loses nothing${reason ? ` (skipped: ${reason})` : ''}`,
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
