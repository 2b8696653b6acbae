// Measures (f): a balance at a random instant, with ten thousand lines in the book and with many.
import type { Database } from '@ticun/db'
import type { EscrowTables } from '@ticun/escrow/in-process'
import { balanceAt, type AsOf } from '@ticun/ledger'
import { newId } from '@ticun/protocol'
import type { Client } from 'pg'
import { loadLines, lotAccount, merchantAccount, type Lines } from './balance-lines.ts'
import { say } from './progress.ts'
import { LINES_FEW, MERCHANTS, type Scale } from './scale.ts'
import type { BenchServer } from './server.ts'
import { latencyOf, type Latency } from './statistics.ts'

export const TIMES = ['book', 'world'] as const
export type Time = (typeof TIMES)[number]
export type Balances = {
  fewLines: number
  manyLines: number
  times: { time: Time; few: Latency; many: Latency; p99Ratio: number }[]
  discarded: string[]
}

/** Queries of one book before the other book has its turn. */
const TURN_QUERIES = 100
const CHECKED_QUERIES = 20

type Book = Lines & { db: Database<EscrowTables>; client: Client; samplesMs: Map<Time, number[]> }

/** Loads both books, each in a database of its own, and asks them in turns. */
export async function measureBalances(server: BenchServer, scale: Scale): Promise<Balances> {
  const few = await openBook(server, 'few', LINES_FEW)
  const many = await openBook(server, 'many', scale.lines)
  const discarded = [...(await checkAnswers(few)), ...(await checkAnswers(many))]
  // What the loading has written would go to the disk in the middle of the questions.
  await many.client.query('CHECKPOINT')
  const turns = Math.ceil(scale.balanceQueries / TURN_QUERIES)
  // The first turns only warm caches and prepared statements.
  const warm = Math.ceil(turns / 4)
  for (let turn = -warm; turn < turns; turn += 1) {
    for (const book of turn % 2 === 0 ? [few, many] : [many, few]) {
      for (const time of TIMES) await askTurn(book, time, turn >= 0)
    }
  }
  const times = TIMES.map((time) => {
    const [small, large] = [few, many].map((book) => latencyOf(book.samplesMs.get(time) ?? []))
    if (!small || !large) throw new Error('nothing was asked')
    return { time, few: small, many: large, p99Ratio: large.p99 / small.p99 }
  })
  for (const { time, few: small, many: large } of times) {
    say(`balance by ${time} time: p99 ${small.p99} ms with few lines, ${large.p99} ms with many`)
  }
  return { fewLines: few.lines, manyLines: many.lines, times, discarded }
}

async function openBook(server: BenchServer, name: string, lines: number): Promise<Book> {
  say(`balance: loading ${lines} lines`)
  const { client, open } = await server.make(name)
  const loaded = await loadLines(client, newId('bok'), lines)
  return {
    ...loaded,
    db: open({ connectionsMax: 1, plansOnce: true }),
    client,
    samplesMs: new Map(TIMES.map((time) => [time, []])),
  }
}

async function askTurn(book: Book, time: Time, counts: boolean): Promise<void> {
  const samples = book.samplesMs.get(time) ?? []
  for (let asked = 0; asked < TURN_QUERIES; asked += 1) {
    const { account, asOf } = randomQuestion(book, time)
    const began = performance.now()
    await balanceAt(book.db, book.bookId, account, asOf)
    if (counts) samples.push(performance.now() - began)
  }
}

/** A lot's account or a merchant's, at any millisecond of the book's months. */
function randomQuestion({ lots, fromMs, toMs }: Lines, time: Time) {
  const isLot = Math.random() < 0.5
  const account = isLot
    ? lotAccount(Math.floor(Math.random() * lots))
    : merchantAccount(Math.floor(Math.random() * MERCHANTS))
  const at = new Date(fromMs + Math.floor(Math.random() * (toMs - fromMs))).toISOString()
  const asOf: AsOf = time === 'book' ? { recordedAt: at } : { occurredAt: at }
  return { account, at, asOf }
}

/** Some answers beside the plain sum over all lines of the account. */
async function checkAnswers(book: Book): Promise<string[]> {
  const flaws: string[] = []
  for (const time of TIMES) {
    const column = time === 'book' ? 'recorded_at' : 'occurred_at'
    for (let asked = 0; asked < CHECKED_QUERIES; asked += 1) {
      const { account, at, asOf } = randomQuestion(book, time)
      const { balanceFen } = await balanceAt(book.db, book.bookId, account, asOf)
      const { rows } = await book.client.query<{ sum: string }>(
        `SELECT coalesce(-sum(amount), 0)::text AS sum FROM line
         WHERE book_id = $1 AND account = $2 AND ${column} <= $3`,
        [book.bookId, account, at],
      )
      if (rows[0]?.sum !== balanceFen.toString()) {
        flaws.push(`${account} by ${time} time at ${at}: ${balanceFen}, summed ${rows[0]?.sum}`)
      }
    }
  }
  return flaws
}
