// A batch of rows as bare statements, one a table, with their parameters made ready.
import { bigints, byteStrings, column, instants, texts } from '@ticun/db'
import { windowAt } from '@ticun/escrow/in-process'
import type { Client } from 'pg'
import { cellsOf, sliceOf, type Capture, type Column, type TableRows } from './rows.ts'
import { SLOTS } from './scale.ts'
import { sessionAt } from './world.ts'

/** The first parameter is the book's id, filled in when it is sent. */
type Statement = { name: string; text: string; values: (string | Buffer)[] }

export type BareBatch = { sessions: number; statements: Statement[] }

/** Cuts the rows of the first `sessions` captured into transactions of `size` sessions. */
export function batchesOf(
  capture: Capture,
  size: number,
  sessions = capture.sessions,
): BareBatch[] {
  const batches: BareBatch[] = []
  const tallies = openTallies(capture)
  for (let from = 0; from < sessions; from += size) {
    const to = Math.min(from + size, sessions)
    const slices = capture.added.map((rows) => {
      const each = rows.rows.length / capture.sessions
      return sliceOf(rows, from * each, to * each)
    })
    const slice = (table: string) => {
      const found = slices.find((rows) => rows.table === table)
      if (!found) throw new Error(`no rows of ${table}`)
      return found
    }
    const statements = [
      ...slices.map(insertion),
      headsOf(slice('line')),
      lotsOf(slice('session')),
      chainOf(slice('entry'), capture),
      ...tallies(slice('line')),
    ]
    batches.push({ sessions: to - from, statements })
  }
  return batches
}

/** Puts what the sessions change in its place, under another book's id. */
export async function placeStanding(
  client: Client,
  { standing }: Capture,
  bookId: string,
): Promise<void> {
  for (const rows of standing) {
    const { text, values } = insertion(rows)
    await client.query(text, [bookId, ...values])
  }
}

/** Writes one batch in one transaction, each statement prepared once. */
export async function writeBatch(client: Client, batch: BareBatch, bookId: string): Promise<void> {
  await client.query('BEGIN')
  for (const { name, text, values } of batch.statements) {
    await client.query({ name, text, values: [bookId, ...values] })
  }
  await client.query('COMMIT')
}

function insertion(rows: TableRows): Statement {
  const own = rows.columns.filter(({ name }) => name !== rows.bookColumn)
  const names = own.map(({ name }) => `"${name}"`).join(', ')
  const ready = own.map((each) => encoded(each, cellsOf(rows, each.name)))
  const cells = ready.map(({ type }, index) => `unnest($${index + 2}::${type}[])`).join(', ')
  return {
    name: `insert_${rows.table}`,
    text: `INSERT INTO "${rows.table}" ("${rows.bookColumn}", ${names})
      SELECT $1, ${cells}`,
    values: ready.map(({ value }) => value),
  }
}

/** A column in the form that the writer sends it in: the ceiling is not held up by a slower one. */
function encoded({ type }: Column, cells: readonly (string | null)[]) {
  const given = cells.filter((cell) => cell !== null)
  if (type === 'timestamp with time zone') return { type, value: instants(cells.map(isoOf)) }
  if (type === 'text') return { type, value: texts(cells) }
  if (given.length < cells.length) return { type, value: column(cells) }
  if (type === 'bigint' || type === 'integer') {
    return { type: 'bigint', value: bigints(given.map(BigInt)) }
  }
  if (type !== 'bytea') return { type, value: column(cells) }
  return { type, value: byteStrings(given.map((cell) => Buffer.from(cell.slice(2), 'hex'))) }
}

/** `2025-06-01 04:00:00.5+00`, as Postgres writes a time in UTC, as ISO 8601. */
function isoOf(cell: string | null): string | null {
  return cell && cell.replace(' ', 'T').replace(/\+00$/, 'Z')
}

