// A book rebuilt from Kafka's beginning is the same book, also when records came twice.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTransport } from '@ticun/events'
import { kafkaAvailable, openTestBroker, type TestBroker } from '@ticun/house'
import { isEqual } from './compare.ts'
import { readOriginal } from './original.ts'
import { rebuild } from './rebuild.ts'
import { makeScratch, prepare } from './scratch.ts'
import { LONG, openOriginal, play, type TestOriginal } from './test-original.ts'

const START_MAX_MS = 600_000
const TEST_MAX_MS = 300_000
const LOOK_MS = 50
const available = await kafkaAvailable()
const reason = available.ok ? '' : ` (skipped: ${available.reason})`
const silence = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let broker: TestBroker
let original: TestOriginal

beforeAll(async () => {
  if (!available.ok) return
  original = await openOriginal()
  broker = await openTestBroker()
}, START_MAX_MS)
afterAll(async () => {
  await broker?.stop()
  await original?.close()
}, START_MAX_MS)

/** Carries the whole outbox to the broker, from wherever its cursor stands. */
async function relayAll(): Promise<void> {
  const transport = createTransport({
    events: 'kafka',
    clientId: 'escrow',
    brokers: [broker.brokers],
    login: { ...broker.userOf('escrow'), isSealed: false },
  })
  const relay = transport.relay({ db: original.db, log: silence })
  const rows = await original.db.selectFrom('outbox').select('id').execute()
  while (relay.status().sent < rows.length) {
    await new Promise((resume) => setTimeout(resume, LOOK_MS))
  }
  await transport.close()
}

test.skipIf(!available.ok)(
  `from Kafka's beginning: the same book${reason}`,
  { timeout: TEST_MAX_MS },
  async () => {
    await play(original, LONG)
    await relayAll()
    await original.forgetRelay()
    await relayAll()
    const scratch = await makeScratch(original.serverUrl)
    const db = await prepare(scratch.url)
    try {
      const [book] = await rebuild({
        db,
        source: {
          events: 'kafka',
          brokers: [broker.brokers],
          login: { ...broker.userOf('auditor'), isSealed: false },
        },
        originals: await readOriginal(original.url),
        onGathered: () => {},
        onDerived: () => {},
      })
      expect(book?.entries).toBeGreaterThan(10n)
      expect(book?.rows.filter((row) => !isEqual(row))).toEqual([])
    } finally {
      await db.destroy()
      await scratch.drop()
    }
  },
)
