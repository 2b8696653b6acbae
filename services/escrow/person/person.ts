// Names of people: sealed with a key of each person's own, shown in full or masked.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Command } from '../command/command.ts'
import type { EscrowTables } from '../tables.ts'
import { ERASED, newKey, open, seal } from './sealing.ts'

/** Opened names kept in memory; the oldest goes first. */
const NAMES_KEPT_MAX = 20_000

const opened = new Map<string, string>()

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
    const key = newKey()
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
