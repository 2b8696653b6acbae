// Carries one outbox to a broker, in order, and again when the broker lost what it had taken.
import { sql, type Kysely } from 'kysely'
import { OUTBOX_START, readOutbox, type OutboxCursor, type OutboxRow } from './outbox.ts'
import { reasonOf } from './fault.ts'
import { backoffMs, createIdle, createPace } from './pace.ts'
import { cutsBefore, cutsIn, forgetOldSent, goBack, loadSent, placeOf, saveSent } from './sent.ts'
import type { Acknowledged, Cut, Place, Sent } from './sent.ts'
import { createPulse } from './pulse.ts'
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
/** How often the broker is asked whether it still has what it acknowledged. */
const COMPARE_EVERY_MS = 20_000
/** A relay stands still when the broker has answered nothing for so long. */
const SILENCE_MAX_MS = 45_000
/** Any constant: relays of one database exclude each other on it. */
const RELAY_LOCK = 8_102_231

export type RelayOptions<DB> = RelaySource<DB> & {
  /** Names the broker, so that another broker gets the outbox from its beginning. */
  cursorName: () => Promise<string>
  /**
   * Resolves when the broker has all of these facts. The `cuts` of a topic are said with each fact
   * that goes there, so that readers go back to them.
   */
  publish: (
    rows: readonly OutboxRow[],
    cuts: ReadonlyMap<string, string>,
  ) => Promise<readonly Acknowledged[]>
  /** The offset of the next record of each of these places. */
  endsOf: (places: readonly Place[]) => Promise<ReadonlyMap<string, bigint>>
  /** Called once after the last publish. */
  close: () => Promise<void>
}

/** Starts carrying. Faults of database and broker are logged and tried again for ever. */
export function startRelay<DB>(options: RelayOptions<DB>): Relay {
  const { db, log } = options
  const pace = createPace()
  const pulse = createPulse(SILENCE_MAX_MS)
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
    if (!(await tryLock(session))) {
      pulse.beat()
      return pace.rest(STANDBY_MS)
    }
    const idle = createIdle({ activeMs: ACTIVE_POLL_MS, idleMs: IDLE_POLL_MS, calmMs: CALM_MS })
    try {
      const load = await openLoad(session, options)
      while (!pace.stopped()) {
        await load.compareInTime()
        pulse.beatAt(load.answeredAt())
        const carried = await load.carryPage()
        fine()
        if (carried === undefined) {
          await pace.wait(idle.pauseMs())
          continue
        }
        idle.worked()
        sent += carried
        pulse.beat()
        if (carried < RELAY_BATCH_MAX) await pace.rest(GATHER_MS)
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
    standstill: () => pulse.silence('facts do not leave', fault),
  }
}

type Load = {
  /** Compares what was acknowledged with the broker's end, when it is time again. */
  compareInTime: () => Promise<void>
  /** When the broker last answered such a comparison, as of `performance.now()`. */
  answeredAt: () => number
  /** Publishes the next page; how many facts, undefined when there are none. */
  carryPage: () => Promise<number | undefined>
}

/** What one session carries to one broker, from where the last one has come to. */
async function openLoad<DB>(session: Kysely<DB>, options: RelayOptions<DB>): Promise<Load> {
  const { log } = options
  const name = await options.cursorName()
  let known: Sent = await loadSent(session, name)
  let cursor = await loadCursor(session, name)
  let comparedAt = -Infinity

  const returnTo = async (cuts: readonly Cut[]) => {
    const lost = cuts.map((cut) => ({ place: placeOf(cut), offset: `${cut.offset}` }))
    log.error({ lost }, 'the broker lost facts that it had acknowledged; they are sent again')
    cursor = await goBack(session, name, cuts)
    known = await loadSent(session, name)
  }

  return {
    answeredAt: () => comparedAt,
    compareInTime: async () => {
      if (performance.now() - comparedAt < COMPARE_EVERY_MS) return
      const cuts = cutsBefore(known, await options.endsOf([...known.last.values()]))
      if (cuts.length > 0) await returnTo(cuts)
      await forgetOldSent(session, name)
      comparedAt = performance.now()
    },
    carryPage: async () => {
      const page = await readOutbox(session, cursor, RELAY_BATCH_MAX)
      if (page === undefined) return undefined
      const acknowledged = await options.publish(page.rows, known.cuts)
      const cuts = cutsIn(known, acknowledged)
      if (cuts.length > 0) {
        await returnTo(cuts)
        return page.rows.length
      }
      cursor = page.end
      await saveSent(session, name, cursor, acknowledged)
      for (const each of acknowledged) known.last.set(placeOf(each), each)
      return page.rows.length
    },
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
