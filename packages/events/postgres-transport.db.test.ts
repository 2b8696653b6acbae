// Runs the contract of transports against the outbox tables themselves.
import { createTestDatabases, openTestDatabase, type TestDatabase } from '@ticun/house'
import { sql } from 'kysely'
import { migrate } from '@ticun/db'
import type { Topic } from '@ticun/protocol'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTransport, eventsMigrations } from './index.ts'
import { openStage } from './transport-stage.ts'
import { transportContract } from './transport.contract.ts'

const START_MAX_MS = 180_000
let server: TestDatabase

beforeAll(async () => {
  server = await openTestDatabase()
}, START_MAX_MS)
afterAll(async () => {
  await server.stop()
}, START_MAX_MS)

transportContract('postgres', {
  superuserUrl: () => server.superuserUrl,
  open: (factsUrls, clientId) => createTransport({ events: 'postgres', clientId, factsUrls }),
})

test('an outbox that was restored into another server is read again', async () => {
  const open = (factsUrls: Record<Topic, string>, clientId: string) =>
    createTransport({ events: 'postgres', clientId, factsUrls })
  const stage = await openStage(server.superuserUrl, open)
  const book = stage.book()
  const listener = stage.listen()
  await stage.say(book, 10)
  await stage.expectHeard(book, 10)
  await listener.stop()
  // The old server's transaction ids were far beyond the new one's.
  await sql`UPDATE inbox_position SET position = '999999999:99'`.execute(stage.listenerDb)
  await stage.say(book, 5)
  stage.listen()
  await stage.expectHeard(book, 15)
  await stage.close()
})

test(
  'who reads a speaker’s outbox may write nothing there',
  { timeout: START_MAX_MS },
  async () => {
    const databases = await createTestDatabases('speaker', server.superuserUrl)
    const { escrow, settlement } = databases
    await migrate({
      ownerUrl: escrow.ownerUrl,
      folders: [eventsMigrations],
      identifiers: { runtime_role: escrow.runtime, facts_reader_role: escrow.factsReader },
    })
    const refusal = async (url: string, text: string) => {
      const client = new Client({ connectionString: url })
      try {
        await client.connect()
        await client.query(text)
        return 'it was let in'
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      } finally {
        await client.end().catch(() => {})
      }
    }
    const forged = `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, recorded_at)
    VALUES ('fct_1', 'settlement.facts.v1', 'bok_1', 'deposit.received', '{}', now())`
    for (const text of [forged, 'UPDATE outbox SET payload = payload', 'DELETE FROM outbox']) {
      expect(await refusal(escrow.factsReaderUrl, text)).toMatch(
        /permission denied for table outbox/,
      )
    }
    const elsewhere = new URL(settlement.runtimeUrl)
    elsewhere.pathname = `/${escrow.database}`
    expect(await refusal(elsewhere.href, forged)).toMatch(/permission denied for database/)
    expect(await refusal(escrow.runtimeUrl, forged)).toBe('it was let in')
    await databases.drop()
  },
)
