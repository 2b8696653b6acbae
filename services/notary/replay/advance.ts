// Replays as many waiting entries as have their cause, in the caller's transaction, set by set.
import { sql } from 'kysely'
import { bigints, byteStrings, instants, send, texts, type Transaction } from '@ticun/db'
import { nodeSha256 } from '@ticun/proof/node'
import { codeOf, posting } from '@ticun/rules'
import type { EscrowFact } from '@ticun/protocol'
import type { Problem } from '../alert/problem.ts'
import { saveBook, type Book } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import type { AccountHead } from './rederive.ts'
import { replayRun, type Candidate, type Replayed, type TileHash } from './run.ts'

type Trx = Transaction<NotaryTables>

/** Entries that are replayed with one set of statements. */
const RUN_ENTRIES_MAX = 500
/** Runs in one transaction; what is left comes with the next facts, or with `catchUp`. */
const RUNS_MAX = 8

export type Advance = { book: Book; problem?: Problem }

/** Advances a book whose head this transaction has locked, and stores where it stands. */
export async function advance(trx: Trx, locked: Book): Promise<Advance> {
  let book = locked
  for (let runs = 0; runs < RUNS_MAX && book.stoppedAt === null; runs += 1) {
    const candidates = await loadCandidates(trx, book)
    if (candidates[0]?.sequence !== book.sequence + 1n) break
    const heads = await loadHeads(trx, book.bookId, candidates)
    const run = replayRun(book, heads, candidates, nodeSha256)
    await saveRun(trx, run.book, heads, run)
    book = run.book
    if (run.problem) return { book, problem: run.problem }
    if (run.replayed.length < RUN_ENTRIES_MAX) break
  }
  return { book }
}

async function loadCandidates(trx: Trx, book: Book): Promise<Candidate[]> {
  const until = book.sequence + BigInt(RUN_ENTRIES_MAX)
  const { rows } = await sql<{
    sequence: bigint
    fact_id: string
    correlation_id: string
    bytes: Buffer
    hash: Buffer
    payload: EscrowFact
  }>`
    SELECT e.sequence, e.fact_id, e.correlation_id, e.bytes, e.hash, c.payload
    FROM waiting_entry e JOIN cause c ON c.book_id = e.book_id AND c.sequence = e.sequence
    WHERE e.book_id = ${book.bookId}
      AND e.sequence > ${book.sequence}::bigint AND e.sequence <= ${until}::bigint
    ORDER BY e.sequence, c.fact_id, e.fact_id`.execute(trx)
  return rows.map((row) => ({
    sequence: row.sequence,
    entryFactId: row.fact_id,
    correlationId: row.correlation_id,
    bytes: row.bytes,
    hash: row.hash,
    cause: row.payload,
  }))
}

async function loadHeads(
  trx: Trx,
  bookId: string,
  candidates: readonly Candidate[],
): Promise<Map<string, AccountHead>> {
  const lines = candidates.flatMap(({ cause }) => posting(cause)?.lines ?? [])
  const accounts = [...new Set(lines.map(({ account }) => account))]
  const { rows } = await sql<AccountHead & { account: string }>`
    SELECT account, balance, sequence FROM account_head
    WHERE book_id = ${bookId} AND account = ANY(${texts(accounts)}::text[])`.execute(trx)
  return new Map(rows.map(({ account, balance, sequence }) => [account, { balance, sequence }]))
}

type Growth = { replayed: readonly Replayed[]; tileHashes: readonly TileHash[] }

async function saveRun(
  trx: Trx,
  book: Book,
  heads: ReadonlyMap<string, AccountHead>,
  { replayed, tileHashes }: Growth,
): Promise<void> {
  if (replayed.length > 0) {
    await insertEntries(trx, book.bookId, replayed)
    await insertLines(trx, book.bookId, replayed)
    await saveHeads(trx, book.bookId, heads, replayed)
    await addToDays(trx, book.bookId, replayed)
    const replaced = sql`
      DELETE FROM waiting_entry WHERE book_id = ${book.bookId}
        AND sequence BETWEEN ${replayed[0]?.entry.sequence}::bigint
        AND ${book.sequence}::bigint`
    await send(trx, replaced)
  }
  if (tileHashes.length > 0) await insertTileHashes(trx, book.bookId, tileHashes)
  await saveBook(trx, book)
}

