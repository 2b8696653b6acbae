// The rows that real commands wrote, read back from the tables: what the ceiling writes again.
import type { Client } from 'pg'

export type Column = { name: string; type: string }

/** Rows of one table as text, column by column as Postgres names and types them. */
export type TableRows = {
  table: string
  columns: readonly Column[]
  /** The column that holds the book's id. */
  bookColumn: string
  rows: readonly (string | null)[][]
}

/** Tables that a session adds rows to. */
const ADDED = ['command', 'session', 'entry', 'line', 'entry_cause', 'outbox']
/** Tables whose rows it changes: they have to stand there before. */
const STANDING = ['lot_use', 'account_head', 'chain_head', 'code_line']

export type Capture = {
  /** Rows as they stood before the sessions. */
  standing: TableRows[]
  /** Rows that the sessions added, in order. */
  added: TableRows[]
  sessions: number
}

/**
 * Runs `work`, which records that many sessions in the book, and reads what it wrote. Throws when
 * the tables did not grow by whole rows a session.
 */
export async function captureRows(
  client: Client,
  bookId: string,
  sessions: number,
  work: () => Promise<void>,
): Promise<Capture> {
  const tables = await existing(client, [...ADDED, ...STANDING])
  const read = async (table: string, after = 0) => readRows(client, table, bookId, after)
  const standing: TableRows[] = []
  for (const table of STANDING) if (tables.has(table)) standing.push(await read(table))
  const added = ADDED.filter((one) => tables.has(one))
  const before = new Map<string, number>()
  for (const table of added) before.set(table, (await read(table)).rows.length)
  await work()
  const grown: TableRows[] = []
  for (const table of added) {
    const rows = await read(table, before.get(table))
    const each = rows.rows.length / sessions
    if (!Number.isInteger(each) || each === 0) {
      throw new Error(`${table} grew by ${rows.rows.length} rows for ${sessions} sessions`)
    }
    grown.push(rows)
  }
  return { standing, added: grown, sessions }
}

async function existing(client: Client, tables: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [tables],
  )
  return new Set(rows.map(({ name }) => name))
}

/** Rows of a book in the order of their writing; nothing here is ever vacuumed. */
async function readRows(
  client: Client,
  table: string,
  bookId: string,
  after: number,
): Promise<TableRows> {
  const columns = await columnsOf(client, table)
  const bookColumn = columns.some(({ name }) => name === 'book_id') ? 'book_id' : 'aggregateid'
  const cells = columns.map(({ name }) => `"${name}"::text`).join(', ')
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT ${cells} FROM "${table}" WHERE "${bookColumn}" = $1
      ORDER BY tableoid, ctid OFFSET $2`,
    values: [bookId, after],
    rowMode: 'array',
  })
  return { table, columns, bookColumn, rows }
}

/** Columns that a writer fills: not those that Postgres fills by itself. */
async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
       AND attidentity = '' AND attgenerated = '' AND atttypid <> 'xid8'::regtype
     ORDER BY attnum`,
    [table],
  )
  return rows
}

/** The values of a column, by name. */
export function cellsOf({ columns, rows }: TableRows, name: string): (string | null)[] {
  const index = columns.findIndex((column) => column.name === name)
  if (index < 0) throw new Error(`no column ${name}`)
  return rows.map((row) => row[index] ?? null)
}

/** Some of the rows. */
export function sliceOf(rows: TableRows, from: number, to: number): TableRows {
  return { ...rows, rows: rows.rows.slice(from, to) }
}
