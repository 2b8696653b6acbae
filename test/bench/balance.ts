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
import { latencyOf, spreadOf, type Latency, type Spread } from './statistics.ts'

export const TIMES = ['book', 'world'] as const
export type Time = (typeof TIMES)[number]
export type Balances = {
  fewLines: number
  manyLines: number
  /** Latencies of all rounds; the p99 with many lines over that with few, round by round. */
  times: { time: Time; few: Latency; many: Latency; p99Ratio: Spread }[]
  discarded: string[]
}

/** Queries of one book before the other book has its turn. */
const TURN_QUERIES = 100
const CHECKED_QUERIES = 20
const FEW_FIRST = ['few', 'many'] as const
const MANY_FIRST = ['many', 'few'] as const

type Book = Lines & { db: Database<EscrowTables>; client: Client }

/** Milliseconds of the questions of one round, of both books, by time. */
type Round = Record<Time, { few: number[]; many: number[] }>

/** Loads both books, each in a database of its own, and asks them in turns. */
export async function measureBalances(server: BenchServer, scale: Scale): Promise<Balances> {
  const few = await openBook(server, 'few', LINES_FEW)
  const many = await openBook(server, 'many', scale.lines)
  const discarded = [...(await checkAnswers(few)), ...(await checkAnswers(many))]
  // What the loading has written would go to the disk in the middle of the questions.
  await many.client.query('CHECKPOINT')
  const turns = Math.ceil(scale.balanceQueries / TURN_QUERIES)
  // The first turns only warm caches and prepared statements.
  await askInTurns({ few, many }, Math.ceil(turns / 4))
  const rounds: Round[] = []
  for (let round = 0; round < scale.balanceRounds; round += 1) {
    rounds.push(await askInTurns({ few, many }, turns))
  }
  const times = TIMES.map((time) => summed(time, rounds))
  for (const { time, few: small, many: large } of times) {
    say(`balance by ${time} time: p99 ${small.p99} ms with few lines, ${large.p99} ms with many`)
  }
  return { fewLines: few.lines, manyLines: many.lines, times, discarded }
}

/** One p99 of a quarter of a millisecond says little: the ratio is taken in each round. */
function summed(time: Time, rounds: readonly Round[]): Balances['times'][number] {
  const ratios = rounds.map(({ [time]: { few, many } }) => latencyOf(many).p99 / latencyOf(few).p99)
  const all = (book: 'few' | 'many') => latencyOf(rounds.flatMap((round) => round[time][book]))
  return { time, few: all('few'), many: all('many'), p99Ratio: spreadOf(ratios) }
}

async function openBook(server: BenchServer, name: string, lines: number): Promise<Book> {
  say(`balance: loading ${lines} lines`)
  const { client, open } = await server.make(name)
  const loaded = await loadLines(client, newId('bok'), lines)
  return {
    ...loaded,
    db: open({ connectionsMax: 1, plansOnce: true }),
    client,
  }
}

/** Asks so many turns of questions of both books, each going first as often as the other. */
async function askInTurns(books: { few: Book; many: Book }, turns: number): Promise<Round> {
  const round: Round = { book: { few: [], many: [] }, world: { few: [], many: [] } }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const name of turn % 2 === 0 ? FEW_FIRST : MANY_FIRST) {
      for (const time of TIMES) round[time][name].push(...(await askTurn(books[name], time)))
    }
  }
  return round
}

/** Milliseconds of one turn's questions. */
async function askTurn(book: Book, time: Time): Promise<number[]> {
  const samplesMs: number[] = []
  for (let asked = 0; asked < TURN_QUERIES; asked += 1) {
    const { account, asOf } = randomQuestion(book, time)
    const began = performance.now()
    await balanceAt(book.db, book.bookId, account, asOf)
    samplesMs.push(performance.now() - began)
  }
  return samplesMs
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
