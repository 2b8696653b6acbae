// Knows how to make a database ready for a book, and a passing one that goes away afterwards.
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { connect, migrate, type Database } from '@ticun/db'
import { eventsMigrations } from '@ticun/events'
import { ledgerMigrations } from '@ticun/ledger'
import { UnreadableError } from '@ticun/verify'
import type { RebuildTables } from './tables.ts'

const own = fileURLToPath(new URL('./migrations', import.meta.url))

/** A passing database on a server; `drop` removes it, whoever is still connected. */
export async function makeScratch(
  serverUrl: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `ticun_rebuild_${randomBytes(5).toString('hex')}`
  const server = connect<unknown>({
    url: serverUrl,
    applicationName: 'rebuild-scratch',
    connectionsMax: 1,
  })
  const drop = async () => {
    await sql`DROP DATABASE IF EXISTS ${sql.id(name)} WITH (FORCE)`.execute(server)
    await server.destroy()
  }
  try {
    await sql`CREATE DATABASE ${sql.id(name)}`.execute(server)
  } catch (error) {
    await server.destroy()
    throw error
  }
  return { url: withDatabase(serverUrl, name), drop }
}

/** Makes the tables of a book in an empty database. Throws UnreadableError when it is not empty. */
export async function prepare(url: string): Promise<Database<RebuildTables>> {
  const db = connect<RebuildTables>({ url, applicationName: 'rebuild' })
  try {
    const { rows } = await sql<{ role: string; relations: string }>`
      SELECT current_user AS role, (
        SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
      ) AS relations`.execute(db)
    const [found] = rows
    if (found?.relations !== '0') throw new UnreadableError('--into: that database is not empty')
    await migrate({
      ownerUrl: url,
      folders: [eventsMigrations, ledgerMigrations, own],
      identifiers: { runtime_role: found.role, facts_reader_role: found.role },
    })
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** The same server by another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(database)}`
  return changed.href
}
