// One speaker's and one listener's database with real tables, and what a test does to them.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { connect, migrate, type Database, type Transaction } from '@ticun/db'
import { createTestDatabases, type TestDatabases } from '@ticun/house'
import { TOPICS, type Fact, type Topic } from '@ticun/protocol'
import {
  eventsMigrations,
  listDead,
  replayDead,
  type Listener,
  type Log,
  type Relay,
  type Transport,
} from './index.ts'
import { createSpeaker, numberOf, SPOKEN_TOPIC } from './transport-speaker.ts'

const EVENTUALLY_MAX_MS = 30_000
const LOOK_MS = 20
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

type Heard = (facts: readonly Fact[]) => Promise<void>
type StageHandler = (heard: Heard, facts: readonly Fact[]) => Promise<void>
type OpenTransport = (factsUrls: Record<Topic, string>, clientId: string) => Transport

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Tries until it holds, for a long while. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + EVENTUALLY_MAX_MS
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resume) => setTimeout(resume, LOOK_MS))
    }
  }
}

/** Makes the databases, where `notary` speaks and `settlement` listens, and opens everything. */
export async function openStage(superuserUrl: string, openTransport: OpenTransport) {
  const databases = await createTestDatabases('events', superuserUrl)
  await prepare(databases)
  const { notary, settlement } = databases
  const speakerDb = connect<unknown>({ url: notary.runtimeUrl, applicationName: 'stage' })
  const listenerDb = connect<unknown>({ url: settlement.runtimeUrl, applicationName: 'stage' })
  const relays: Relay[] = []
  const speaker = createSpeaker(speakerDb, () => relays.forEach((relay) => relay.wake()))
  const transports: Transport[] = []
  const transport = (clientId: string) => {
    const made = openTransport(everyTopicAt(notary.factsReaderUrl), clientId)
    transports.push(made)
    return made
  }
  const heardIn = (trx: Transaction<unknown>) => (facts: readonly Fact[]) =>
    // One broker may serve many stages: only the books of this one are its own.
    writeHeard(
      trx,
      facts.filter((fact) => speaker.isOwn(fact.bookId)),
    )

  return {
    ...speaker,
    ...createHearing(listenerDb),
    listenerDb,
    speak: (): Relay => {
      const relay = transport('notary').relay({ db: speakerDb, log: SILENT })
      relays.push(relay)
      return relay
    },
    listen: (
      handle: StageHandler = (heard, facts) => heard(facts),
      wants?: (type: string) => boolean,
    ): Listener =>
      transport('settlement').listen({
        db: listenerDb,
        topics: [SPOKEN_TOPIC],
        log: SILENT,
        ...(wants ? { wants } : {}),
        handle: (trx, facts) => handle(heardIn(trx), facts),
      }),
    replay: (factId: string) =>
      replayDead(listenerDb, { topic: SPOKEN_TOPIC, factId }, (trx, facts) => heardIn(trx)(facts)),
    forgetPositions: async () => {
      await once(settlement.ownerUrl, 'DELETE FROM inbox_position')
      await once(notary.ownerUrl, 'DELETE FROM outbox_cursor')
    },
    breakConnections: () =>
      once(
        superuserUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname IN ('${notary.database}', '${settlement.database}')`,
      ),
    close: async () => {
      await speaker.endOpen()
      await Promise.all(transports.map((each) => each.close()))
      await Promise.all([speakerDb.destroy(), listenerDb.destroy()])
      await databases.drop()
    },
  }
}

async function prepare(databases: TestDatabases): Promise<void> {
  for (const room of [databases.notary, databases.settlement]) {
    await migrate({
      ownerUrl: room.ownerUrl,
      folders: [eventsMigrations],
      identifiers: { runtime_role: room.runtime, facts_reader_role: room.factsReader },
    })
  }
  const { ownerUrl, runtime } = databases.settlement
  await once(
    ownerUrl,
    `CREATE TABLE heard (place bigint GENERATED ALWAYS AS IDENTITY, book text, number int);
    GRANT INSERT, SELECT ON heard TO "${runtime}"`,
  )
}

function createHearing(db: Database<unknown>) {
  const heard = async (bookId: string): Promise<number[]> => {
    const { rows } = await sql<{ number: number }>`
      SELECT number FROM heard WHERE book = ${bookId} ORDER BY place`.execute(db)
    return rows.map(({ number }) => number)
  }
  return {
    heard,
    heardInAll: async () => {
      const { rows } = await sql<{ n: bigint }>`SELECT count(*) AS n FROM heard`.execute(db)
      return Number(rows[0]?.n)
    },
    /** Waits until a book was heard as it was said: 0, 1, 2 … and nothing twice. */
    expectHeard: (bookId: string, count: number) =>
      eventually(async () =>
        expect(await heard(bookId)).toEqual(Array.from({ length: count }, (_, number) => number)),
      ),
    dead: async (bookId: string) => {
      const found = await listDead(db)
      return found.filter(({ payload }) => JSON.stringify(payload).includes(bookId))
    },
    /** Lets other transactions begin and end, for longer than any reader sleeps. */
    otherWork: async () => {
      for (let turn = 0; turn < 30; turn += 1) {
        await sql`SELECT pg_current_xact_id()`.execute(db)
        await new Promise((resume) => setTimeout(resume, LOOK_MS))
      }
    },
  }
}

async function writeHeard(trx: Transaction<unknown>, facts: readonly Fact[]): Promise<void> {
  const rows = facts.map((fact) => ({ book: fact.bookId, number: numberOf(fact) }))
  await sql`INSERT INTO heard (book, number)
    SELECT book, number FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS (book text, number int)`.execute(trx)
}

function everyTopicAt(url: string): Record<Topic, string> {
  const { escrow, ledger, settlement, notary } = TOPICS
  return { [escrow]: url, [ledger]: url, [settlement]: url, [notary]: url }
}

async function once(url: string, text: string): Promise<void> {
  const db = connect<unknown>({ url, applicationName: 'stage-once', connectionsMax: 1 })
  await sql.raw(text).execute(db)
  await db.destroy()
}