async function insertEntries(trx: Trx, bookId: string, all: readonly Replayed[]): Promise<void> {
  const statement = sql`
    INSERT INTO replayed_entry
      (book_id, sequence, cause_id, occurred_at, recorded_at, bytes, hash, leaf)
    SELECT ${bookId}, * FROM unnest(
      ${bigints(all.map(({ entry }) => entry.sequence))}::bigint[],
      ${texts(all.map(({ entry }) => entry.causeId))}::text[],
      ${instants(all.map(({ entry }) => entry.occurredAt))}::timestamptz[],
      ${instants(all.map(({ entry }) => entry.recordedAt))}::timestamptz[],
      ${byteStrings(all.map(({ bytes }) => bytes))}::bytea[],
      ${byteStrings(all.map(({ hash }) => hash))}::bytea[],
      ${byteStrings(all.map(({ leaf }) => leaf))}::bytea[])`
  await send(trx, statement)
}

async function insertLines(trx: Trx, bookId: string, all: readonly Replayed[]): Promise<void> {
  const rows = all.flatMap(({ entry }) => entry.lines.map((line) => ({ entry, line })))
  const statement = sql`
    INSERT INTO replayed_line
      (book_id, account, sequence, entry_sequence, amount, balance, occurred_at)
    SELECT ${bookId}, * FROM unnest(
      ${texts(rows.map(({ line }) => line.account))}::text[],
      ${bigints(rows.map(({ line }) => line.sequence))}::bigint[],
      ${bigints(rows.map(({ entry }) => entry.sequence))}::bigint[],
      ${bigints(rows.map(({ line }) => line.amount))}::bigint[],
      ${bigints(rows.map(({ line }) => line.balance))}::bigint[],
      ${instants(rows.map(({ entry }) => entry.occurredAt))}::timestamptz[])`
  await send(trx, statement)
}

async function saveHeads(
  trx: Trx,
  bookId: string,
  heads: ReadonlyMap<string, AccountHead>,
  all: readonly Replayed[],
): Promise<void> {
  const names = new Set(all.flatMap(({ entry }) => entry.lines.map(({ account }) => account)))
  const touched = [...heads].filter(([account]) => names.has(account))
  const statement = sql`
    INSERT INTO account_head (book_id, account, balance, sequence)
    SELECT ${bookId}, * FROM unnest(
      ${texts(touched.map(([account]) => account))}::text[],
      ${bigints(touched.map(([, head]) => head.balance))}::bigint[],
      ${bigints(touched.map(([, head]) => head.sequence))}::bigint[])
    ON CONFLICT (book_id, account)
    DO UPDATE SET balance = excluded.balance, sequence = excluded.sequence`
  await send(trx, statement)
}

async function addToDays(trx: Trx, bookId: string, all: readonly Replayed[]): Promise<void> {
  const sums = new Map<string, { day: string; code: string; amount: bigint; accounts: bigint }>()
  for (const { entry } of all) {
    const day = entry.occurredAt.slice(0, 'YYYY-MM-DD'.length)
    for (const line of entry.lines) {
      const code = codeOf(line.account)
      const sum = sums.get(`${day} ${code}`) ?? { day, code, amount: 0n, accounts: 0n }
      sum.amount += line.amount
      if (line.sequence === 1n) sum.accounts += 1n
      sums.set(`${day} ${code}`, sum)
    }
  }
  const rows = [...sums.values()]
  const statement = sql`
    INSERT INTO code_day AS known (book_id, day, code, amount, accounts)
    SELECT ${bookId}, * FROM unnest(
      ${rows.map((row) => row.day)}::date[],
      ${rows.map((row) => row.code)}::text[],
      ${rows.map((row) => row.amount)}::bigint[],
      ${rows.map((row) => row.accounts)}::bigint[])
    ON CONFLICT (book_id, day, code) DO UPDATE
    SET amount = known.amount + excluded.amount,
      accounts = known.accounts + excluded.accounts`
  await send(trx, statement)
}

async function insertTileHashes(
  trx: Trx,
  bookId: string,
  hashes: readonly TileHash[],
): Promise<void> {
  const statement = sql`
    INSERT INTO tree_hash (book_id, level, index, hash)
    SELECT ${bookId}, * FROM unnest(
      ${hashes.map(({ level }) => level)}::int[],
      ${hashes.map(({ index }) => index)}::bigint[],
      ${hashes.map(({ hash }) => Buffer.from(hash))}::bytea[])`
  await send(trx, statement)
}
