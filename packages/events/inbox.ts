// Facts arrive by one door: taking effect and being marked as received are one transaction.
import { sql } from 'kysely'
import { orSame, send, texts, transact, type Database, type Transaction } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'
import { FactNotYet, FactRejected, isFault, reasonOf } from './fault.ts'
import { nextTryAt } from './keep-trying.ts'
import { readFact, type Reading } from './read-fact.ts'
import type { Handler } from './transport.ts'

/** How often a fact whose handler fails for no outside reason is tried before it is put aside. */
const HANDLER_TRIES_MAX = 3
const HANDLER_PAUSE_MS = 50
const REASON_LENGTH_MAX = 2_000

export type Arrival = {
  /** Where to go on when this and all before it are in: numbers joined by `:`, never smaller. */
  position: string
  id: string
  payload: unknown
  /** Its type is none that the listener wants: only its position counts. */
  isPassedOver?: boolean
}

/** Arrivals of one partition, in order. */
export type Parcel = {
  transport: string
  topic: Topic
  partition: number
  arrivals: readonly Arrival[]
  /** Id of the last record, by which the log is known again. */
  mark?: string | undefined
  /** How many cuts of the log were heeded. */
  cuts?: number
}

/** `mayComeTrue`: it is tried again by itself. */
export type DeadLetter = { arrival: Arrival; reason: string; mayComeTrue: boolean }

export type Receipt = {
  received: number
  skipped: number
  unknownTypes: ReadonlySet<string>
  dead: readonly DeadLetter[]
}

type Opened = {
  arrival: Arrival
  reading: Exclude<Reading, { broken: string }> | Broken | undefined
}
type Broken = { broken: string; mayComeTrue?: boolean }

/**
 * Lets each arrival take effect exactly once, and remembers the position. A fact that cannot be
 * handled is put aside with its reason and its neighbours go on. Throws on a fault; then what was
 * not yet committed comes again.
 */
export async function receive<DB>(
  target: { db: Database<DB>; handle: Handler<DB> },
  parcel: Parcel,
): Promise<Receipt> {
  const opened = parcel.arrivals.map((arrival) => ({
    arrival,
    reading: arrival.isPassedOver ? undefined : readFact(parcel.topic, arrival.payload),
  }))
  return receiveOpened(target, parcel, opened)
}

async function receiveOpened<DB>(
  target: { db: Database<DB>; handle: Handler<DB> },
  parcel: Parcel,
  opened: readonly Opened[],
): Promise<Receipt> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact(target.db, (trx) => receiveIn(trx, target.handle, parcel, opened))
    } catch (error) {
      if (isFault(error)) throw error
      // One of them is bad: halving finds it and keeps the others together.
      if (opened.length > 1) return receiveHalves(target, parcel, opened)
      if (error instanceof FactRejected || attempt >= HANDLER_TRIES_MAX) {
        const broken = reasonOf(error)
        const reading = { broken, mayComeTrue: error instanceof FactNotYet }
        const buried = opened.map(({ arrival }) => ({ arrival, reading }))
        return transact(target.db, (trx) => receiveIn(trx, target.handle, parcel, buried))
      }
    }
    await new Promise((resume) => setTimeout(resume, HANDLER_PAUSE_MS * attempt))
  }
}

async function receiveHalves<DB>(
  target: { db: Database<DB>; handle: Handler<DB> },
  parcel: Parcel,
  opened: readonly Opened[],
): Promise<Receipt> {
  const middle = Math.ceil(opened.length / 2)
  const first = await receiveOpened(target, parcel, opened.slice(0, middle))
  const second = await receiveOpened(target, parcel, opened.slice(middle))
  return {
    received: first.received + second.received,
    skipped: first.skipped + second.skipped,
    unknownTypes: new Set([...first.unknownTypes, ...second.unknownTypes]),
    dead: [...first.dead, ...second.dead],
  }
}

