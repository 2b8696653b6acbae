// Runs the contract of transports against the outbox tables themselves.
import { openTestDatabase, type TestDatabase } from '@ticun/house'
import { afterAll, beforeAll } from 'vitest'
import { createTransport } from './index.ts'
import { transportContract } from './transport.contract.ts'

const START_MAX_MS = 60_000
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
