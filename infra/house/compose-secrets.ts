// Prints random passwords for every variable that compose asks for: the lines of infra/.env.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const SECRET_BYTES = 24
const ASKED = /\$\{([A-Z_]+):\?/g

const text = readFileSync(join(import.meta.dirname, '..', 'compose.yaml'), 'utf8')
const names = new Set([...text.matchAll(ASKED)].map(([, name]) => name ?? ''))
for (const name of [...names].toSorted()) {
  console.log(`${name}=${randomBytes(SECRET_BYTES).toString('hex')}`)
}
