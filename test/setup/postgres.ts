// Before database tests: one real Postgres for all files, named by TEST_DATABASE_URL.
import { openTestDatabase } from '@ticun/house'

/** Starts the server, unless TEST_DATABASE_URL names one already; returns what stops it. */
export async function setup(): Promise<() => Promise<void>> {
  const before = process.env['TEST_DATABASE_URL']
  const server = await openTestDatabase()
  // Test processes are started later and inherit it.
  process.env['TEST_DATABASE_URL'] = server.superuserUrl
  return async () => {
    if (before === undefined) delete process.env['TEST_DATABASE_URL']
    await server.stop()
  }
}
