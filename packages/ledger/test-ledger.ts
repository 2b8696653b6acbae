// For tests: an empty ledger in a real Postgres, and batches posted on it.
import pg from 'pg'
import { connect, migrate, transact } from '@ticun/db'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import type { Draft } from '@ticun/rules'
import * as ledger from './index.ts'

export type TestLedger = Awaited<ReturnType<typeof openTestLedger>>

let made = 0
/** An id that no test has used yet. */
export function nextId(prefix: string): string {
  made += 1
  return `${prefix}_${String(made).padStart(26, '0')}`
}

/** A ledger with partitions since a day (YYYY-MM-DD); `close` removes everything. */
export async function openTestLedger(since: string) {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('ledger', server.superuserUrl)
  const { ownerUrl, runtimeUrl, runtime } = databases.escrow
  const identifiers = { runtime_role: runtime }
  await migrate({ ownerUrl, folders: [ledger.ledgerMigrations], identifiers })
  const db = connect<ledger.LedgerTables>({ url: runtimeUrl, applicationName: 'ledger-test' })
  await ledger.makePartitions(db, since)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const close = async () => {
    await db.destroy()
    await owner.end()
    await databases.drop()
    await server.stop()
  }

  /** Posts one batch; all drafts have one book time. */
  const postAll = (bookId: string, drafts: readonly Draft[]) =>
    transact(db, async (trx) => {
      const { recordedAt } = drafts[0]!
      await ledger.openChain(trx, bookId, recordedAt)
      const chain = await ledger.lockChain(trx, bookId)
      return ledger.post(trx, chain!, drafts, recordedAt)
    })

  const addresses = { superuserUrl: superuserOf(server.superuserUrl, ownerUrl), runtimeUrl }
  return { db, owner, postAll, close, ...addresses }
}

/** The superuser's address of the database that this owner owns. */
function superuserOf(superuserUrl: string, ownerUrl: string): string {
  const address = new URL(superuserUrl)
  address.pathname = new URL(ownerUrl).pathname
  return address.href
}
