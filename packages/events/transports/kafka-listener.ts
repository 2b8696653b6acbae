// Brings facts from the broker into an inbox, from where the inbox says that it stands.
import { randomUUID } from 'node:crypto'
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Database } from '@ticun/db'
import { loadPositions, movePosition, type Parcel, type DeadLetter } from '../inbox.ts'
import { createPace, type Pace } from '../pace.ts'
import { createReception, type Reception } from '../reception.ts'
import { placeOf, type Place } from '../sent.ts'
import type { Listener, ListenTarget } from '../transport.ts'
import { client, clusterName, RETRY, type KafkaTransportConfig } from './kafka-client.ts'
import { createPublisher } from './kafka-publisher.ts'
import { arrivalOf, cutsIn, deadRecord, idOf, topicNamed } from './kafka-record.ts'
import { judge, UNREAD, type Standing } from './place.ts'

const LISTEN_BATCH_MAX = 500
const FETCH_WAIT_MAX_MS = 500
const SESSION_TIMEOUT_MS = 10_000
const REBALANCE_TIMEOUT_MS = 15_000
const HEARTBEAT_MS = 2_000

/** Listens until stopped. Faults are logged and tried again for ever. */
export function startListener<DB>(
  config: KafkaTransportConfig,
  target: ListenTarget<DB>,
): Listener {
  const pace = createPace()
  const kafka = client(config, target.log)
  const publisher = createPublisher(kafka)
  const onDead = (parcel: Parcel, dead: readonly DeadLetter[]) => {
    const records = dead.map((letter) => deadRecord(config.clientId, parcel, letter))
    // The table is the record; the topic is for those who watch from outside.
    publisher
      .publish(records)
      .catch((error: unknown) => target.log.warn({ err: error }, 'dead letters were not published'))
  }
  const reception = createReception(target, pace, onDead)
  const halt = Promise.withResolvers<void>()

  const run = async () => {
    while (!pace.stopped()) {
      try {
        await consumeOnce({ config, kafka, target, reception, pace, halted: halt.promise })
      } catch (error) {
        await reception.failed(error, 'facts cannot be read for now')
      }
    }
    await publisher.close()
  }
  const ended = run()
  return {
    stop: async () => {
      pace.stop()
      halt.resolve()
      await ended
    },
    status: reception.status,
    fault: reception.fault,
    standstill: reception.standstill,
  }
}

type Consuming<DB> = {
  config: KafkaTransportConfig
  kafka: Kafka
  target: ListenTarget<DB>
  reception: Reception
  pace: Pace
  /** Resolves when the listener is told to stop. */
  halted: Promise<void>
}

/**
 * One life of a consumer: ends when stopped, throws when the client gives up. The group is new each
 * time and nothing is committed to it, because positions are kept where the effects are.
 */
