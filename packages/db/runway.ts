// Flights: transactions that only write, each sent whole, also before the one ahead has landed.
import { DatabaseError, type PoolClient } from 'pg'
import type { Kysely, Transaction } from 'kysely'
import { Flight, type NameOf } from './flight.ts'
import { writeDown } from './paper.ts'

/** What a database's connections are to its runways. */
export type Airfield = { connect: () => Promise<PoolClient>; nameOf: NameOf }

const airfields = new WeakMap<object, Airfield>()

/** Lets runways open on this database. */
export function layAirfield(db: object, airfield: Airfield): void {
  airfields.set(db, airfield)
}

/** A transaction that was sent and is not answered yet. */
export type UnderWay<T> = {
  /** Resolves when it is committed. Rejects with the first error; then nothing was written. */
  landed: Promise<T>
}

export type Runway<DB> = {
  /**
   * Runs `work`, which only writes and gets empty results, and sends all of its statements as one
   * READ COMMITTED transaction that takes one round trip. Resolves when it is sent. Flights of one
   * runway are executed in the order of their sending, one after the other, and each commits or
   * fails for itself: one that must not land without the one ahead has to ask for it in SQL.
   */
  fly: <T>(work: (trx: Transaction<DB>) => Promise<T>) => Promise<UnderWay<T>>
}

/** A connection with flights on it; it goes back to the pool with the last of them. */
type Lane = {
  client: Promise<PoolClient>
  inAir: number
  isFit: boolean
  /** Names of statements that are being parsed. */
  parsing: Set<string>
}

/** Opens a runway: a connection of its own for as long as something flies. */
export function openRunway<DB>(db: Kysely<DB>): Runway<DB> {
  const airfield = airfields.get(db)
  if (!airfield) throw new TypeError('this database was not opened by connect')
  let lane: Lane | undefined

  const enter = (): Lane => {
    if (!lane?.isFit || lane.inAir === 0) {
      lane = { client: airfield.connect(), inAir: 0, isFit: true, parsing: new Set() }
    }
    lane.inAir += 1
    return lane
  }

  const fly = async <T>(work: (trx: Transaction<DB>) => Promise<T>): Promise<UnderWay<T>> => {
    const { statements, result } = await writeDown<DB, T>(work)
    if (statements.length === 0) return { landed: Promise.resolve(result) }
    const taken = enter()
    const { promise, ...answer } = Promise.withResolvers<void>()
    const landed = answered(taken, promise).then(() => result)
    // It is looked at later; until then its failure is nobody's.
    landed.catch(() => {})
    try {
      const client = await taken.client
      client.query(new Flight(statements, airfield.nameOf, taken.parsing, answer))
    } catch (error) {
      answer.reject(error)
    }
    return { landed }
  }

  return { fly }
}

async function answered(lane: Lane, answer: Promise<void>): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (!isOfStatement(error)) lane.isFit = false
    throw error
  } finally {
    lane.inAir -= 1
    if (lane.inAir === 0) await giveBack(lane)
  }
}

async function giveBack(lane: Lane): Promise<void> {
  // One that was never given has nothing to go back.
  const client = await lane.client.catch(() => undefined)
  client?.release(!lane.isFit)
}

/** Whether Postgres refused a statement, and the connection lives on. */
function isOfStatement(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'ERROR'
}
