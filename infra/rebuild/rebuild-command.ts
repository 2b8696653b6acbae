// `pnpm rebuild-book`: says where facts, database and original are, and whether the books agree.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brokerOf, type BrokerVariables } from '@ticun/events'
import { TOPICS } from '@ticun/protocol'
import { EXIT, runCommand, showProgress, UsageError, type Command, type Io } from '@ticun/verify'
import { isEqual, tellRows } from './compare.ts'
import { FactsError } from './fault.ts'
import type { Source } from './gather.ts'
import { findHouse, type LocalHouse } from './local-house.ts'
import { askNotary, readOriginal } from './original.ts'
import { rebuild, type Rebuilt } from './rebuild.ts'
import { makeScratch, prepare, withDatabase } from './scratch.ts'

const DATA_DIR = join(import.meta.dirname, '..', '..', '.data')
const ESCROW_DATABASE = 'ticun_escrow'

const HELP = `pnpm rebuild-book [options]: derives the whole book again from business facts alone.

Without options: the facts, the server and the original of the house that runs here, and a
passing database that is dropped afterwards.

  --from WHAT          outbox (default) or kafka
  --facts-url URL      database whose outbox holds the facts, for a role that may read it
  --brokers LIST       Kafka brokers, HOST:PORT,… (default: KAFKA_BROKERS); who asks there:
                       KAFKA_USERNAME with KAFKA_PASSWORD or KAFKA_PASSWORD_FILE, and KAFKA_TLS=true
  --into URL           an empty database for the rebuilt book, which stays
  --compare URL        escrow's database: head and balances must be the same
  --notary URL         the notary: chain and signed root must be the same
  --key KEY            public key of the notary (default: the notary is asked)
  --help               show this

Exit codes: 0 the rebuilt book is the same, 1 it is not, 2 it cannot be read.
`

type Given = ReturnType<typeof readArguments>

function readArguments(words: readonly string[]) {
  const { values } = parseArgs({
    args: words.filter((word) => word !== '--'),
    options: {
      from: { type: 'string', default: 'outbox' },
      'facts-url': { type: 'string' },
      brokers: { type: 'string' },
      into: { type: 'string' },
      compare: { type: 'string' },
      notary: { type: 'string' },
      key: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.from !== 'outbox' && values.from !== 'kafka') {
    throw new UsageError(`--from ${values.from}: must be outbox or kafka`)
  }
  for (const name of ['facts-url', 'into', 'compare', 'notary'] as const) {
    const url = values[name]
    if (url !== undefined && !URL.canParse(url)) throw new UsageError(`--${name}: is no address`)
  }
  return values
}

/** Runs the command to its end; the exit code. */
export const rebuildCommand: Command = (words, io) =>
  runCommand(io, HELP, async () => {
    const given = readArguments(words)
    if (given.help === true) return EXIT.HELP
    const places = await placesOf(given, io.env)
    const scratch = given.into === undefined ? await makeScratch(places.serverUrl) : undefined
    const stop = onSignals(async () => scratch?.drop())
    try {
      return await run({ ...places, into: given.into ?? scratch?.url ?? '' }, io)
    } catch (error) {
      if (!(error instanceof FactsError)) throw error
      io.out(`  ✗ ${error.message}\nNOT THE SAME\n`)
      return EXIT.DOES_NOT_HOLD
    } finally {
      stop()
      await scratch?.drop()
    }
  })

type Places = {
  source: Source
  serverUrl: string
  compare: string | undefined
  notary: string | undefined
  key: readonly string[] | undefined
}

/** What was said, and for the rest the house that runs here. */
async function placesOf(given: Given, env: NodeJS.ProcessEnv): Promise<Places> {
  const { compare, notary, key, into } = given
  const isBare = compare === undefined && notary === undefined
  const brokers = given.brokers ?? env['KAFKA_BROKERS']
  const hasSource =
    given.from === 'kafka' ? brokers !== undefined : given['facts-url'] !== undefined
  let house: LocalHouse | undefined
  if (isBare || into === undefined || (given.from === 'outbox' && !hasSource)) {
    house = await findHouse(env['TICUN_DATA'] ?? DATA_DIR, env)
  }
  if (given.from === 'kafka' && !brokers) throw new UsageError('--from kafka: give --brokers')
  const escrow = house ? withDatabase(house.serverUrl, ESCROW_DATABASE) : ''
  const source: Source =
    given.from === 'kafka'
      ? { events: 'kafka', ...brokerOf({ ...loginIn(env), KAFKA_BROKERS: brokers }) }
      : { events: 'postgres', factsUrls: { [TOPICS.escrow]: given['facts-url'] ?? escrow } }
  return {
    source,
    serverUrl: house?.serverUrl ?? '',
    compare: compare ?? (isBare ? escrow : undefined),
    notary: notary ?? (isBare ? house?.notaryUrl : undefined),
    key,
  }
}

function loginIn(env: NodeJS.ProcessEnv): BrokerVariables {
  const { KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_PASSWORD_FILE } = env
  const KAFKA_TLS = env['KAFKA_TLS'] === 'true'
  return { KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_PASSWORD_FILE, KAFKA_TLS }
}

async function run(places: Places & { into: string }, io: Io): Promise<number> {
  // The notary first: it follows the book, so that the original is then at least as far.
  const notary =
    places.notary === undefined ? undefined : await askNotary(places.notary, places.key)
  const originals = places.compare === undefined ? undefined : await readOriginal(places.compare)
  const db = await prepare(places.into)
  const gathered = showProgress('facts', io.progress)
  const derived = showProgress('entries', io.progress)
  try {
    const books = await rebuild({
      db,
      source: places.source,
      originals,
      notary,
      onGathered: gathered.at,
      onDerived: (done, total) => {
        gathered.stop()
        derived.at(done, total)
      },
    })
    derived.stop()
    return tell(books, io)
  } finally {
    gathered.stop()
    derived.stop()
    await db.destroy()
  }
}

function tell(books: readonly Rebuilt[], io: Io): number {
  for (const { bookId, entries, seconds, rows } of books) {
    const speed = Math.round(Number(entries) / Math.max(seconds, 0.001)).toLocaleString('en-US')
    io.out(`book ${bookId}: ${entries} entries in ${seconds.toFixed(2)} s, ${speed} entries/s\n`)
    io.out(`${tellRows(rows).join('\n')}\n`)
  }
  const isSame = books.every(({ rows }) => rows.length > 0 && rows.every(isEqual))
  io.out(isSame ? 'THE SAME\n' : 'NOT THE SAME\n')
  return isSame ? EXIT.HOLDS : EXIT.DOES_NOT_HOLD
}

/** Drops what passes also when somebody stops the command; returns what forgets about it. */
function onSignals(drop: () => Promise<void>): () => void {
  const end = () => {
    void drop().finally(() => process.exit(EXIT.UNREADABLE))
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  return () => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
}
