// What people write as their reason: facts carry a token, the words lie sealed beside them.
import { sql, type Kysely } from 'kysely'
import { orSame } from '@ticun/db'
import { macOf } from '../code/hmac.ts'
import type { EscrowTables } from '../tables.ts'
import { ERASED, newKey, open, seal } from './sealing.ts'

const TOKEN = /txt_[0-9a-f]{32}/g
const TOKEN_DIGITS = 32
/** Opened words kept in memory; the oldest go first. */
const WORDS_KEPT_MAX = 20_000

const opened = new Map<string, string>()

/** One request: whose, under which key, and what was asked (SHA-256). */
export type Request = { scope: string; key: string; requestSha256: string }

/**
 * Keeps the words of a request, sealed, and gives the token that stands for them. The same request
 * sent again has the same token; without the service's key nobody can try words against a token.
 */
export async function keepWords(
  db: Kysely<EscrowTables>,
  secret: string,
  { scope, key, requestSha256 }: Request,
  words: string,
): Promise<string> {
  const named = JSON.stringify([scope, key, requestSha256])
  const token = `txt_${macOf(secret)(`words/${named}`).slice(0, TOKEN_DIGITS)}`
  const own = newKey()
  // A conflict is the same request again: its words are part of what the token is made of.
  await sql`
    WITH added AS (
      INSERT INTO words (token, sealed) VALUES (${token}, ${seal(own, words)}::bytea)
      ${orSame('NAMED_AFTER_ALL')} RETURNING token
    )
    INSERT INTO words_key (token, key) SELECT token, ${own}::bytea FROM added`.execute(db)
  return token
}

/** A reply in JSON with the words in place of their tokens; erased ones are `ERASED`. */
export async function openWords(db: Kysely<EscrowTables>, json: string): Promise<string> {
  if (!json.includes('txt_')) return json
  const tokens = [...new Set(json.match(TOKEN) ?? [])]
  const missing = tokens.filter((token) => !opened.has(token))
  if (missing.length > 0) await load(db, missing)
  return json.replaceAll(TOKEN, (token) => {
    const words = opened.get(token)
    return JSON.stringify(words ?? ERASED).slice(1, -1)
  })
}

async function load(db: Kysely<EscrowTables>, tokens: readonly string[]): Promise<void> {
  const { rows } = await sql<{ token: string; sealed: Buffer; key: Buffer }>`
    SELECT w.token, w.sealed, k.key FROM words w JOIN words_key k USING (token)
    WHERE w.token = ANY (${tokens}::text[])`.execute(db)
  for (const { token, sealed, key } of rows) {
    opened.set(token, open(key, sealed))
    if (opened.size > WORDS_KEPT_MAX) opened.delete(opened.keys().next().value!)
  }
}
