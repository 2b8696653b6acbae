// Gathers the facts that move money, from the outbox's history or from Kafka's beginning.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { column, type Database, type Transaction } from '@ticun/db'
import { createTransport, type Log, type TransportConfig } from '@ticun/events'
import { TOPICS, type EscrowFact, type Fact } from '@ticun/protocol'
import { posting } from '@ticun/rules'
import { UnreadableError } from '@ticun/verify'
import { FactsError } from './fault.ts'
import type { RebuildTables } from './tables.ts'

/**
 * Nothing came for so long: the source is at its end. Joining a Kafka group takes seconds, and an
 * outbox shows nothing newer than the oldest open transaction of its server.
 */
const IDLE_MAX_MS = { postgres: 10_000, kafka: 15_000 }
/** A source that cannot be read for so long is given up. */
const FAULT_MAX_MS = 15_000
const LOOK_MS = 50

export type Source = Pick<TransportConfig, 'events' | 'brokers' | 'login' | 'factsUrls'>

export type Gathering = {
  readonly db: Database<RebuildTables>
  readonly source: Source
  /** Books and the last entry of each that is wanted. */
  readonly wanted: ReadonlyMap<string, bigint>
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Gathers until every wanted place has a fact, or the source is at its end: what is missing then is
 * for the derivation to name. Throws FactsError for a fact that the rules cannot place.
 */
export async function gather({ db, source, wanted, onProgress }: Gathering): Promise<void> {
  const total = [...wanted.values()].reduce((sum, sequence) => sum + Number(sequence), 0)
  const transport = createTransport({ ...source, clientId: 'rebuild' })
  let taken = 0
  let problem: FactsError | undefined
  const handle = async (trx: Transaction<RebuildTables>, facts: readonly Fact[]) => {
    try {
      const placed = facts.filter(isEscrowFact).flatMap((fact) => placeOf(fact, wanted))
      await insert(trx, placed)
      taken += placed.length
    } catch (error) {
      if (error instanceof FactsError) problem = error
      throw error
    }
  }
  const listener = transport.listen({ db, topics: [TOPICS.escrow], handle, log: silence })
  try {
    let seen = -1
    let isComplete = false
    let [movedAt, fineAt] = [performance.now(), performance.now()]
    while (!isComplete && performance.now() - movedAt < IDLE_MAX_MS[source.events]) {
      await sleep(LOOK_MS)
      if (problem) throw problem
      const now = performance.now()
      const fault = listener.fault()
      if (fault === undefined) fineAt = now
      else if (now - fineAt > FAULT_MAX_MS) throw new UnreadableError(`no facts: ${fault}`)
      const heard = listener
        .status()
        .reduce((sum, { received, skipped }) => sum + received + skipped, 0)
      if (heard !== seen || fault !== undefined) movedAt = now
      seen = heard
      onProgress(Math.min(taken, total), total)
      // A batch that was rolled back is counted twice, so that only the table can tell.
      if (taken >= total) isComplete = (await countPlaces(db)) >= total
    }
  } finally {
    await listener.stop()
    await transport.close()
  }
}

const ESCROW = 'escrow'

function isEscrowFact(fact: Fact): fact is EscrowFact {
  return fact.source === ESCROW && fact.type !== 'entry.posted'
}

type Placed = { bookId: string; sequence: string; factId: string; payload: string }

/** The fact's place in a wanted book; none when it moves no money or lies beyond what is wanted. */
function placeOf(fact: EscrowFact, wanted: ReadonlyMap<string, bigint>): Placed[] {
  const { bookId, bookSequence: sequence, id: factId } = fact
  const last = wanted.get(bookId)
  if (last === undefined) return []
  if (sequence === undefined) {
    if (!posting(fact)) return []
    throw new FactsError(`${fact.type} ${factId} moves money and names no entry of ${bookId}`)
  }
  if (BigInt(sequence) > last) return []
  return [{ bookId, sequence, factId, payload: JSON.stringify(fact) }]
}

async function insert(trx: Transaction<RebuildTables>, placed: readonly Placed[]): Promise<void> {
  if (placed.length === 0) return
  await sql`
    INSERT INTO gathered_fact (book_id, sequence, fact_id, payload)
    SELECT * FROM unnest(
      ${column(placed.map(({ bookId }) => bookId))}::text[],
      ${column(placed.map(({ sequence }) => sequence))}::bigint[],
      ${column(placed.map(({ factId }) => factId))}::text[],
      ${column(placed.map(({ payload }) => payload))}::text[])`.execute(trx)
}

async function countPlaces(db: Database<RebuildTables>): Promise<number> {
  const { rows } = await sql<{ places: string }>`
    SELECT count(DISTINCT (book_id, sequence))::text AS places FROM gathered_fact`.execute(db)
  return Number(rows[0]?.places ?? 0)
}

/** What lasts is told at the end; single tries are of no interest. */
const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
