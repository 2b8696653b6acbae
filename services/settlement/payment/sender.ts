// Sends approved payments to the bank for as long as the process lives, one sender per database.
import { sql, type Kysely } from 'kysely'
import type { SettlementTables } from '../tables.ts'
import { backoffMs, createPace } from './pace.ts'
import { sendRound, type RoundOptions } from './round.ts'

/** A sender is woken by its own process; polling is for approvals that another one took. */
const IDLE_POLL_MS = 1_000
/** How often a second sender of the same database asks whether it may take over. */
const STANDBY_MS = 500
/** Any constant: senders of one database exclude each other on it. */
const SENDER_LOCK = 7_733_019

export type Sender = {
  /** Says that a payment was approved. */
  wake: () => void
  /** Ends after the call to the bank that is under way. */
  stop: () => Promise<void>
  /** Why nothing moves at the moment. */
  fault: () => string | undefined
}

/** Starts sending. Faults of bank and database are logged and tried again for ever. */
export function startSender(options: RoundOptions): Sender {
  const { db, log } = options
  const pace = createPace()
  let failures = 0
  let fault: string | undefined

  /** One session holds the lock: when its connection breaks, the lock and the work end together. */
  const hold = async (session: Kysely<SettlementTables>) => {
    if (!(await tryLock(session))) return pace.rest(STANDBY_MS)
    try {
      while (!pace.stopped()) {
        await sql`SELECT 1`.execute(session)
        const worked = await sendRound(options)
        failures = 0
        fault = undefined
        if (!worked) await pace.wait(IDLE_POLL_MS)
      }
    } finally {
      await unlock(session)
    }
  }

  const run = async () => {
    while (!pace.stopped()) {
      try {
        await db.connection().execute(hold)
      } catch (error) {
        failures += 1
        fault = error instanceof Error ? error.message : String(error)
        log.warn({ err: error, failures }, 'payments cannot be sent for now')
        await pace.rest(backoffMs(failures))
      }
    }
  }

  const ended = run()
  return {
    wake: pace.wake,
    stop: async () => {
      pace.stop()
      await ended
    },
    fault: () => fault,
  }
}

async function tryLock(session: Kysely<SettlementTables>): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`
    SELECT pg_try_advisory_lock(${SENDER_LOCK}::bigint) AS got`.execute(session)
  return rows[0]?.got === true
}

async function unlock(session: Kysely<SettlementTables>): Promise<void> {
  try {
    await sql`SELECT pg_advisory_unlock(${SENDER_LOCK}::bigint)`.execute(session)
  } catch {
    // The connection is gone, and the lock went with it.
  }
}
