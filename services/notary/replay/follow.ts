// The ear of the notary: takes facts of every topic in and replays each book as far as it goes.
import { sql } from 'kysely'
import { bigints, byteStrings, send, texts } from '@ticun/db'
import { transact, type Database, type Transaction } from '@ticun/db'
import type { Handler } from '@ticun/events'
import { TOPICS, type Fact, type FactOf, type Topic } from '@ticun/protocol'
import { raise, type Told } from '../alert/raise.ts'
import type { Problem } from '../alert/problem.ts'
import { listBooks, lockBook, type Book } from '../book/book.ts'
import { keepBankWords, takeBankWords } from '../reconciliation/bank-words.ts'
import { keepStatements } from '../reconciliation/statements.ts'
import type { NotaryTables } from '../tables.ts'
import { advance } from './advance.ts'
import { sortCauses, sortEntries, type ArrivedCause, type ArrivedEntry } from './arrivals.ts'

type Trx = Transaction<NotaryTables>

/** The topics that the notary listens to. */
export const FOLLOWED: readonly Topic[] = [TOPICS.escrow, TOPICS.ledger, TOPICS.settlement]

/** The handler of all facts. Topics may come in any order relative to each other. */
export function createFollower(told: Told): Handler<NotaryTables> {
  return async (trx, facts, topic) => {
    await countHeard(trx, topic, facts.length)
    if (topic === TOPICS.settlement) {
      const words = facts.filter(areOf(topic, TOPICS.settlement))
      await keepBankWords(trx, words)
      return keepStatements(trx, words)
    }
    // Books in one order everywhere, so that two listeners never wait for each other.
    for (const [bookId, own] of byBook(facts)) {
      const book = await lockBook(trx, bookId)
      const problems = await keepArrivals(trx, book, own, topic)
      await raise(trx, bookId, problems, told)
      await goOn(trx, book, told)
    }
  }
}

/** Replays what more facts will not bring along: entries left over from a long run. */
export async function catchUp(db: Database<NotaryTables>, told: Told): Promise<void> {
  for (const { bookId, sequence, stoppedAt } of await listBooks(db)) {
    if (stoppedAt !== null) continue
    const { rows } = await sql`
      SELECT FROM waiting_entry JOIN cause USING (book_id, sequence)
      WHERE book_id = ${bookId} AND sequence = ${sequence + 1n}::bigint LIMIT 1`.execute(db)
    if (rows.length > 0) {
      await transact(db, async (trx) => goOn(trx, await lockBook(trx, bookId), told))
    }
  }
}

async function goOn(trx: Trx, book: Book, told: Told): Promise<void> {
  const { problem } = await advance(trx, book)
  if (problem) await raise(trx, book.bookId, [problem], told)
}

async function countHeard(trx: Trx, topic: Topic, facts: number): Promise<void> {
  const statement = sql`
    INSERT INTO heard AS known (topic, facts) VALUES (${topic}, ${facts}::bigint)
    ON CONFLICT (topic) DO UPDATE SET facts = known.facts + excluded.facts`
  await send(trx, statement)
}

/** Whether facts of `topic` are of the wanted one: each was read by its own topic's schema. */
function areOf<T extends Topic>(topic: Topic, wanted: T) {
  return (_fact: Fact): _fact is FactOf<T> & Fact => topic === wanted
}

function byBook(facts: readonly Fact[]): [string, Fact[]][] {
  const books = new Map<string, Fact[]>()
  for (const fact of facts) {
    const own = books.get(fact.bookId)
    if (own) own.push(fact)
    else books.set(fact.bookId, [fact])
  }
  return [...books].toSorted(([one], [other]) => (one < other ? -1 : 1))
}

async function keepArrivals(
  trx: Trx,
  book: Book,
  facts: readonly Fact[],
  topic: Topic,
): Promise<Problem[]> {
  const { bookId, sequence } = book
  const { causes, problems } = sortCauses(facts.filter(areOf(topic, TOPICS.escrow)), sequence)
  const arrived = sortEntries(facts.filter(areOf(topic, TOPICS.ledger)), sequence)
  await takeBankWords(trx, bookId, facts.filter(areOf(topic, TOPICS.escrow)))
  await insertCauses(trx, bookId, causes)
  await insertWaiting(trx, bookId, arrived.entries)
  return [...problems, ...arrived.problems]
}

async function insertCauses(
  trx: Trx,
  bookId: string,
  causes: readonly ArrivedCause[],
): Promise<void> {
  if (causes.length === 0) return
  const statement = sql`
    INSERT INTO cause (book_id, sequence, fact_id, payload)
    SELECT ${bookId}, sequence, fact_id, payload::json FROM unnest(
      ${bigints(causes.map(({ sequence }) => sequence))}::bigint[],
      ${texts(causes.map(({ fact }) => fact.id))}::text[],
      ${texts(causes.map(({ fact }) => JSON.stringify(fact)))}::text[])
      AS heard (sequence, fact_id, payload)`
  await send(trx, statement)
}

async function insertWaiting(
  trx: Trx,
  bookId: string,
  entries: readonly ArrivedEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const statement = sql`
    INSERT INTO waiting_entry (book_id, sequence, fact_id, correlation_id, bytes, hash)
    SELECT ${bookId}, * FROM unnest(
      ${bigints(entries.map(({ sequence }) => sequence))}::bigint[],
      ${texts(entries.map(({ factId }) => factId))}::text[],
      ${texts(entries.map(({ correlationId }) => correlationId))}::text[],
      ${byteStrings(entries.map(({ bytes }) => bytes))}::bytea[],
      ${byteStrings(entries.map(({ hash }) => hash))}::bytea[])`
  await send(trx, statement)
}
