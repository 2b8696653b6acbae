// Names that may be used once in the whole house: loads which are taken, and keeps those given.
import { sql, type Kysely, type Transaction } from 'kysely'
import { column, constraintOf } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { World } from './world.ts'

/** Whether it failed because a name is taken: two books may want one in the same moment. */
export function isNameTaken(error: unknown): boolean {
  return constraintOf(error) === 'taken_name_pkey'
}

/** Marks the wanted names that any book has taken. */
export async function loadTaken(
  db: Kysely<EscrowTables>,
  world: World,
  wanted: ReadonlySet<string>,
): Promise<void> {
  if (wanted.size === 0) return
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM taken_name WHERE name = ANY(${column([...wanted])}::text[])`.execute(db)
  for (const { name } of rows) world.taken.add(name)
}

/** Keeps them. Throws a unique violation when one is taken. */
export async function saveTaken(
  trx: Transaction<EscrowTables>,
  bookId: string,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await sql`
    INSERT INTO taken_name (name, book_id)
    SELECT unnest(${column(names)}::text[]), ${bookId}`.execute(trx)
}
