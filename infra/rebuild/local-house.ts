// Knows where the house that runs on a data directory keeps its book: what its files tell.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UnreadableError } from '@ticun/verify'
import { z } from 'zod'

const houseFile = z.object({ urls: z.object({ notary: z.url() }) })
const secretsFile = z.object({ 'postgres.superuser': z.string() })
/** Line of `postmaster.pid` that holds the port, counted from 0. */
const PORT_LINE = 3

export type LocalHouse = {
  /** The server's own database, as its superuser. */
  readonly serverUrl: string
  readonly notaryUrl: string
}

/** The house that runs on `dataDir`. Throws UnreadableError when none does. */
export async function findHouse(dataDir: string, env: NodeJS.ProcessEnv): Promise<LocalHouse> {
  const house = await readJson(join(dataDir, 'house.json'), houseFile)
  if (!house) {
    throw new UnreadableError(`no house runs on ${dataDir}; start it, or say where everything is`)
  }
  const notaryUrl = house.urls.notary
  // The house itself prefers a server that it is given.
  const given = env['DATABASE_URL'] ?? ''
  if (given !== '') return { serverUrl: given, notaryUrl }
  const secrets = await readJson(join(dataDir, 'secrets.json'), secretsFile)
  const port = await portOf(dataDir)
  if (!secrets || port === undefined) {
    throw new UnreadableError(`${dataDir} has no Postgres of its own; give DATABASE_URL`)
  }
  const password = encodeURIComponent(secrets['postgres.superuser'])
  return { serverUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, notaryUrl }
}

async function portOf(dataDir: string): Promise<number | undefined> {
  // The cluster may lie outside of the data directory, which then names the place.
  const elsewhere = (await readIfAny(join(dataDir, 'postgres-place')))?.trim() ?? dataDir
  for (const place of [dataDir, elsewhere]) {
    const lock = await readIfAny(join(place, 'postgres', 'postmaster.pid'))
    const port = Number(lock?.split('\n')[PORT_LINE])
    if (Number.isInteger(port) && port > 0) return port
  }
  return undefined
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readIfAny(path)
  if (text === undefined) return undefined
  const found = schema.safeParse(JSON.parse(text))
  return found.success ? found.data : undefined
}

async function readIfAny(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
