// Runs plain SQL files in order, once; refuses a file that was edited after it ran.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Client, escapeIdentifier } from 'pg'

/** Any constant: two migrators of one database wait for each other on it. */
const LOCK_KEY = 7_204_318

export type MigrateOptions = {
  /** URL of the owner role; run-time roles cannot change tables. */
  ownerUrl: string
  /** Folders of `NNNN-verb-noun.sql`, run in this order of folders. */
  folders: readonly string[]
  /** Replaces `:"name"` in the files by a quoted identifier, for role names. */
  identifiers: Readonly<Record<string, string>>
}

/** Applies what is new and returns the names of the files that ran. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = new Client({ connectionString: options.ownerUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      name text PRIMARY KEY, sha256 text NOT NULL, ran_at timestamptz NOT NULL DEFAULT now())`)
    const ran: string[] = []
    for (const folder of options.folders) {
      for (const file of (await readdir(folder))
        .filter((name) => name.endsWith('.sql'))
        .toSorted()) {
        const name = `${path.basename(path.dirname(folder))}/${file}`
        const text = await readFile(path.join(folder, file), 'utf8')
        if (await apply(client, name, text, options.identifiers)) ran.push(name)
      }
    }
    return ran
  } finally {
    await client.end()
  }
}

async function apply(
  client: Client,
  name: string,
  text: string,
  identifiers: Readonly<Record<string, string>>,
): Promise<boolean> {
  const sha256 = createHash('sha256').update(text).digest('hex')
  const known = await client.query('SELECT sha256 FROM migration WHERE name = $1', [name])
  if (known.rows.length > 0) {
    if (known.rows[0].sha256 === sha256) return false
    throw new Error(`migration ${name} was edited after it ran; add a new file instead`)
  }
  await client.query('BEGIN')
  try {
    await client.query(withIdentifiers(text, identifiers, name))
    await client.query('INSERT INTO migration (name, sha256) VALUES ($1, $2)', [name, sha256])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`migration ${name} failed`, { cause: error })
  }
  return true
}

function withIdentifiers(
  text: string,
  identifiers: Readonly<Record<string, string>>,
  name: string,
): string {
  return text.replace(/:"([a-z_]+)"/g, (_, key: string) => {
    const value = identifiers[key]
    if (value === undefined) throw new Error(`migration ${name} needs the identifier ${key}`)
    return escapeIdentifier(value)
  })
}
