// The transport without a broker: listeners read the outbox tables of the speakers themselves.
import { sql } from 'kysely'
import { connect, type Database } from '@ticun/db'
import type { Fact, Topic } from '@ticun/protocol'
import { loadPositions, movePosition, type Arrival } from '../inbox.ts'
import { OUTBOX_START, readOutbox, type OutboxCursor, type OutboxPage } from '../outbox.ts'
import { createIdle, createPace, type Pace } from '../pace.ts'
import { createReception, type Reception } from '../reception.ts'
import type { Listener, ListenTarget, Relay, Transport } from '../transport.ts'

const NAME = 'postgres'
/** An outbox has no partitions; its rows are in one order. */
const PARTITION = 0
const LISTEN_BATCH_MAX = 500
const ACTIVE_POLL_MS = 50
const IDLE_POLL_MS = 200
const CALM_MS = 2_000
/** Two topics may share a speaker; more readers at once are not needed. */
const CONNECTIONS_MAX = 2

export type PostgresTransportConfig = {
  clientId: string
  factsUrls?: Partial<Record<Topic, string>>
}

export function createPostgresTransport(config: PostgresTransportConfig): Transport {
  const sources = new Map<string, Database<unknown>>()
  const listeners = new Set<Listener>()

  const sourceOf = (topic: Topic) => {
    const url = config.factsUrls?.[topic]
    if (url === undefined) throw new Error(`no address is given for the facts of ${topic}`)
    const open = sources.get(url)
    if (open) return open
    const made = connect<unknown>({
      url,
      applicationName: `${config.clientId}-facts`,
      connectionsMax: CONNECTIONS_MAX,
    })
    sources.set(url, made)
    return made
  }

  const listen = <DB>(target: ListenTarget<DB>): Listener => {
    const pace = new Map(target.topics.map((topic) => [topic, createPace()]))
    const readers = [...pace].map(([topic, own]) =>
      startReader(target, topic, sourceOf(topic), own),
    )
    const listener: Listener = {
      stop: async () => {
        for (const each of pace.values()) each.stop()
        await Promise.all(readers.map((reader) => reader.ended))
        listeners.delete(listener)
      },
      status: () => readers.flatMap((reader) => [...reader.reception.status()]),
      fault: () => readers.map((reader) => reader.reception.fault()).find((fault) => fault),
      standstill: () => readers.map(({ reception }) => reception.standstill()).find((why) => why),
    }
    listeners.add(listener)
    return listener
  }

  return {
    name: NAME,
    relay: () => nothingToCarry(),
    listen,
    tail: async () => [],
    beyond: async () => [],
    close: async () => {
      await Promise.all([...listeners].map((listener) => listener.stop()))
      await Promise.all([...sources.values()].map((source) => source.destroy()))
      sources.clear()
    },
  }
}

/** Listeners come and read: a commit is all that a speaker has to do. */
function nothingToCarry(): Relay {
  return {
    wake: () => {},
    stop: async () => {},
    status: () => ({ sent: 0 }),
    standstill: () => undefined,
  }
}

type Reader = { reception: Reception; ended: Promise<void> }

function startReader<DB>(
  target: ListenTarget<DB>,
  topic: Topic,
  source: Database<unknown>,
  pace: Pace,
): Reader {
  const reception = createReception({ ...target, topics: [topic] }, pace)
  const idle = createIdle({ activeMs: ACTIVE_POLL_MS, idleMs: IDLE_POLL_MS, calmMs: CALM_MS })

  const run = async () => {
    let cursor: OutboxCursor | undefined
    while (!pace.stopped()) {
      try {
        cursor ??= await findPlace(target, topic, source)
        const page = await readOutbox(source, cursor, LISTEN_BATCH_MAX, topic)
        if (page === undefined) {
          reception.fine()
          await pace.wait(idle.pauseMs())
          continue
        }
        idle.worked()
        const arrivals = toArrivals(page, cursor, target.wants)
        const mark = markOf(page)
        const parcel = { transport: NAME, topic, partition: PARTITION, arrivals, mark }
        if (await reception.take(parcel)) cursor = page.end
      } catch (error) {
        // Behind a connection that comes back there may be another server.
        cursor = undefined
        await reception.failed(error, `facts of ${topic} cannot be read for now`)
      }
    }
  }
  return { reception, ended: run() }
}

/** Rows of a page are not in the order of cursors: only its last one may move the position on. */
function toArrivals(
  page: OutboxPage,
  before: OutboxCursor,
  wants: ListenTarget<unknown>['wants'],
): Arrival[] {
  return page.rows.map((row, index) => {
    const fact = JSON.parse(row.payload) as Fact
    return {
      position: positionText(index === page.rows.length - 1 ? page.end : before),
      id: fact.id,
      payload: fact,
      isPassedOver: wants?.(fact.type) === false,
    }
  })
}

function positionText(cursor: OutboxCursor): string {
  return `${cursor.transactionId}:${cursor.position}`
}

/** The id of the fact where a page ends. */
function markOf({ rows, end }: OutboxPage): string | undefined {
  const last = rows.find((row) => positionText(row) === positionText(end))
  return last && (JSON.parse(last.payload) as Fact).id
}

/**
 * Where reading goes on. Transaction ids mean nothing in an outbox that was restored into another
 * server: where another fact lies at the place, or none, everything is read again.
 */
async function findPlace<DB>(
  { db, log }: ListenTarget<DB>,
  topic: Topic,
  source: Database<unknown>,
): Promise<OutboxCursor> {
  const stored = (await loadPositions(db, NAME)).find((each) => each.topic === topic)
  const [transactionId, position] = stored?.position.split(':') ?? []
  if (!stored || transactionId === undefined || position === undefined) return OUTBOX_START
  const cursor = { transactionId, position: BigInt(position) }
  if (stored.mark === null || stored.mark === (await idAt(source, cursor))) return cursor
  log.warn({ topic, position: stored.position }, 'the outbox is another than was read; read again')
  await movePosition(db, NAME, { ...stored, position: positionText(OUTBOX_START) })
  return OUTBOX_START
}

async function idAt(
  source: Database<unknown>,
  { transactionId, position }: OutboxCursor,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM outbox WHERE transaction_id = ${transactionId}::xid8
      AND position = ${position}::bigint`.execute(source)
  return rows[0]?.id
}
