// Names of people: sealed with a key of each person's own, shown in full or masked.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Command } from '../command/command.ts'
import type { EscrowTables } from '../tables.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
/** Opened names kept in memory; the oldest goes first. */
const NAMES_KEPT_MAX = 20_000

/** Shown for a person whose key was destroyed. */
export const ERASED = '（已删除）'

const opened = new Map<string, string>()

function seal(key: Buffer, name: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(name, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function open(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const body = sealed.subarray(NONCE_BYTES + TAG_BYTES)
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
}

/** Whom a command names: who signs, or who a contract is transferred to. */
function namedBy(command: Command): { consumerId: string; consumerName: string } | undefined {
  if (command.verb === 'sign-contract') return command
  if (command.verb !== 'transfer-contract') return undefined
  return { consumerId: command.toConsumerId, consumerName: command.toConsumerName }
}

/** Keeps the names that accepted commands brought; a known person keeps her name. */
export async function savePersons(
  trx: Transaction<EscrowTables>,
  commands: readonly Command[],
): Promise<void> {
  for (const command of commands) {
    const named = namedBy(command)
    if (!named) continue
    const { consumerId, consumerName } = named
    const key = randomBytes(KEY_BYTES)
    const sealed = seal(key, consumerName)
    const statement = sql`
      WITH added AS (
        INSERT INTO person (consumer_id, name_sealed) VALUES (${consumerId}, ${sealed}::bytea)
        ON CONFLICT DO NOTHING RETURNING consumer_id
      )
      INSERT INTO person_key (consumer_id, key)
      SELECT consumer_id, ${key}::bytea FROM added`
    await statement.execute(trx)
  }
}

/** Names by consumer id. A person whose key is gone has the name `ERASED`. */
export async function namesOf(
  db: Kysely<EscrowTables>,
  consumerIds: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(consumerIds)]
  const missing = wanted.filter((id) => !opened.has(id))
  if (missing.length > 0) {
    const found = await sql<{ consumer_id: string; name_sealed: Buffer; key: Buffer }>`
      SELECT p.consumer_id, p.name_sealed, k.key FROM person p
      JOIN person_key k USING (consumer_id)
      WHERE p.consumer_id = ANY(${missing}::text[])`.execute(db)
    for (const row of found.rows) keep(row.consumer_id, open(row.key, row.name_sealed))
  }
  return new Map(wanted.map((id) => [id, opened.get(id) ?? ERASED]))
}

function keep(id: string, name: string): void {
  opened.set(id, name)
  if (opened.size > NAMES_KEPT_MAX) opened.delete(opened.keys().next().value!)
}

/** 张三丰 → 张**: the family name stays, so that a front desk can tell members apart. */
export function masked(name: string): string {
  if (name === ERASED) return name
  const letters = Array.from(name)
  return letters[0] + '*'.repeat(Math.max(1, letters.length - 1))
}
