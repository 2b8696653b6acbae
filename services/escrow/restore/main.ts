// `pnpm restore-book`: brings a restored escrow back to what had left it, and proves the same book.
import { connect, transact } from '@ticun/db'
import { brokerOf, createTransport } from '@ticun/events'
import type { LedgerTables } from '@ticun/ledger'
import { TOPICS, type EscrowFact, type Fact, type LedgerFact } from '@ticun/protocol'
import { z } from 'zod'
import { findGap } from '../guard/compare.ts'
import { askNotary } from '../guard/heard.ts'
import { readOwn } from '../guard/own.ts'
import type { EscrowTables } from '../tables.ts'
import { RestoreError, restoreBook } from './apply.ts'
import { isAheadOfServer, takeOverOutbox } from '../guard/transaction-ids.ts'

const HELP = `pnpm restore-book: brings a restored escrow back to the last fact of the broker.

Run it with the environment of escrow (DATABASE_URL, KAFKA_BROKERS, KAFKA_USERNAME and its
password, NOTARY_URL), while escrow takes no command or is stopped.
  OWNER_DATABASE_URL   the owner's address: only after a dump was restored into another server

Exit codes: 0 the book is the one that was signed, 1 it is not, 2 it cannot be read.
`

const variables = z.object({
  DATABASE_URL: z.string(),
  OWNER_DATABASE_URL: z.string().optional(),
  KAFKA_BROKERS: z.string(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_PASSWORD_FILE: z.string().optional(),
  KAFKA_TLS: z.stringbool().optional(),
  NOTARY_URL: z.url().optional(),
})

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Runs the command; the exit code. */
async function run(env: NodeJS.ProcessEnv): Promise<number> {
  const given = variables.parse(env)
  const options = { url: given.DATABASE_URL, applicationName: 'restore-book' }
  const db = connect<EscrowTables>(options)
  const book = connect<LedgerTables>({ ...options, connectionsMax: 1 })
  const transport = createTransport({ events: 'kafka', clientId: 'escrow', ...brokerOf(given) })
  try {
    if (await isAheadOfServer(db)) await takeOver(given.OWNER_DATABASE_URL)
    say('reading what the broker has beyond this database …')
    const facts = (await transport.beyond(db, TOPICS.escrow)).filter(isOf('escrow.facts.v1'))
    const entries = (await transport.beyond(db, TOPICS.ledger)).filter(isOf('ledger.entries.v1'))
    for (const bookId of new Set(facts.map((fact) => fact.bookId))) {
      const restored = await transact(db, (trx) => restoreBook(trx, bookId, facts, entries))
      const { from, to, hash } = restored
      say(`book ${bookId}: ${restored.facts} facts, entries ${from} to ${to}, chain head ${hash}`)
    }
    return await proveSame(book, given.NOTARY_URL)
  } finally {
    await transport.close()
    await Promise.all([db.destroy(), book.destroy()])
  }
}

async function takeOver(ownerUrl: string | undefined): Promise<void> {
  if (ownerUrl === undefined) {
    throw new RestoreError(
      'this database is a dump of another server: give OWNER_DATABASE_URL, ' +
        'or set the server’s ids first (pg_resetwal --next-transaction-id)',
    )
  }
  const owner = connect<EscrowTables>({ url: ownerUrl, applicationName: 'restore-book' })
  await takeOverOutbox(owner)
  await owner.destroy()
  say('the outbox has transaction ids of this server; all its facts are sent again')
}

async function proveSame(
  book: Parameters<typeof readOwn>[0],
  notaryUrl: string | undefined,
): Promise<number> {
  if (notaryUrl === undefined) {
    say('NOTARY_URL is not set: the entries are those of the broker, and nobody else was asked')
    return 0
  }
  for (const heard of await askNotary(notaryUrl)) {
    const gap = findGap(heard, await readOwn(book, heard))
    if (gap !== undefined) {
      say(`NOT THE SAME: ${gap}`)
      return 1
    }
    say(`THE SAME: entry ${heard.sequence} has the chain hash that the notary has, ${heard.hash}`)
  }
  return 0
}

function isOf<T extends 'escrow.facts.v1' | 'ledger.entries.v1'>(topic: T) {
  type Of = T extends 'ledger.entries.v1' ? LedgerFact : EscrowFact
  return (fact: Fact): fact is Of & Fact =>
    fact.source === 'escrow' && (fact.type === 'entry.posted') === (topic === TOPICS.ledger)
}

try {
  if (process.argv.includes('--help')) say(HELP)
  else process.exitCode = await run(process.env)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = error instanceof RestoreError ? 1 : 2
}
