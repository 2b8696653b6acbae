// Writing what may be there already: what comes second is compared, and never passed over.
import { sql, type OnConflictBuilder, type RawBuilder, type Transaction } from 'kysely'

/** Columns with their types in Postgres. */
type Columns = Readonly<Record<string, string>>
type Row = Readonly<Record<string, string | number | bigint | null>>

export type Once = {
  table: string
  /** What names a row. */
  key: Columns
  /** What a second row of the same name has to say like the first. */
  says: Columns
  /** What is written of the first, and not compared: when it came, what differs by chance. */
  also?: Columns
  /** What is thrown for a row that says something else; it names the row. */
  otherwise: (key: Record<string, string>) => Error
}

const jsonOf = (rows: readonly Row[]): string =>
  JSON.stringify(rows, (_key, cell: unknown) => (typeof cell === 'bigint' ? String(cell) : cell))

/**
 * Inserts rows in their order; one whose key is there already has to say the same, be it of these
 * rows or of earlier ones. Returns how many were new. Throws `otherwise` of the first that differs.
 */
export async function insertOnce<DB>(
  trx: Transaction<DB>,
  { table, key, says, also = {}, otherwise }: Once,
  rows: readonly Row[],
): Promise<number> {
  if (rows.length === 0) return 0
  const all = { ...key, ...says, ...also }
  const refs = (columns: Columns, of = '') =>
    sql.join(Object.keys(columns).map((name) => sql.ref(of === '' ? name : `${of}.${name}`)))
  const typed = Object.entries(all).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
  const said = sql`ROWS FROM (json_to_recordset(${jsonOf(rows)}::json) AS (${sql.join(typed)}))
    WITH ORDINALITY AS said (${refs(all)}, place)`
  const { rows: added } = await sql`
    INSERT INTO ${sql.table(table)} (${refs(all)})
    SELECT ${refs(all)} FROM ${said} ORDER BY place
    ON CONFLICT (${refs(key)}) DO NOTHING RETURNING 1 AS one`.execute(trx)
  if (added.length === rows.length) return added.length
  const { rows: other } = await sql<Record<string, string>>`
    SELECT ${refs(key, 'said')} FROM ${said} JOIN ${sql.table(table)} AS known
      USING (${refs(key)})
    WHERE ROW (${refs(says, 'known')}) IS DISTINCT FROM ROW (${refs(says, 'said')})
    ORDER BY place LIMIT 1`.execute(trx)
  if (other[0]) throw otherwise(other[0])
  return added.length
}

/**
 * Why a second row of a name cannot say anything that matters: the row is its name alone; its name
 * is made out of all that it says; it is only a place to begin at, read as it stands; or whatever
 * says the same thing again, in other words, is wanted once.
 */
export type SameBecause = 'NAME_IS_ALL' | 'NAMED_AFTER_ALL' | 'BEGINS_ONLY' | 'WANTED_ONCE'

/** For an insert of rows of which the second cannot differ, and why it cannot. */
export function orSame(_because: SameBecause): RawBuilder<unknown> {
  return sql`ON CONFLICT DO NOTHING`
}

/** The same for an insert that is built: `.onConflict(orSameRow('NAMED_AFTER_ALL'))`. */
export function orSameRow(_because: SameBecause) {
  return <DB, T extends keyof DB>(conflict: OnConflictBuilder<DB, T>) => conflict.doNothing()
}