/** The last line of each account is its head. */
function headsOf(lines: TableRows): Statement {
  const accounts = cellsOf(lines, 'account')
  const last = new Map(accounts.map((account, index) => [account, index]))
  const indices = [...last.values()]
  const picked = (name: string) => {
    const cells = cellsOf(lines, name)
    return indices.map((index) => cells[index] ?? '')
  }
  return {
    name: 'upsert_account_head',
    text: `INSERT INTO account_head (book_id, account, balance, sequence)
      SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[])
      ON CONFLICT (book_id, account)
      DO UPDATE SET balance = excluded.balance, sequence = excluded.sequence`,
    values: [
      texts(picked('account')),
      bigints(picked('balance').map(BigInt)),
      bigints(picked('sequence').map(BigInt)),
    ],
  }
}

/** Each lot as its last session leaves it. */
function lotsOf(sessions: TableRows): Statement {
  const contracts = cellsOf(sessions, 'contract_id')
  const lots = cellsOf(sessions, 'lot_id')
  const slots = cellsOf(sessions, 'slot').map(Number)
  const last = [...new Map(contracts.map((contract, index) => [contract, index])).values()]
  const used = last.map((index) => (slots[index] ?? 0) + 1)
  return {
    name: 'update_lot_use',
    text: `UPDATE lot_use SET slot_states = n.slot_states, code_window = n.code_window
      FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[])
        AS n (contract_id, lot_id, slot_states, code_window)
      WHERE lot_use.book_id = $1 AND lot_use.contract_id = n.contract_id
        AND lot_use.lot_id = n.lot_id`,
    values: [
      texts(last.map((index) => contracts[index] ?? null)),
      texts(last.map((index) => lots[index] ?? null)),
      texts(used.map((count) => 'C'.repeat(count) + 'F'.repeat(SLOTS - count))),
      bigints(used.map((count) => windowAt(sessionAt(count - 1)))),
    ],
  }
}

/**
 * The chain's head after its last entry, with the counts that triggers keep where there are any.
 */
function chainOf(entries: TableRows, { standing }: Capture): Statement {
  const chain = standing.find(({ table }) => table === 'chain_head')
  const counts = ['sequence', 'lines_through', 'entries_through'].filter((name) =>
    chain?.columns.some((column_) => column_.name === name),
  )
  const last = (name: string) => cellsOf(entries, name).at(-1) ?? ''
  return {
    name: 'update_chain_head',
    text: `UPDATE chain_head SET ${counts.map((name) => `${name} = $2::bigint`).join(', ')},
      hash = $3::bytea, recorded_at = $4::timestamptz, version = gen_random_uuid()
        WHERE book_id = $1`,
    values: [last('sequence'), last('hash'), last('recorded_at')],
  }
}

/** What each code's accounts come to after a batch: two rows, where the book keeps such. */
function openTallies({ standing }: Capture): (lines: TableRows) => Statement[] {
  if (!standing.some(({ table }) => table === 'code_line')) return () => []
  const sums = new Map<string, bigint>()
  const add = (rows: TableRows, amounts: string) => {
    const cells = cellsOf(rows, amounts)
    const codes = cellsOf(rows, 'account').map((account) => account?.slice(0, 4) ?? '')
    for (const [index, code] of codes.entries()) {
      sums.set(code, (sums.get(code) ?? 0n) + BigInt(cells[index] ?? 0))
    }
    return [...new Set(codes)]
  }
  const heads = standing.find(({ table }) => table === 'account_head')
  if (heads) add(heads, 'balance')
  return (lines) => {
    const codes = add(lines, 'amount')
    const last = (name: string) => cellsOf(lines, name).at(-1) ?? ''
    return [
      {
        name: 'insert_code_line',
        text: `INSERT INTO code_line (book_id, code, balance, sequence, recorded_at)
          SELECT $1, code, balance, $4::bigint, $5::timestamptz
          FROM unnest($2::text[], $3::bigint[]) AS n (code, balance)`,
        values: [
          column(codes),
          column(codes.map((code) => sums.get(code) ?? 0n)),
          last('entry_sequence'),
          last('recorded_at'),
        ],
      },
    ]
  }
}
