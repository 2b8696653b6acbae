// The wiring of settlement, top to bottom: config → database → transport → bank → sender → server.
import { connect, ping } from '@ticun/db'
import { createTransport } from '@ticun/events'
import { runServer } from '@ticun/http'
import { createLog, createMetrics } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'
import { buildSettlement } from './app.ts'
import { sandboxBank } from './bank/sandbox-bank.ts'
import { readConfig } from './config.ts'
import { IMPORT_FIGURES } from './http/context.ts'
import { takeEscrowFacts } from './inbox/escrow-facts.ts'
import { startSender } from './payment/sender.ts'
import type { SettlementTables } from './tables.ts'

/** Facts of a contract and its payer's statement may race; longer than this only trouble takes. */
const FACTS_PATIENCE_MS = 10_000

const config = readConfig(process.env)
const log = createLog({ name: 'settlement', level: config.LOG_LEVEL })
const metrics = createMetrics('settlement')
const db = connect<SettlementTables>({
  url: config.DATABASE_URL,
  applicationName: 'settlement',
  onFault: (error) => log.warn({ err: error }, 'a database connection broke'),
})
const transport = createTransport({
  events: config.EVENTS,
  clientId: 'settlement',
  ...(config.KAFKA_BROKERS ? { brokers: config.KAFKA_BROKERS.split(',') } : {}),
  ...(config.FACTS_ESCROW_URL ? { factsUrls: { [TOPICS.escrow]: config.FACTS_ESCROW_URL } } : {}),
})
const relay = transport.relay({ db, log })
const bank = sandboxBank({
  url: config.BANK_URL,
  token: config.BANK_TOKEN,
  account: config.ESCROW_ACCOUNT,
})
const sent = metrics.counter('payments_sent_total', 'Payments that the bank accepted')
const imported = metrics.counter(
  'statement_lines_total',
  'Lines of imported bank statements by what they were taken for',
  ['verdict'],
)
const sender = startSender({
  db,
  bank,
  log,
  onFacts: relay.wake,
  onSent: (payments) => sent.inc(payments),
})
const listener = transport.listen({ db, topics: [TOPICS.escrow], handle: takeEscrowFacts, log })
const app = buildSettlement(
  {
    log,
    metrics,
    auth: { issuerUrl: config.ISSUER_URL, audience: config.AUDIENCE },
    ready: () => ping(db),
  },
  {
    db,
    log,
    clockMode: config.CLOCK,
    escrowAccount: config.ESCROW_ACCOUNT,
    factsPatienceMs: FACTS_PATIENCE_MS,
    onFacts: relay.wake,
    onApproved: sender.wake,
    onImported: (lines) => {
      for (const verdict of IMPORT_FIGURES) imported.inc({ verdict }, lines[verdict])
    },
  },
)
await runServer(app, {
  host: config.HOST,
  port: config.PORT,
  log,
  onStop: [
    () => sender.stop(),
    () => listener.stop(),
    () => relay.stop(),
    () => transport.close(),
    () => db.destroy(),
  ],
})
