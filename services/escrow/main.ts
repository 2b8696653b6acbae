// The wiring of escrow, top to bottom: config → database → transport → server → relay.
import { connect, ping } from '@ticun/db'
import { brokerOf, createTransport, keepTrying, watchStreams } from '@ticun/events'
import { edgeOptions, expectMoving, followClock, runServer } from '@ticun/http'
import type { LedgerTables } from '@ticun/ledger'
import { createLog, createMetrics } from '@ticun/observability'
import { TOPICS } from '@ticun/protocol'
import { buildEscrow } from './app.ts'
import { openGuesses } from './code/kept-guesses.ts'
import { createBatcher, type Batcher } from './command/batcher.ts'
import { createDesk } from './command/desk.ts'
import { readConfig } from './config.ts'
import { startGuard, type Guard } from './guard/guard.ts'
import { LISTENED, takeFacts } from './inbox/facts.ts'
import { createLocator } from './read/locate.ts'
import type { EscrowTables } from './tables.ts'
import { keepPartitions, makeAhead } from './upkeep/partitions.ts'

const BOOK_CONNECTIONS_MAX = 4

const config = readConfig(process.env)
const log = createLog({ name: 'escrow', level: config.LOG_LEVEL })
const metrics = createMetrics('escrow')
const onFault = (error: Error) => {
  log.warn({ err: error }, 'a database connection broke')
  // What answers next may be a standby or a backup that lacks the last entries.
  guard?.compareAgain()
}
let guard: Guard | undefined
const url = config.DATABASE_URL
const db = connect<EscrowTables>({ url, applicationName: 'escrow', onFault })
// The book's questions go by indexes in a book of any size, so they are planned once.
const book = connect<LedgerTables>({
  url,
  applicationName: 'escrow-book',
  connectionsMax: BOOK_CONNECTIONS_MAX,
  plansOnce: true,
  onFault,
})
const clock = await followClock({
  mode: config.CLOCK,
  file: config.CLOCK_FILE,
  log,
  beforeMove: (now) => makeAhead(db, log, now),
})
const transport = createTransport({
  events: config.EVENTS,
  clientId: 'escrow',
  ...brokerOf(config),
  factsUrls: {
    ...(config.FACTS_SETTLEMENT_URL ? { [TOPICS.settlement]: config.FACTS_SETTLEMENT_URL } : {}),
    ...(config.FACTS_NOTARY_URL ? { [TOPICS.notary]: config.FACTS_NOTARY_URL } : {}),
  },
})
guard = startGuard({ db: book, transport, notaryUrl: config.NOTARY_URL, log })
const { expectWhole } = guard
const relay = transport.relay({ db, log })
const sizes = metrics.histogram(
  'batch_commands',
  'Commands that one transaction committed',
  [1, 2, 5, 10, 20, 50, 100, 200, 500],
)
const batcher = createBatcher({
  deskOf: (bookId) => createDesk(db, bookId),
  onCommit: (commands) => {
    sizes.observe(commands)
    relay.wake()
  },
})
const guarded: Batcher = {
  ...batcher,
  submit: async (command) => {
    expectWhole()
    return batcher.submit(command)
  },
}
const handle: typeof takeFacts = async (trx, facts, topic) => {
  expectWhole()
  await takeFacts(trx, facts, topic)
}
const listener = transport.listen({ db, topics: LISTENED, handle, log })
const streams = watchStreams([relay, listener], { log, metrics })
const trying = keepTrying({ db, handle, log, metrics, onTaken: relay.wake })
const upkeep = keepPartitions(db, log)
const app = buildEscrow(
  {
    log,
    metrics,
    ...edgeOptions(config),
    auth: { issuerUrl: config.ISSUER_URL, audience: config.AUDIENCE },
    ready: async () => {
      await ping(db)
      expectWhole()
      expectMoving(streams)
    },
    clockMode: config.CLOCK,
  },
  {
    db,
    book,
    batcher: guarded,
    locate: createLocator(db),
    codeKey: config.CODE_KEY,
    guesses: await openGuesses(db),
    takeFacts: handle,
  },
)
await runServer(app, {
  host: config.HOST,
  port: config.PORT,
  log,
  onStop: [
    batcher.idle,
    async () => clock.stop(),
    async () => upkeep.stop(),
    async () => streams.stop(),
    async () => guard?.stop(),
    () => listener.stop(),
    trying.stop,
    () => relay.stop(),
    () => transport.close(),
    () => db.destroy(),
    () => book.destroy(),
  ],
})
