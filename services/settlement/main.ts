// The wiring of settlement, top to bottom: config → database → transport → bank → sender → server.
import { connect, ping } from '@ticun/db'
import { brokerOf, createTransport, keepTrying, watchStreams } from '@ticun/events'
import { edgeOptions, expectMoving, followClock, runServer, type Running } from '@ticun/http'
import { createLog, createMetrics, type Log, type Metrics } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'
import { buildSettlement } from './app.ts'
import type { Bank } from './bank/bank.ts'
import { sandboxBank } from './bank/sandbox-bank.ts'
import { readConfig, type Config } from './config.ts'
import { IMPORT_FIGURES } from './http/context.ts'
import { LISTENED, takeFacts, wants } from './inbox/facts.ts'
import { startSender } from './payment/sender.ts'
import { takeSealKey } from './sealed/text.ts'
import { keepTaking } from './statement/keep-taking.ts'
import type { SettlementTables } from './tables.ts'

/** Facts of a contract and its payer's statement may race; longer than this only trouble takes. */
const FACTS_PATIENCE_MS = 10_000

export type StartOptions = {
  /** Default true: SIGTERM and SIGINT stop the server and end the process. */
  signals?: boolean
  /** Default: the bank of the configuration. */
  bank?: Bank
  factsPatienceMs?: number
}

/** Starts settlement. `stop` answers running requests and lets the call to the bank end. */
export async function startSettlement(
  config: Config,
  options: StartOptions = {},
): Promise<Running> {
  const log = createLog({ name: 'settlement', level: config.LOG_LEVEL })
  const metrics = createMetrics('settlement')
  const db = openDatabase(config, log)
  takeSealKey(config.SEAL_KEY)
  const clock = await followClock({ mode: config.CLOCK, file: config.CLOCK_FILE, log })
  const transport = createTransport({
    events: config.EVENTS,
    clientId: 'settlement',
    ...brokerOf(config),
    factsUrls: factsUrlsOf(config),
  })
  const relay = transport.relay({ db, log })
  const { BANK_URL: url, BANK_TOKEN: token, ESCROW_ACCOUNT: account } = config
  const sent = metrics.counter('payments_sent_total', 'Payments that the bank accepted')
  const imported = metrics.counter(
    'statement_lines_total',
    'Lines of imported bank statements by what they were taken for',
    ['verdict'],
  )
  const bank = options.bank ?? sandboxBank({ url, token, account })
  const sender = startSender({ db, bank, log, onFacts: relay.wake, onSent: (n) => sent.inc(n) })
  const taking = keepTaking({ db, log, onFacts: relay.wake })
  const listener = transport.listen({ db, topics: LISTENED, handle: takeFacts, wants, log })
  const streams = watchStreams([relay, listener], { log, metrics })
  const trying = keepTrying({ db, handle: takeFacts, log, metrics, onTaken: relay.wake })
  const app = buildSettlement(
    {
      ...edgeOf(config, log, metrics),
      ready: () => ping(db).then(() => expectMoving(streams)),
    },
    {
      db,
      bank,
      clockMode: config.CLOCK,
      escrowAccount: account,
      factsPatienceMs: options.factsPatienceMs ?? FACTS_PATIENCE_MS,
      onFacts: relay.wake,
      onApproved: sender.wake,
      onImported: (lines) => {
        for (const verdict of IMPORT_FIGURES) imported.inc({ verdict }, lines[verdict])
      },
    },
  )
  const ends = [
    async () => clock.stop(),
    async () => streams.stop(),
    sender.stop,
    taking.stop,
    trying.stop,
    listener.stop,
    relay.stop,
    transport.close,
    () => db.destroy(),
  ]
  return runServer(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    signals: options.signals ?? true,
    onStop: ends,
  })
}

function openDatabase(config: Config, log: Log) {
  return connect<SettlementTables>({
    url: config.DATABASE_URL,
    applicationName: 'settlement',
    onFault: (error) => log.warn({ err: error }, 'a database connection broke'),
  })
}

function edgeOf(config: Config, log: Log, metrics: Metrics) {
  const auth = { issuerUrl: config.ISSUER_URL, audience: config.AUDIENCE }
  return { log, metrics, auth, ...edgeOptions(config) }
}

function factsUrlsOf({ FACTS_ESCROW_URL: escrow, FACTS_NOTARY_URL: notary }: Config) {
  return {
    ...(escrow === undefined ? {} : { [TOPICS.escrow]: escrow }),
    ...(notary === undefined ? {} : { [TOPICS.notary]: notary }),
  }
}

if (import.meta.main) await startSettlement(readConfig(process.env))
