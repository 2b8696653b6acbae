// The notary, wired from top to bottom: config, database, key, facts in, checkpoints out, pages.
import type { FastifyInstance } from 'fastify'
import { connect, ping, type Database } from '@ticun/db'
import { createTransport, type Transport } from '@ticun/events'
import { buildServer, runServer, systemNow, type Running } from '@ticun/http'
import { createLog, createMetrics, type Log, type Metrics } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'
import { raiseFigures } from './figures.ts'
import { serveAlerts } from './alert/routes.ts'
import { lookAgain } from './book/book.ts'
import { keepSigning } from './checkpoint/keep-signing.ts'
import { serveLog } from './checkpoint/routes.ts'
import { serveAudits } from './audit/routes.ts'
import { readConfig, type Config } from './config.ts'
import { openOffice, type Office } from './key/office.ts'
import { serveReconciliation } from './reconciliation/routes.ts'
import { createFollower, FOLLOWED } from './replay/follow.ts'
import type { NotaryTables } from './tables.ts'
import { serveTrialBalance } from './trial-balance/routes.ts'
import { keepWitnessing } from './witness/keep-witnessing.ts'
import { readWitnesses, type Witness } from './witness/witnesses.ts'

type Parts = {
  db: Database<NotaryTables>
  office: Office
  transport: Transport
  witnesses: Witness[]
  log: Log
  metrics: Metrics
}

/** Starts the notary; `stop()` ends it in order. With `signals` SIGTERM does too. */
export async function startNotary(config: Config, signals: boolean): Promise<Running> {
  const log = createLog({ name: 'notary', level: config.LOG_LEVEL })
  const metrics = createMetrics('notary')
  const office = await openOffice(config.NOTARY_KEY_FILE, config.NOTARY_NAME, systemNow())
  const witnesses = await readWitnesses(config.WITNESSES)
  const db = connect<NotaryTables>({
    url: config.DATABASE_URL,
    applicationName: 'notary',
    onFault: (error) => log.warn({ err: error }, 'a database connection broke'),
  })
  const transport = createTransport({ clientId: 'notary', ...eventsOf(config) })
  const told = { now: systemNow, log }
  await lookAgain(db)
  const relay = transport.relay({ db, log })
  const handle = createFollower(told)
  const listener = transport.listen({ db, topics: FOLLOWED, handle, log })
  const witnessing = keepWitnessing({ db, witnesses, told })
  const onSigned = () => {
    relay.wake()
    witnessing.wake()
  }
  const onLook = raiseFigures(db, metrics)
  const signing = keepSigning({ db, office, told, onSigned, onLook })
  const app = buildPages(config, { db, office, witnesses, transport, log, metrics })
  return runServer(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    signals,
    onStop: [
      () => listener.stop(),
      () => signing.stop(),
      () => witnessing.stop(),
      () => relay.stop(),
      () => transport.close(),
      () => db.destroy(),
    ],
  })
}

function eventsOf(config: Config) {
  const factsUrls = {
    ...(config.FACTS_ESCROW_URL === undefined
      ? {}
      : { [TOPICS.escrow]: config.FACTS_ESCROW_URL, [TOPICS.ledger]: config.FACTS_ESCROW_URL }),
    ...(config.FACTS_SETTLEMENT_URL === undefined
      ? {}
      : { [TOPICS.settlement]: config.FACTS_SETTLEMENT_URL }),
  }
  const brokers = config.KAFKA_BROKERS?.split(',')
  return { events: config.EVENTS, factsUrls, ...(brokers ? { brokers } : {}) }
}

function buildPages(config: Config, parts: Parts) {
  const { db, office, witnesses, transport, log, metrics } = parts
  const app: FastifyInstance = buildServer({
    service: 'notary',
    title: 'Ticun notary',
    log,
    metrics,
    auth: { issuerUrl: config.ISSUER_URL, audience: config.AUDIENCE },
    ready: () => ping(db),
    clockMode: config.CLOCK,
  })
  serveLog(app, {
    db,
    office,
    transport: transport.name,
    witnesses,
    witnessesMin: config.WITNESSES_MIN,
  })
  serveTrialBalance(app, db)
  serveReconciliation(app, db)
  serveAlerts(app, db)
  if (config.ESCROW_URL !== undefined) {
    serveAudits(app, { db, escrowUrl: config.ESCROW_URL, told: { now: systemNow, log } })
  }
  return app
}

if (import.meta.main) await startNotary(readConfig(process.env), true)
