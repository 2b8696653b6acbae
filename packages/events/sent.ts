// What the broker has acknowledged of one outbox, and how far to go back when it lost some of it.
import { sql, type Kysely } from 'kysely'
import { OUTBOX_START, type OutboxCursor } from './outbox.ts'

/** So long the cursor of every minute is kept; a broker that lost more gets the whole outbox. */
const KEPT_HOURS = 24

/** A partition of the broker. */
export type Place = { topic: string; partition: number }

/** What the broker took in one send: the first and the last offset of each partition. */
export type Acknowledged = Place & { first: bigint; last: bigint }

/** The broker has nothing from `offset` on of what it had acknowledged. */
export type Cut = Place & { offset: bigint }

export const placeOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

/** What a relay remembers of one broker while it works. */
export type Sent = {
  /** The last acknowledged offset of each place. */
  last: Map<string, Acknowledged>
  /**
   * Of each topic: where its partitions were cut off, as records say it to readers, each time as
   * `partition:number:offset`, the number counted from 1.
   */
  cuts: Map<string, string>
}

export async function loadSent<DB>(session: Kysely<DB>, name: string): Promise<Sent> {
  const sent = await sql<Place & { last: bigint }>`
    SELECT DISTINCT ON (topic, partition) topic, partition, broker_offset AS last
    FROM outbox_sent WHERE name = ${name}
    ORDER BY topic, partition, minute DESC`.execute(session)
  const cuts = await sql<{ topic: string; text: string }>`
    SELECT topic, string_agg(concat_ws(':', partition, number, broker_offset), ',') AS text
    FROM outbox_cut WHERE name = ${name} GROUP BY topic`.execute(session)
  return {
    last: new Map(sent.rows.map((row) => [placeOf(row), { ...row, first: row.last }])),
    cuts: new Map(cuts.rows.map(({ topic, text }) => [topic, text])),
  }
}

/** What was acknowledged lies where the broker had acknowledged something else before. */
export function cutsIn(sent: Sent, acknowledged: readonly Acknowledged[]): Cut[] {
  return acknowledged.flatMap(({ topic, partition, first }) =>
    first <= lastOf(sent, { topic, partition }) ? [{ topic, partition, offset: first }] : [],
  )
}

/** Places whose end (the offset of the next record) lies before what was acknowledged. */
export function cutsBefore(sent: Sent, ends: ReadonlyMap<string, bigint>): Cut[] {
  return [...sent.last].flatMap(([place, { topic, partition, last }]) => {
    const end = ends.get(place)
    return end !== undefined && end <= last ? [{ topic, partition, offset: end }] : []
  })
}

function lastOf(sent: Sent, place: Place): bigint {
  return sent.last.get(placeOf(place))?.last ?? -1n
}

/** Saves how far the relay has come, with what the broker acknowledged, in one statement. */
export async function saveSent<DB>(
  session: Kysely<DB>,
  name: string,
  cursor: OutboxCursor,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  await sql`
    WITH sent AS (
      INSERT INTO outbox_sent
        (name, topic, partition, minute, broker_offset, transaction_id, position)
      SELECT ${name}, topic, partition, date_trunc('minute', now()), broker_offset,
        ${cursor.transactionId}::xid8, ${cursor.position}::bigint
      FROM unnest(
        ${acknowledged.map(({ topic }) => topic)}::text[],
        ${acknowledged.map(({ partition }) => partition)}::int[],
        ${acknowledged.map(({ last }) => last)}::bigint[]) AS given (topic, partition,
        broker_offset)
      ON CONFLICT (name, topic, partition, minute) DO UPDATE
      SET broker_offset = excluded.broker_offset, transaction_id = excluded.transaction_id,
        position = excluded.position
    )
    INSERT INTO outbox_cursor (name, transaction_id, position)
    VALUES (${name}, ${cursor.transactionId}::xid8, ${cursor.position}::bigint)
    ON CONFLICT (name) DO UPDATE
    SET transaction_id = excluded.transaction_id, position = excluded.position`.execute(session)
}

/** Forgets the cursors of minutes long past, but for the newest of each place. */
export async function forgetOldSent<DB>(session: Kysely<DB>, name: string): Promise<void> {
  await sql`
    DELETE FROM outbox_sent AS old
    WHERE name = ${name} AND minute < now() - make_interval(hours => ${KEPT_HOURS})
      AND EXISTS (
        SELECT FROM outbox_sent WHERE name = old.name AND topic = old.topic
          AND partition = old.partition AND minute > old.minute)`.execute(session)
}

/**
 * Notes the cuts and moves the relay's cursor back, before the oldest fact that is missing. Returns
 * the new cursor: the newest one that is known to lie before every cut, or the outbox's beginning.
 */
export async function goBack<DB>(
  session: Kysely<DB>,
  name: string,
  cuts: readonly Cut[],
): Promise<OutboxCursor> {
  return session.transaction().execute(async (trx) => {
    let oldest: OutboxCursor | undefined
    for (const { topic, partition, offset } of cuts) {
      const place = sql`name = ${name} AND topic = ${topic} AND partition = ${partition}::int`
      await sql`
        DELETE FROM outbox_sent
        WHERE ${place} AND broker_offset >= ${offset}::bigint`.execute(trx)
      await sql`
        INSERT INTO outbox_cut (name, topic, partition, number, broker_offset)
        SELECT ${name}, ${topic}, ${partition}::int, count(*) + 1, ${offset}::bigint
        FROM outbox_cut WHERE ${place}`.execute(trx)
      const { rows } = await sql<OutboxCursor>`
        SELECT transaction_id::text AS "transactionId", position FROM outbox_sent
        WHERE ${place} ORDER BY minute DESC LIMIT 1`.execute(trx)
      const kept = rows[0] ?? OUTBOX_START
      if (oldest === undefined || isBefore(kept, oldest)) oldest = kept
    }
    const cursor = oldest ?? OUTBOX_START
    await saveSent(trx, name, cursor, [])
    return cursor
  })
}

function isBefore(one: OutboxCursor, other: OutboxCursor): boolean {
  const [a, b] = [BigInt(one.transactionId), BigInt(other.transactionId)]
  return a < b || (a === b && one.position < other.position)
}
