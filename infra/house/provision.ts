// Knows which databases and roles the house needs and makes them, again and again without harm.
import { Client } from 'pg'
import type { Secrets } from './secrets.ts'
import { runSqlFile } from './sql-file.ts'

/** The services that have a database. */
export const ROOMS = ['escrow', 'settlement', 'notary'] as const
export type Room = (typeof ROOMS)[number]

/** Names and addresses of one room's database. */
export type RoomDatabase = {
  database: string
  /** Roles: the owner migrates, the runtime role serves, the facts reader tails the outbox. */
  owner: string
  runtime: string
  factsReader: string
  ownerUrl: string
  runtimeUrl: string
  factsReaderUrl: string
}
export type Provisioned = Record<Room, RoomDatabase>

/** Names in a server that others use too must say whose they are. */
export const DEFAULT_PREFIX = 'ticun_'

/** Two houses that start on one server wait for each other. */
const PROVISION_LOCK = 7_118_420

/**
 * Makes databases and roles that are missing and sets rights and passwords of all. Every name
 * begins with `prefix`, so that several houses can share a server.
 */
export async function provision(options: {
  superuserUrl: string
  prefix?: string
  secrets: Secrets
}): Promise<Provisioned> {
  const prefix = options.prefix ?? DEFAULT_PREFIX
  const describe = (room: Room) =>
    describeRoom({ superuserUrl: options.superuserUrl, prefix, room, secrets: options.secrets })
  const rooms: Provisioned = {
    escrow: describe('escrow'),
    settlement: describe('settlement'),
    notary: describe('notary'),
  }
  await withClient(options.superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [PROVISION_LOCK])
    for (const room of ROOMS) await provisionRoom(client, options.superuserUrl, rooms[room])
  })
  return rooms
}

/** Removes all databases and roles of `provisioned`, also while others are connected. */
export async function unprovision(superuserUrl: string, provisioned: Provisioned): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const room of ROOMS)
      await runSqlFile(client, 'drop-room.sql', variables(provisioned[room]))
  })
}

async function provisionRoom(
  client: Client,
  superuserUrl: string,
  room: RoomDatabase,
): Promise<void> {
  const roles = { [room.owner]: room.ownerUrl, [room.runtime]: room.runtimeUrl }
  roles[room.factsReader] = room.factsReaderUrl
  for (const [role, url] of Object.entries(roles)) {
    const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
    if (known.rowCount === 0) await runSqlFile(client, 'create-role.sql', { role })
    const password = decodeURIComponent(new URL(url).password)
    await runSqlFile(client, 'set-password.sql', { role, password })
  }
  const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [room.database])
  if (known.rowCount === 0) await runSqlFile(client, 'create-database.sql', variables(room))
  await withClient(urlFor(superuserUrl, { database: room.database }), (inside) =>
    runSqlFile(inside, 'rights.sql', variables(room)),
  )
}

function describeRoom(options: {
  superuserUrl: string
  prefix: string
  room: Room
  secrets: Secrets
}): RoomDatabase {
  const { superuserUrl, prefix, room, secrets } = options
  const database = `${prefix}${room}`
  const url = (user: string, secret: string) =>
    urlFor(superuserUrl, { database, user, password: secrets(`${secret}.${prefix}`) })
  const [owner, runtime] = [`${database}_owner`, `${database}_runtime`]
  const factsReader = `${database}_facts_reader`
  return {
    database,
    owner,
    runtime,
    factsReader,
    ownerUrl: url(owner, `postgres.${room}.owner`),
    runtimeUrl: url(runtime, `postgres.${room}.runtime`),
    factsReaderUrl: url(factsReader, `postgres.${room}.facts-reader`),
  }
}

function variables(room: RoomDatabase): Record<string, string> {
  const { database, owner, runtime, factsReader } = room
  return { database, owner, runtime, facts_reader: factsReader }
}

/** The same server, by another database or another user. */
function urlFor(
  serverUrl: string,
  change: { database: string; user?: string; password?: string },
): string {
  const url = new URL(serverUrl)
  url.pathname = `/${encodeURIComponent(change.database)}`
  if (change.user !== undefined) url.username = encodeURIComponent(change.user)
  if (change.password !== undefined) url.password = encodeURIComponent(change.password)
  return url.href
}

async function withClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
