// Derives a book from gathered facts: posting rules, then the ledger, in batches, from entry 1.
import { AssertionError } from 'node:assert'
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import {
  accountHeads,
  accountsOf,
  advance,
  append,
  compose,
  lockChain,
  makePartitions,
  openChain,
  type Posted,
} from '@ticun/ledger'
import {
  appendLeaf,
  base64,
  emptyFrontier,
  entryBytes,
  frontierRoot,
  hex,
  leafHash,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { factSchemas, TOPICS } from '@ticun/protocol'
import { posting, type Draft } from '@ticun/rules'
import { FactsError } from './fault.ts'
import type { RebuildTables } from './tables.ts'

const BATCH_FACTS_MAX = 1_000

export type Derivation = {
  readonly bookId: string
  /** The last entry that is wanted. */
  readonly through: bigint
  /** Sequences at which chain hash and root will be asked for. */
  readonly marks: ReadonlySet<bigint>
  readonly onProgress: (done: number, total: number) => void
}

/** Chain hash in hexadecimal and tree root in base64, once this entry was the last. */
export type Mark = { readonly chainHead: string; readonly root: string }

/**
 * Derives the book up to `through` into the database, and returns how it stood at the marks. Throws
 * FactsError at the first place where the facts do not lead on.
 */
export async function derive(
  db: Database<RebuildTables>,
  { bookId, through, marks, onProgress }: Derivation,
): Promise<Map<bigint, Mark>> {
  await refuseTwins(db, bookId)
  const found = new Map<bigint, Mark>()
  let frontier = emptyFrontier
  let last = { sequence: 0n, recordedAt: '' }
  while (last.sequence < through) {
    const drafts = await loadDrafts(db, bookId, { ...last, through })
    const [first] = drafts
    if (!first) throw new FactsError(await missing(db, bookId, last.sequence + 1n))
    if (last.sequence === 0n) await open(db, bookId, first.recordedAt)
    const posted = await postAll(db, bookId, drafts)
    for (const { entry, hash } of posted) {
      const leaf = leafHash(entryBytes(entry), nodeSha256)
      frontier = appendLeaf(frontier, leaf, nodeSha256).frontier
      if (!marks.has(entry.sequence)) continue
      const root = base64(frontierRoot(frontier, nodeSha256))
      found.set(entry.sequence, { chainHead: hex(hash), root })
    }
    const end = posted.at(-1)?.entry
    if (end) last = { sequence: end.sequence, recordedAt: end.recordedAt }
    onProgress(Number(last.sequence), Number(through))
  }
  return found
}

async function open(
  db: Database<RebuildTables>,
  bookId: string,
  recordedAt: string,
): Promise<void> {
  await makePartitions(db, recordedAt.slice(0, 'YYYY-MM-DD'.length))
  await transact(db, (trx) => openChain(trx, bookId, recordedAt))
}

type Range = { sequence: bigint; recordedAt: string; through: bigint }

/** The drafts of the next facts, dense from `sequence` on; none when the next one is missing. */
async function loadDrafts(
  db: Database<RebuildTables>,
  bookId: string,
  { sequence, recordedAt, through }: Range,
): Promise<Draft[]> {
  const { rows } = await sql<{ sequence: bigint; fact_id: string; payload: string }>`
    SELECT sequence, fact_id, payload FROM gathered_fact
    WHERE book_id = ${bookId} AND sequence > ${sequence}::bigint AND sequence <= ${through}::bigint
    ORDER BY sequence, fact_id LIMIT ${BATCH_FACTS_MAX}::int`.execute(db)
  const drafts: Draft[] = []
  let [place, time] = [sequence, recordedAt]
  for (const row of rows) {
    // The next batch begins here, and then finds nothing.
    if (row.sequence !== place + 1n) break
    place = row.sequence
    const draft = draftOf(row)
    if (draft.recordedAt < time) {
      throw new FactsError(`entry ${place} of ${bookId} was recorded before the one before it`)
    }
    time = draft.recordedAt
    drafts.push(draft)
  }
  return drafts
}

function draftOf({ sequence, payload }: { sequence: bigint; payload: string }): Draft {
  const fact = factSchemas[TOPICS.escrow].parse(JSON.parse(payload))
  const draft = posting(fact)
  if (draft) return draft
  throw new FactsError(`${fact.type} ${fact.id} names entry ${sequence} and moves no money`)
}

/** Throws when two facts claim one place. */
async function refuseTwins(db: Database<RebuildTables>, bookId: string): Promise<void> {
  const { rows } = await sql<{ sequence: bigint; one: string; other: string }>`
    SELECT sequence, min(fact_id) AS one, max(fact_id) AS other FROM gathered_fact
    WHERE book_id = ${bookId} GROUP BY sequence HAVING count(*) > 1
    ORDER BY sequence LIMIT 1`.execute(db)
  const [twins] = rows
  if (!twins) return
  const { sequence, one, other } = twins
  throw new FactsError(`two facts name entry ${sequence} of ${bookId}: ${one} and ${other}`)
}

async function missing(
  db: Database<RebuildTables>,
  bookId: string,
  sequence: bigint,
): Promise<string> {
  const next = await db
    .selectFrom('gathered_fact')
    .select('sequence')
    .where('book_id', '=', bookId)
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst()
  const dead = await db.selectFrom('inbox_dead').select(['fact_id', 'reason']).limit(1).execute()
  const [one] = dead
  return [
    `no fact names entry ${sequence} of ${bookId}`,
    next ? `, the next is ${next.sequence}` : ', and none comes after it',
    one ? `; ${one.fact_id} could not be read: ${one.reason}` : '',
  ].join('')
}

/** Posts drafts in one transaction: entries of one book time go into the book together. */
async function postAll(
  db: Database<RebuildTables>,
  bookId: string,
  drafts: readonly Draft[],
): Promise<Posted[]> {
  return transact(db, async (trx) => {
    let chain = await lockChain(trx, bookId)
    if (!chain) throw new Error(`${bookId} is not open`)
    const heads = await accountHeads(trx, bookId, accountsOf(drafts))
    const all: Posted[] = []
    for (const group of groupsOf(drafts)) {
      const posted = composeOrSay(chain.sequence, () => {
        if (!chain) return []
        return compose(chain, heads, group.drafts)
      })
      chain = advance(chain, posted, group.recordedAt)
      await append(trx, chain, posted)
      all.push(...posted)
    }
    return all
  })
}

function composeOrSay(sequence: bigint, work: () => Posted[]): Posted[] {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error
    throw new FactsError(`after entry ${sequence}: ${error.message}`, { cause: error })
  }
}

type Group = { recordedAt: string; drafts: Draft[] }

/** Neighbours of one book time. */
function groupsOf(drafts: readonly Draft[]): Group[] {
  const groups: Group[] = []
  for (const draft of drafts) {
    const last = groups.at(-1)
    if (last?.recordedAt === draft.recordedAt) last.drafts.push(draft)
    else groups.push({ recordedAt: draft.recordedAt, drafts: [draft] })
  }
  return groups
}