async function receiveIn<DB>(
  trx: Transaction<DB>,
  handle: Handler<DB>,
  parcel: Parcel,
  opened: readonly Opened[],
): Promise<Receipt> {
  // The position's row is also the lock that keeps two listeners of one database apart.
  await advance(trx, parcel, opened)
  const fresh = await markReceived(trx, parcel.topic, opened)
  const facts: Fact[] = []
  const unknownTypes = new Set<string>()
  const dead: DeadLetter[] = []
  for (const { arrival, reading } of fresh) {
    if (reading === undefined) continue
    if ('fact' in reading) facts.push(reading.fact)
    else if ('broken' in reading) dead.push(deadLetter(arrival, reading))
    else unknownTypes.add(reading.unknownType)
  }
  await bury(trx, parcel.topic, dead)
  if (facts.length > 0) await handle(trx, facts, parcel.topic)
  const skipped = opened.length - facts.length - dead.length
  return { received: facts.length, skipped, unknownTypes, dead }
}

function deadLetter(arrival: Arrival, { broken, mayComeTrue = false }: Broken): DeadLetter {
  return { arrival, reason: broken, mayComeTrue }
}

async function advance<DB>(
  trx: Transaction<DB>,
  parcel: Parcel,
  opened: readonly Opened[],
): Promise<void> {
  const position = opened.at(-1)?.arrival.position
  if (position === undefined) return
  const statement = sql`
    INSERT INTO inbox_position AS known (transport, topic, partition, position, mark, cuts)
    VALUES (${parcel.transport}, ${parcel.topic}, ${parcel.partition}::int, ${position},
      ${parcel.mark ?? null}, ${parcel.cuts ?? 0}::int)
    ON CONFLICT (transport, topic, partition) DO UPDATE
    SET position = excluded.position, mark = excluded.mark, cuts = excluded.cuts
    WHERE string_to_array(known.position, ':')::bigint[]
      < string_to_array(excluded.position, ':')::bigint[]`
  await send(trx, statement)
}

/** Those of `opened` that nobody has received before, each once, in order. */
async function markReceived<DB>(
  trx: Transaction<DB>,
  topic: Topic,
  opened: readonly Opened[],
): Promise<Opened[]> {
  const ids = opened.flatMap(({ arrival }) => (arrival.isPassedOver ? [] : [arrival.id]))
  if (ids.length === 0) return []
  const { rows } = await sql<{ fact_id: string }>`
    INSERT INTO inbox (topic, fact_id)
    SELECT ${topic}, id FROM unnest(${texts(ids)}::text[]) AS id
    ${orSame('NAME_IS_ALL')}
    RETURNING fact_id`.execute(trx)
  const fresh = new Set(rows.map((row) => row.fact_id))
  // `delete` says whether it was there: the second twin inside one parcel is not.
  return opened.filter(({ arrival }) => fresh.delete(arrival.id))
}

async function bury<DB>(
  trx: Transaction<DB>,
  topic: Topic,
  dead: readonly DeadLetter[],
): Promise<void> {
  for (const { arrival, reason, mayComeTrue } of dead) {
    const next = mayComeTrue ? nextTryAt(1, Date.now()) : null
    await sql`
      INSERT INTO inbox_dead (topic, fact_id, reason, payload, next_try_at)
      VALUES (${topic}, ${arrival.id}, ${reason.slice(0, REASON_LENGTH_MAX)},
        ${JSON.stringify(arrival.payload ?? null)}::json, ${next}::timestamptz)`.execute(trx)
  }
}

export type StoredPosition = {
  topic: string
  partition: number
  position: string
  mark: string | null
  cuts: number
}

/** Where reading by this transport has come to. */
export async function loadPositions<DB>(
  db: Database<DB>,
  transport: string,
): Promise<StoredPosition[]> {
  const { rows } = await sql<StoredPosition>`
    SELECT topic, partition, position, mark, cuts FROM inbox_position
    WHERE transport = ${transport}`.execute(db)
  return rows
}

/** Moves a position to where reading has to go on, also back. */
export async function movePosition<DB>(
  db: Database<DB>,
  transport: string,
  to: Omit<StoredPosition, 'mark'>,
): Promise<void> {
  await sql`
    UPDATE inbox_position SET position = ${to.position}, mark = NULL, cuts = ${to.cuts}::int
    WHERE transport = ${transport} AND topic = ${to.topic}
      AND partition = ${to.partition}::int`.execute(db)
}
