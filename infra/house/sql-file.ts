// Knows how to run the plain SQL files of infra/postgres with psql's variables filled in.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { ClientBase } from 'pg'

const VARIABLE = /:"(\w+)"|:'(\w+)'/g
const COMMENT = /^\s*--.*$/gm

/**
 * Runs a file statement by statement (CREATE DATABASE refuses a shared transaction).
 * The files hold no semicolon inside a statement. Throws when a variable has no value.
 */
export async function runSqlFile(
  client: ClientBase,
  name: string,
  values: Record<string, string>,
): Promise<void> {
  const file = fileURLToPath(new URL(`../postgres/${name}`, import.meta.url))
  const statements = readFileSync(file, 'utf8').replace(COMMENT, '').split(';')
  for (const statement of statements.map((text) => text.trim()).filter((text) => text !== '')) {
    await client.query(fillIn(statement, values))
  }
}

/** Puts values in the place of `:"identifier"` and `:'literal'`, each quoted for its place. */
export function fillIn(statement: string, values: Record<string, string>): string {
  return statement.replace(VARIABLE, (_all, identifier?: string, literal?: string) => {
    const name = identifier ?? literal ?? ''
    const value = values[name]
    if (value === undefined) throw new Error(`the statement needs a value for ${name}`)
    return identifier === undefined ? escapeLiteral(value) : escapeIdentifier(value)
  })
}
