// The notary, wired from top to bottom: config, database, key, facts in, checkpoints out, pages.
import { connect, ping, type Database } from '@ticun/db'
import { brokerOf, createTransport, keepTrying, watchStreams, type Standing } from '@ticun/events'
import {
  edgeOptions,
  expectMoving,
  followClock,
  runServer,
  systemNow,
  type Running,
} from '@ticun/http'
import { createLog, createMetrics, type Log, type Metrics } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'
import type { Told } from './alert/raise.ts'
import { createStandstillWatch } from './alert/standstill.ts'
import { buildNotary } from './app.ts'
import { raiseFigures } from './figures.ts'
import { keepAuditing } from './audit/keep-auditing.ts'
import { ownToken } from './audit/own-token.ts'
import { lookAgain } from './book/book.ts'
import { readFloor } from './checkpoint/floor.ts'
import { keepBeating } from './checkpoint/heartbeat.ts'
import { openHighest } from './checkpoint/highest.ts'
import { keepSigning, type Signing } from './checkpoint/keep-signing.ts'
import { readConfig, type Config } from './config.ts'
import { keepExpiring } from './freeze/keep-expiring.ts'
import { openOffice } from './key/office.ts'
import { createFollower, FOLLOWED } from './replay/follow.ts'
import type { NotaryTables } from './tables.ts'
import { keepWitnessing } from './witness/keep-witnessing.ts'
import { readWitnesses } from './witness/witnesses.ts'

const MS_PER_HOUR = 3_600_000

/** Starts the notary; `stop()` ends it in order. With `signals` SIGTERM does too. */
export async function startNotary(config: Config, signals: boolean): Promise<Running> {
  const log = createLog({ name: 'notary', level: config.LOG_LEVEL })
  const metrics = createMetrics('notary')
  const clock = await followClock({ mode: config.CLOCK, file: config.CLOCK_FILE, log })
  const office = await openOffice(config.NOTARY_KEY_FILE, config.NOTARY_NAME, systemNow())
  const witnesses = await readWitnesses(config.WITNESSES)
  const db = openDatabase(config, log)
  const transport = createTransport({ clientId: 'notary', ...eventsOf(config) })
  const told = { now: systemNow, log }
  await lookAgain(db)
  const relay = transport.relay({ db, log })
  const handle = createFollower(told)
  const listener = transport.listen({ db, topics: FOLLOWED, handle, log })
  const trying = keepTrying({ db, handle, log, metrics, onTaken: relay.wake })
  const witnessing = keepWitnessing({ db, witnesses, told })
  const onSigned = () => {
    relay.wake()
    witnessing.wake()
  }
  const streams = watchStreams([relay, listener], { log, metrics })
  const onLook = lookAround({ db, metrics, streams, told })
  const highest = await openHighest(highestFileOf(config))
  const floor = highest.under(readFloor(transport, log))
  const signing = keepSigning({ db, office, told, floor, highest, onSigned, onLook })
  const maySign = (bookId: string, size: number) => floor.isKnown() && size >= floor.least(bookId)
  const beating = keepBeating({ db, office, witnesses, told, maySign })
  const auditing = audit(config, db, told)
  const expiring = keepExpiring({ db, told, onEnded: relay.wake })
  const app = buildNotary(
    {
      ...edgeOf(config, log, metrics),
      ready: () => ping(db).then(() => expectMoving(allOf(streams, signing))),
    },
    {
      db,
      office,
      transport: transport.name,
      witnesses,
      witnessesMin: config.WITNESSES_MIN,
      floor,
      entriesArePublic: config.PUBLIC_ENTRIES === 'all',
      escrowUrl: config.ESCROW_URL,
      onFacts: relay.wake,
    },
  )
  return runServer(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    signals,
    onStop: [
      async () => clock.stop(),
      async () => streams.stop(),
      async () => floor.stop(),
      () => listener.stop(),
      trying.stop,
      () => signing.stop(),
      () => beating.stop(),
      async () => auditing?.stop(),
      () => expiring.stop(),
      () => witnessing.stop(),
      () => relay.stop(),
      () => transport.close(),
      () => db.destroy(),
    ],
  })
}

function openDatabase(config: Config, log: Log): Database<NotaryTables> {
  return connect<NotaryTables>({
    url: config.DATABASE_URL,
    applicationName: 'notary',
    onFault: (error) => log.warn({ err: error }, 'a database connection broke'),
  })
}

function edgeOf(config: Config, log: Log, metrics: Metrics) {
  const auth = { issuerUrl: config.ISSUER_URL, audience: config.AUDIENCE }
  return { log, metrics, ...edgeOptions(config), auth, clockMode: config.CLOCK }
}

/** What is looked at again and again beside the books: figures, and whether facts stand still. */
function lookAround(around: {
  db: Database<NotaryTables>
  metrics: Metrics
  streams: Standing
  told: Told
}): () => Promise<void> {
  const raise = raiseFigures(around.db, around.metrics)
  const watch = createStandstillWatch(around.db, around.streams, around.told)
  return async () => {
    await raise()
    await watch()
  }
}

function allOf(streams: Standing, signing: Signing): { still: () => string[] } {
  return {
    still: () => [...streams.still(), ...[signing.standstill()].filter((why) => why !== undefined)],
  }
}

/** Audits by itself, where the notary has an escrow to read and credentials of its own. */
function audit(config: Config, db: Database<NotaryTables>, told: Told) {
  const { ESCROW_URL: escrowUrl, CLIENT_SECRET: clientSecret } = config
  if (escrowUrl === undefined || clientSecret === undefined) return undefined
  const credentials = { issuerUrl: config.ISSUER_URL, clientId: config.CLIENT_ID, clientSecret }
  const roundMs = config.AUDIT_ROUND_HOURS * MS_PER_HOUR
  return keepAuditing({ db, escrowUrl, token: ownToken(credentials), told, roundMs })
}

const highestFileOf = ({ NOTARY_HIGHEST_FILE: file, NOTARY_KEY_FILE: key }: Config) =>
  file ?? `${key}.highest`

function eventsOf(config: Config) {
  const factsUrls = {
    ...(config.FACTS_ESCROW_URL === undefined
      ? {}
      : { [TOPICS.escrow]: config.FACTS_ESCROW_URL, [TOPICS.ledger]: config.FACTS_ESCROW_URL }),
    ...(config.FACTS_SETTLEMENT_URL === undefined
      ? {}
      : { [TOPICS.settlement]: config.FACTS_SETTLEMENT_URL }),
  }
  return { events: config.EVENTS, factsUrls, ...brokerOf(config) }
}

if (import.meta.main) await startNotary(readConfig(process.env), true)
