// Carries one outbox to a broker, in order, and remembers how far it came.
import { sql, type Kysely } from 'kysely'
import { OUTBOX_START, readOutbox, type OutboxCursor, type OutboxRow } from './outbox.ts'
import { reasonOf } from './fault.ts'
import { backoffMs, createIdle, createPace } from './pace.ts'
import type { Relay, RelaySource } from './transport.ts'

/** Facts that are read and acknowledged together. */
const RELAY_BATCH_MAX = 2_000
/**
 * After less than a full read the next one waits this long: each read is a request to the broker
 * and a transaction of every listener, whose cost hardly depends on how much is in it. A fact that
 * comes after a pause goes at once; all are wanted within two seconds.
 */
const GATHER_MS = 100
/** A relay is woken by its own process; polling is for commits that only now lie below xmin. */
const ACTIVE_POLL_MS = 20
const IDLE_POLL_MS = 200
const CALM_MS = 2_000
/** How often a second relay of the same database asks whether it may take over. */
const STANDBY_MS = 500
/** Any constant: relays of one database exclude each other on it. */
const RELAY_LOCK = 8_102_231

export type RelayOptions<DB> = RelaySource<DB> & {
  /** Names the broker, so that another broker gets the outbox from its beginning. */
  cursorName: () => Promise<string>
  /** Resolves when the broker has all of these facts. */
  publish: (rows: readonly OutboxRow[]) => Promise<void>
  /** Called once after the last publish. */
  close: () => Promise<void>
}

/** Starts carrying. Faults of database and broker are logged and tried again for ever. */
export function startRelay<DB>(options: RelayOptions<DB>): Relay {
  const { db, log } = options
  const pace = createPace()
  const idle = createIdle({ activeMs: ACTIVE_POLL_MS, idleMs: IDLE_POLL_MS, calmMs: CALM_MS })
  let sent = 0
  let failures = 0
  let fault: string | undefined

  const fine = () => {
    if (fault !== undefined) log.info({ sent }, 'facts leave again')
    failures = 0
    fault = undefined
  }

  /** One session holds the lock: when its connection breaks, the lock and the work end together. */
  const carry = async (session: Kysely<DB>) => {
    if (!(await tryLock(session))) return pace.rest(STANDBY_MS)
    try {
      const name = await options.cursorName()
      let cursor = await loadCursor(session, name)
      while (!pace.stopped()) {
        const page = await readOutbox(session, cursor, RELAY_BATCH_MAX)
        if (page === undefined) {
          fine()
          await pace.wait(idle.pauseMs())
          continue
        }
        idle.worked()
        await options.publish(page.rows)
        cursor = page.end
        await saveCursor(session, name, cursor)
        sent += page.rows.length
        fine()
        if (page.rows.length < RELAY_BATCH_MAX) await pace.rest(GATHER_MS)
      }
    } finally {
      await unlock(session)
    }
  }

  const run = async () => {
    while (!pace.stopped()) {
      try {
        await db.connection().execute(carry)
      } catch (error) {
        failures += 1
        fault = reasonOf(error)
        log.warn({ err: error, failures }, 'facts cannot leave for now')
        await pace.rest(backoffMs(failures))
      }
    }
    await options.close()
  }

  const ended = run()
  return {
    wake: pace.wake,
    stop: async () => {
      pace.stop()
      await ended
    },
    status: () => ({ sent, ...(fault === undefined ? {} : { fault }) }),
  }
}

async function tryLock<DB>(session: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`
    SELECT pg_try_advisory_lock(${RELAY_LOCK}::bigint) AS got`.execute(session)
  return rows[0]?.got === true
}

async function unlock<DB>(session: Kysely<DB>): Promise<void> {
  try {
    await sql`SELECT pg_advisory_unlock(${RELAY_LOCK}::bigint)`.execute(session)
  } catch {
    // The connection is gone, and the lock went with it.
  }
}

async function loadCursor<DB>(session: Kysely<DB>, name: string): Promise<OutboxCursor> {
  const { rows } = await sql<OutboxCursor>`
    SELECT transaction_id::text AS "transactionId", position
    FROM outbox_cursor WHERE name = ${name}`.execute(session)
  return rows[0] ?? OUTBOX_START
}

async function saveCursor<DB>(
  session: Kysely<DB>,
  name: string,
  cursor: OutboxCursor,
): Promise<void> {
  await sql`
    INSERT INTO outbox_cursor (name, transaction_id, position)
    VALUES (${name}, ${cursor.transactionId}::xid8, ${cursor.position}::bigint)
    ON CONFLICT (name) DO UPDATE
    SET transaction_id = excluded.transaction_id, position = excluded.position`.execute(session)
}
