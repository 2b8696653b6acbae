// A book of any number of lines, put into the tables at once: triggers off, indexes made after.
import type { Client } from 'pg'
import { MERCHANTS, SLOTS } from './scale.ts'

const SESSION_FEN = 8_330
const DAYS = 240
/** Entries that one batch recorded, with one book time. */
const BATCH_ENTRIES = 20
/** One entry in so many was recorded late, up to three days. */
const LATE_EVERY = 20

export type Lines = {
  bookId: string
  lines: number
  lots: number
  /** Milliseconds (UTC) of the first and the last book time. */
  fromMs: number
  toMs: number
}

/** Loads lots that are paid and used, one session after another over eight months. */
export async function loadLines(client: Client, bookId: string, lines: number): Promise<Lines> {
  const entries = Math.floor(lines / 2)
  const lots = Math.ceil(entries / (SLOTS + 1))
  const toMs = Math.floor(Date.now() / 86_400_000) * 86_400_000
  const fromMs = toMs - DAYS * 86_400_000
  const stepMs = Math.max(1, Math.floor((toMs - fromMs) / (entries / BATCH_ENTRIES)))
  await client.query(`SELECT make_book_partitions($1::date, 1)`, [new Date(fromMs).toISOString()])
  const indexes = await dropIndexes(client)
  await client.query(`SET session_replication_role = replica`)
  await client.query(INSERT_LINES, [bookId, entries, lots, new Date(fromMs).toISOString(), stepMs])
  await client.query(`SET maintenance_work_mem = '512MB'`)
  await client.query(`SET work_mem = '256MB'`)
  for (const statement of indexes) await client.query(statement)
  await client.query(`SET session_replication_role = origin`)
  await makeTallies(client, bookId)
  await client.query('VACUUM ANALYZE')
  const { rows } = await client.query<{ count: string; sum: string }>(
    `SELECT count(*)::text AS count, sum(amount)::text AS sum FROM line WHERE book_id = $1`,
    [bookId],
  )
  if (rows[0]?.sum !== '0') throw new Error(`the loaded lines sum to ${rows[0]?.sum} fen`)
  return { bookId, lines: Number(rows[0].count), lots, fromMs, toMs }
}

/** The account of a lot, or of a merchant's payable. */
export function lotAccount(number: number): string {
  return `2001/lot_${String(number).padStart(26, '0')}`
}
export function merchantAccount(number: number): string {
  return `2003/mer_${String(number).padStart(26, '0')}`
}

/** Each lot is paid in a first pass; then in each pass every lot has one session. */
const INSERT_LINES = `
  INSERT INTO line (book_id, account, sequence, entry_sequence, amount, balance, occurred_at,
    recorded_at)
  SELECT $1, l.account, l.sequence, i + 1, l.amount, l.balance,
    at - CASE WHEN i % ${LATE_EVERY} = 7
      THEN make_interval(secs => 60 + (i * 7919) % 259200) ELSE interval '200 ms' END, at
  FROM generate_series(0, $2::bigint - 1) AS i
  CROSS JOIN LATERAL (SELECT i - $3::bigint AS k) AS s
  CROSS JOIN LATERAL (
    SELECT $4::timestamptz + (i / ${BATCH_ENTRIES}) * $5::bigint * interval '1 ms' AS at
  ) AS t
  CROSS JOIN LATERAL (
    SELECT '1001' AS account, i + 1 AS sequence, ${SESSION_FEN * SLOTS}::bigint AS amount,
      (i + 1) * ${SESSION_FEN * SLOTS} AS balance WHERE k < 0
    UNION ALL SELECT '2001/lot_' || lpad(i::text, 26, '0'), 1, -${SESSION_FEN * SLOTS},
      -${SESSION_FEN * SLOTS} WHERE k < 0
    UNION ALL SELECT '2001/lot_' || lpad((k % $3)::text, 26, '0'), k / $3 + 2, ${SESSION_FEN},
      (k / $3 + 1) * ${SESSION_FEN} - ${SESSION_FEN * SLOTS} WHERE k >= 0
    UNION ALL SELECT '2003/mer_' || lpad((k % ${MERCHANTS})::text, 26, '0'),
      k / ${MERCHANTS} + 1, -${SESSION_FEN}, -(k / ${MERCHANTS} + 1) * ${SESSION_FEN} WHERE k >= 0
  ) AS l`

/** Takes the indexes away and gives the statements that make them again, just as they were. */
async function dropIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
         ELSE format('ALTER TABLE line DROP CONSTRAINT %I', c.conname) END AS drop,
       CASE WHEN c.oid IS NULL THEN replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
         ELSE format('ALTER TABLE line ADD CONSTRAINT %I %s', c.conname,
           pg_get_constraintdef(c.oid)) END AS make
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'p'
     WHERE i.indrelid = 'line'::regclass`,
  )
  for (const { drop } of rows) await client.query(drop)
  return rows.map(({ make }) => make)
}

/** Sums that triggers keep beside the lines are made from the lines. */
async function makeTallies(client: Client, bookId: string): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regproc('tally_book') IS NOT NULL AS exists`,
  )
  if (rows[0]?.exists) await client.query('SELECT tally_book($1)', [bookId])
}
