// Facts leave by one door: a row written in the transaction that made them true.
import { fileURLToPath } from 'node:url'
import { sql, type QueryExecutorProvider } from 'kysely'
import { instants, send, texts, type Transaction } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'
import { storedText } from './stored-fact.ts'

/** Folder of the migrations of outbox and inbox, for `migrate`. */
export const eventsMigrations: string = fileURLToPath(new URL('./migrations', import.meta.url))

export type Outgoing = { topic: Topic; fact: Fact }

/** Where a reader of the outbox stands: the last row it has seen. */
export type OutboxCursor = { transactionId: string; position: bigint }

export const OUTBOX_START: OutboxCursor = { transactionId: '0', position: 0n }

/** `payload` is the text of the fact, as `storedText` writes it. */
export type OutboxRow = OutboxCursor & { topic: Topic; key: string; payload: string }

/**
 * Appends facts in this order, with one statement that is not waited for. They become visible to
 * readers when the transaction commits. Call it when the transaction holds what serialises the book
 * (its chain head or the contract's row): that is what makes positions the order of the book. A
 * fact's id is unique because its command's is; no second index watches over it.
 */
export async function appendFacts<DB>(
  trx: Transaction<DB>,
  facts: readonly Outgoing[],
): Promise<void> {
  if (facts.length === 0) return
  const said = facts.map(({ fact }) => fact)
  const statement = sql`
    INSERT INTO outbox (aggregatetype, id, aggregateid, type, payload, recorded_at)
    SELECT
      unnest(${texts(facts.map(({ topic }) => topic))}::text[]),
      unnest(${texts(said.map((fact) => fact.id))}::text[]),
      unnest(${texts(said.map((fact) => fact.bookId))}::text[]),
      unnest(${texts(said.map((fact) => fact.type))}::text[]),
      unnest(${texts(said.map(storedText))}::text[]),
      unnest(${instants(said.map((fact) => fact.recordedAt))}::timestamptz[])`
  await send(trx, statement)
}

export type OutboxPage = {
  /** In the order of their positions: earlier siblings first. */
  rows: readonly OutboxRow[]
  /** Where the next page begins, once all these rows are delivered. */
  end: OutboxCursor
}

/**
 * The next page after `after`, of one topic or of all; undefined when there is nothing. A page has
 * at most `limit` rows and their early siblings.
 *
 * A transaction that is still open may yet commit rows with smaller positions, so nothing at or
 * above the oldest open transaction is given out: what was passed over can never appear afterwards.
 *
 * Transaction ids are not the order of a book: a transaction may get its id early, wait for the
 * book, and write after one with a greater id. Positions are that order, because a book has one
 * writer at a time. So rows of the same key with smaller positions are given out before; they come
 * once more in their own turn, and receivers drop them.
 */
export async function readOutbox(
  db: QueryExecutorProvider,
  after: OutboxCursor,
  limit: number,
  topic?: Topic,
): Promise<OutboxPage | undefined> {
  const { rows } = await sql<OutboxRow>`
    SELECT ${COLUMNS} FROM outbox
    WHERE (transaction_id, position) > (${after.transactionId}::xid8, ${after.position}::bigint)
      AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      ${ofTopic(topic)}
    ORDER BY transaction_id, position
    LIMIT ${limit}::int`.execute(db)
  const last = rows.at(-1)
  if (last === undefined) return undefined
  const end = { transactionId: last.transactionId, position: last.position }
  const siblings = await readEarlySiblings(db, end, rows, topic)
  const ordered = [...rows, ...siblings].toSorted((a, b) => (a.position < b.position ? -1 : 1))
  return { rows: ordered, end }
}

const COLUMNS = sql`transaction_id::text AS "transactionId", position, aggregatetype AS topic,
  aggregateid AS key, payload`

function ofTopic(topic: Topic | undefined) {
  return topic === undefined ? sql`` : sql`AND aggregatetype = ${topic}`
}

/**
 * Rows beyond `end` that were written before a row of the same key in `rows`. The greatest position
 * is named too: by it the index alone passes over what waits behind, however much that is.
 */
async function readEarlySiblings(
  db: QueryExecutorProvider,
  end: OutboxCursor,
  rows: readonly OutboxRow[],
  topic: Topic | undefined,
): Promise<OutboxRow[]> {
  const latest = new Map<string, bigint>()
  let greatest = 0n
  for (const { key, position } of rows) {
    if (position > (latest.get(key) ?? -1n)) latest.set(key, position)
    if (position > greatest) greatest = position
  }
  const found = await sql<OutboxRow>`
    SELECT ${COLUMNS} FROM outbox
    JOIN unnest(${[...latest.keys()]}::text[], ${[...latest.values()]}::bigint[])
      AS latest (key, before) ON aggregateid = key AND position < before
    WHERE (transaction_id, position) > (${end.transactionId}::xid8, ${end.position}::bigint)
      AND position < ${greatest}::bigint ${ofTopic(topic)}`.execute(db)
  return found.rows
}