async function consumeOnce<DB>(options: Consuming<DB>): Promise<void> {
  const { config, kafka, target } = options
  const transport = await clusterName(kafka)
  const standings = await loadStandings(target.db, transport)
  const consumer = kafka.consumer({
    groupId: `${config.clientId}-${randomUUID()}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MAX_MS,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
  const crashed = new Promise<never>((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  })
  crashed.catch(() => {})
  // Said while joining, before the first fetch: no message is read from any other place.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    options.reception.fine()
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
      for (const partition of partitions) {
        const standing = standings.get(placeOf({ topic, partition }))
        if (standing === undefined) continue
        // The last record is read once more: by it the log is known again.
        const { next, mark } = standing
        const offset = mark === undefined ? next : next - 1n
        consumer.seek({ topic, partition, offset: offset.toString() })
      }
    }
  })
  consumer.on(consumer.events.FETCH, options.reception.answered)
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...target.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: batchHandler({ ...options, consumer, transport, standings }),
    })
    await Promise.race([crashed, options.halted])
  } finally {
    await consumer.disconnect().catch(() => {})
  }
}

async function loadStandings<DB>(
  db: Database<DB>,
  transport: string,
): Promise<Map<string, Standing>> {
  const stored = await loadPositions(db, transport)
  return new Map(
    stored.map(({ topic, partition, position, mark, cuts }) => [
      placeOf({ topic, partition }),
      { next: BigInt(position) + 1n, mark: mark ?? undefined, cuts },
    ]),
  )
}

type Reading<DB> = Consuming<DB> & {
  consumer: Consumer
  transport: string
  standings: Map<string, Standing>
}

function batchHandler<DB>(reading: Reading<DB>): (payload: EachBatchPayload) => Promise<void> {
  const { consumer, standings, target } = reading
  const askedAgain = new Set<string>()
  return async (payload) => {
    const { topic, partition, messages, highWatermark } = payload.batch
    const first = messages[0]
    if (first === undefined || payload.isStale()) return
    const place = placeOf({ topic, partition })
    const standing = standings.get(place) ?? UNREAD
    const offset = BigInt(first.offset)
    if (offset > standing.next) {
      const [expected, found] = [standing.next.toString(), first.offset]
      if (!askedAgain.has(`${place}/${expected}`)) {
        askedAgain.add(`${place}/${expected}`)
        consumer.seek({ topic, partition, offset: expected })
        return
      }
      const details = { topic, partition, expected, found }
      target.log.error(details, 'the broker no longer has facts that were not read')
    }
    const verdict = judge(standing, {
      first: { offset, id: idOf(first) },
      partition,
      cuts: cutsIn(messages.at(-1) ?? first),
      end: BigInt(highWatermark),
    })
    if ('seek' in verdict) return goTo(reading, { topic, partition }, standing, verdict)
    const fresh = verdict.take === 'all' ? messages : messages.slice(1)
    if (fresh.length === 0) payload.resolveOffset(first.offset)
    await takeAll(reading, payload, fresh, verdict.cuts)
  }
}

/** Takes messages of a batch in, parcel by parcel, as long as nobody stops the reader. */
async function takeAll<DB>(
  { transport, standings, reception, target }: Reading<DB>,
  payload: EachBatchPayload,
  messages: readonly KafkaMessage[],
  cuts: number,
): Promise<void> {
  const { partition } = payload.batch
  const topic = topicNamed(target.topics, payload.batch.topic)
  const place = placeOf({ topic, partition })
  for (let from = 0; from < messages.length; from += LISTEN_BATCH_MAX) {
    if (!payload.isRunning() || payload.isStale()) return
    const taken = messages.slice(from, from + LISTEN_BATCH_MAX)
    const last = taken.at(-1)
    if (last === undefined) return
    const arrivals = taken.map((message) =>
      arrivalOf(message, `${transport}/${place}`, target.wants),
    )
    const mark = idOf(last)
    const parcel = { transport, topic, partition, arrivals, mark, cuts }
    if (!(await reception.take(parcel, () => payload.heartbeat()))) return
    standings.set(place, { next: BigInt(last.offset) + 1n, mark, cuts })
    payload.resolveOffset(last.offset)
    await payload.heartbeat()
  }
}

/** Goes on elsewhere: the log is not the one that was read before. */
async function goTo<DB>(
  { consumer, transport, standings, target }: Reading<DB>,
  { topic, partition }: Place,
  { next }: Standing,
  { seek, cuts, why }: { seek: bigint; cuts: number; why: string },
): Promise<void> {
  const details = { topic, partition, read: `${next}`, from: `${seek}`, why }
  target.log.warn(details, 'the broker’s log is another than was read; it is read again')
  const position = (seek - 1n).toString()
  await movePosition(target.db, transport, { topic, partition, position, cuts })
  standings.set(placeOf({ topic, partition }), { next: seek, mark: undefined, cuts })
  consumer.seek({ topic, partition, offset: seek.toString() })
}
