// One Postgres with two databases of escrow's tables: one as it is, one bare of every trigger.
import { connect, type ConnectOptions, type Database } from '@ticun/db'
import { migrateEscrow, type EscrowTables } from '@ticun/escrow/in-process'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { Client } from 'pg'
import { settleWal } from './settle.ts'

type OpenOptions = Pick<ConnectOptions, 'connectionsMax' | 'plansOnce'>

export type BenchDatabase = {
  /** Superuser, to look and to count. */
  client: Client
  /** As the service uses it: the run-time role, through a pool. */
  open: (options?: OpenOptions) => Database<EscrowTables>
}

export type BenchServer = {
  /** The tables as escrow has them. */
  real: BenchDatabase
  db: Database<EscrowTables>
  /** Superuser on a database whose tables have every index and partition, and no trigger. */
  bare: Client
  /** One more database with escrow's tables. */
  make: (prefix: string) => Promise<BenchDatabase>
  close: () => Promise<void>
}

/** Starts the server and makes both databases; `close` removes everything. */
export async function openBenchServer(): Promise<BenchServer> {
  const server = await openTestDatabase()
  const closing: (() => Promise<void>)[] = [server.stop]
  const close = async () => {
    for (let next = closing.pop(); next !== undefined; next = closing.pop()) await next()
  }
  const make = async (prefix: string): Promise<BenchDatabase> => {
    const databases = await createTestDatabases(prefix, server.superuserUrl)
    closing.push(databases.drop)
    const { ownerUrl, runtimeUrl, runtime, factsReader, database } = databases.escrow
    await migrateEscrow(ownerUrl, runtime, factsReader)
    const client = await openClient(urlOf(server.superuserUrl, database))
    closing.push(() => client.end())
    const open = (options: OpenOptions = {}) => {
      const db = connect<EscrowTables>({
        url: runtimeUrl,
        applicationName: 'bench',
        ...options,
      })
      closing.push(() => db.destroy())
      return db
    }
    return { client, open }
  }
  try {
    const real = await make('bench')
    const { client: bare } = await make('bare')
    await dropTriggers(bare)
    await settleWal(bare)
    return { real, db: real.open(), bare, make, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A connection that gives times in UTC. */
export async function openClient(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: '-c timezone=UTC' })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** The address of another database of the same server. */
function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** Rules are what the ceiling does without. */
async function dropTriggers(client: Client): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS statement
     FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0`,
  )
  for (const { statement } of rows) await client.query(statement)
}
