// Names of people: each keeper's own word, sealed with its own key, shown in full or masked.
import { sql, type Kysely, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { Caller } from '@ticun/http'
import type { Command } from '../command/command.ts'
import type { EscrowTables } from '../tables.ts'
import { ERASED, newKey, open, seal } from './sealing.ts'

/** Of two words on one person that may both be known. */
export type Names = {
  /** What she says herself. */
  own: string | undefined
  /** What the merchant of a contract calls her. */
  label: string | undefined
}

/** Her own word is no merchant's. */
const HERSELF = ''

/** Who says the name of whom; `isFirst`: what is known already stays. */
type Said = { consumerId: string; name: string; keeper: string; isFirst: boolean }

/**
 * Whom a command names, and whose word that is: who signs for herself says her own name, which her
 * next contract does not change; a merchant labels its customer as it likes.
 */
function namedBy(command: Command): Said | undefined {
  if (command.verb !== 'sign-contract') return undefined
  const { consumerId, consumerName: name, actor } = command
  if (actor.role === 'merchant') {
    return { consumerId, name, keeper: actor.party ?? '', isFirst: false }
  }
  // A guardian's word is not her own: it is told to nobody.
  return actor.party === consumerId
    ? { consumerId, name, keeper: HERSELF, isFirst: true }
    : undefined
}

/** Keeps the names that accepted commands brought, each sealed with a key of its own. */
export async function savePersons(
  trx: Transaction<EscrowTables>,
  commands: readonly Command[],
): Promise<void> {
  for (const command of commands) {
    if (command.verb === 'transfer-contract') await labelHeir(trx, command)
    const said = namedBy(command)
    if (said) await saveName(trx, said)
  }
}

/** Saves one name; `isFirst`: only where that keeper has none yet. */
export async function saveName(trx: Kysely<EscrowTables>, said: Said): Promise<void> {
  const { consumerId, name, keeper, isFirst } = said
  const key = newKey()
  const statement = sql`
    WITH named AS (
      INSERT INTO person (consumer_id, keeper, name_sealed)
      VALUES (${consumerId}, ${keeper}, ${seal(key, name)}::bytea)
      ON CONFLICT (consumer_id, keeper) DO UPDATE SET name_sealed = excluded.name_sealed
        WHERE ${!isFirst}::boolean
      RETURNING consumer_id, keeper
    )
    INSERT INTO person_key (consumer_id, keeper, key)
    SELECT consumer_id, keeper, ${key}::bytea FROM named
    ON CONFLICT (consumer_id, keeper) DO UPDATE SET key = excluded.key`
  await statement.execute(trx)
}

/** What the giver calls the receiver is the merchant's label, where it has none yet. */
async function labelHeir(
  trx: Transaction<EscrowTables>,
  command: Extract<Command, { verb: 'transfer-contract' }>,
): Promise<void> {
  const key = newKey()
  const sealed = seal(key, command.toConsumerName)
  const statement = sql`
    WITH named AS (
      INSERT INTO person (consumer_id, keeper, name_sealed)
      SELECT ${command.toConsumerId}, c.merchant_id, ${sealed}::bytea FROM contract c
      WHERE c.book_id = ${command.bookId} AND c.contract_id = ${command.contractId}
        AND NOT EXISTS (SELECT FROM person p
          WHERE p.consumer_id = ${command.toConsumerId} AND p.keeper = c.merchant_id)
      RETURNING consumer_id, keeper
    )
    INSERT INTO person_key (consumer_id, keeper, key)
    SELECT consumer_id, keeper, ${key}::bytea FROM named`
  await statement.execute(trx)
}

/** A consumer as one merchant's customer. */
type Customer = { consumerId: string; merchantId: string }

const keyOf = (consumerId: string, keeper: string) => `${consumerId}/${keeper}`

/** Gives the names of each customer. What has no key any more is known to nobody. */
export async function namesOf(
  db: Kysely<EscrowTables>,
  customers: readonly Customer[],
): Promise<(customer: Customer) => Names> {
  const ids = [...new Set(customers.map(({ consumerId }) => consumerId))]
  const keepers = [HERSELF, ...new Set(customers.map(({ merchantId }) => merchantId))]
  const known = new Map<string, string>()
  if (ids.length > 0) {
    const found = await sql<EscrowTables['person'] & { key: Buffer }>`
      SELECT p.consumer_id, p.keeper, p.name_sealed, k.key FROM person p
      JOIN person_key k USING (consumer_id, keeper)
      WHERE p.consumer_id = ANY(${column(ids)}::text[])
        AND p.keeper = ANY(${column(keepers)}::text[])`.execute(db)
    for (const row of found.rows) {
      known.set(keyOf(row.consumer_id, row.keeper), open(row.key, row.name_sealed))
    }
  }
  return ({ consumerId, merchantId }) => ({
    own: known.get(keyOf(consumerId, HERSELF)),
    label: known.get(keyOf(consumerId, merchantId)),
  })
}

/**
 * The name that a caller sees: a merchant its own label, everybody else her own name where she has
 * said it; in full for herself alone.
 */
export function shownName({ own, label }: Names, caller: Caller, consumerId: string): string {
  const isHerself = caller.role === 'consumer' && caller.party === consumerId
  const name = (caller.role === 'merchant' ? (label ?? own) : (own ?? label)) ?? ERASED
  return isHerself ? name : masked(name)
}

/**
 * Whether she may be the one who is looked for, in lower case. A merchant finds its customers by
 * any part of its own label, which it knows in full; everybody else by what is shown to them.
 */
export function mayBeCalled(
  names: Names,
  caller: Caller,
  consumerId: string,
  wanted: string,
): boolean {
  if (caller.role === 'merchant' && names.label !== undefined) {
    return names.label.toLowerCase().includes(wanted)
  }
  return mayBe(shownName(names, caller, consumerId), wanted)
}

/**
 * Whether a name that is shown may be the one that is looked for: its beginning, where a star may
 * stand for any letter. So nobody finds out more by searching than what is shown anyway.
 */
function mayBe(shown: string, wanted: string): boolean {
  const [letters, asked] = [Array.from(shown.toLowerCase()), Array.from(wanted.toLowerCase())]
  return (
    asked.length <= letters.length &&
    asked.every((letter, index) => letters[index] === letter || letters[index] === '*')
  )
}

/** 张三丰 → 张**: the family name stays, so that a front desk can tell members apart. */
export function masked(name: string): string {
  if (name === ERASED) return name
  const letters = Array.from(name)
  return letters[0] + '*'.repeat(Math.max(1, letters.length - 1))
}
