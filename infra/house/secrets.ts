// Knows how random passwords are made once and kept in one private file of the data directory.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const SECRET_BYTES = 24

/** Gives the secret of that name; makes and keeps it when it does not exist yet. */
export type Secrets = (name: string) => string

/** Secrets kept in `dataDir/secrets.json` (mode 600). Throws when the file is not readable. */
export function openSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  return (name) => {
    // Read again each time: several parts of one house keep their secrets in the same file.
    const kept = readSecrets(file)
    const found = kept[name]
    if (found !== undefined) return found
    const made = randomBytes(SECRET_BYTES).toString('base64url')
    writePrivately(file, JSON.stringify({ ...kept, [name]: made }, null, 2))
    return made
  }
}

/**
 * Secrets from variables: `postgres.escrow.runtime.ticun_` is POSTGRES_ESCROW_RUNTIME. Throws when
 * one is missing.
 */
export function passwordsFrom(env: NodeJS.ProcessEnv): Secrets {
  return (name) => {
    const [server = '', room = '', role = ''] = name.split('.')
    const variable = [server, room, role].join('_').replaceAll('-', '_').toUpperCase()
    const value = env[variable] ?? ''
    if (value === '') throw new Error(`${variable} is missing`)
    return value
  }
}

/**
 * Writes a file that only its owner can read; a reader sees the old or the new text, no mixture.
 */
export function writePrivately(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}

function readSecrets(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${file} holds no object`)
  return Object.fromEntries(
    Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}
