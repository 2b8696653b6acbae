// The raw limit: real rows written by bare `pg`, set-based, prepared, one writer, no rules.
import { newId } from '@ticun/protocol'
import type { Client } from 'pg'
import { batchesOf, placeStanding, writeBatch, type BareBatch } from './bare-batch.ts'
import type { Capture } from './rows.ts'

export type CeilingSample = { size: number; perSecond: number; flaw?: string }

/**
 * A writer of these rows in batches of these sizes; each sample writes all of them, as a new book.
 */
export function createCeiling(client: Client, capture: Capture, sizes: readonly number[]) {
  const ready = new Map(sizes.map((size) => [size, batchesOf(capture, size)]))
  return {
    sample: (size: number) => measure(client, capture, size, ready.get(size) ?? []),
  }
}

export type Ceiling = ReturnType<typeof createCeiling>

async function measure(
  client: Client,
  capture: Capture,
  size: number,
  batches: readonly BareBatch[],
): Promise<CeilingSample> {
  const bookId = newId('bok')
  await placeStanding(client, capture, bookId)
  const began = performance.now()
  for (const batch of batches) await writeBatch(client, batch, bookId)
  const seconds = (performance.now() - began) / 1000
  const flaw = await findFlaw(client, capture, bookId)
  return { size, perSecond: capture.sessions / seconds, ...(flaw ? { flaw } : {}) }
}

/** What is wrong with the rows of a book: some are missing, or its new lines do not sum to 0. */
async function findFlaw(
  client: Client,
  capture: Capture,
  bookId: string,
): Promise<string | undefined> {
  for (const { table, bookColumn, rows } of capture.added) {
    const found = await client.query<{ count: string }>(
      `SELECT count(*)::text AS count FROM "${table}" WHERE "${bookColumn}" = $1`,
      [bookId],
    )
    if (Number(found.rows[0]?.count) !== rows.length) {
      return `the ceiling wrote ${found.rows[0]?.count} of ${rows.length} rows of ${table}`
    }
  }
  const sums = await client.query<{ lines: string; heads: string }>(
    `SELECT (SELECT sum(amount)::text FROM line WHERE book_id = $1) AS lines,
       (SELECT sum(balance)::text FROM account_head WHERE book_id = $1) AS heads`,
    [bookId],
  )
  const { lines, heads } = sums.rows[0] ?? {}
  return lines === '0' && heads === '0' ? undefined : `the ceiling sums to ${lines} and ${heads}`
}
