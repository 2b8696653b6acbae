// Audits one page of a book: what escrow serves now against the notary's own leaves.
import { setTimeout as wait } from 'node:timers/promises'
import { transact, type Database } from '@ticun/db'
import { raise, type Told } from '../alert/raise.ts'
import { findBook } from '../book/book.ts'
import { GAP_PATIENCE_MS } from '../replay/gap.ts'
import type { NotaryTables } from '../tables.ts'
import { compareEntries, type BookDifference, type OwnEntry } from './compare.ts'
import { readPage, type BookSource, type ServedEntry, type ServedPage } from './served-book.ts'

type Db = Database<NotaryTables>

/** An entry that was just posted is heard within this time; else it is left for the next audit. */
const HEARD_MAX_MS = 5_000
const LOOK_MS = 50

/** Where a page begins: after this sequence, at this cursor of escrow's. */
export type AuditPlace = { after: bigint; escrowCursor?: string }

export type PageAudit = {
  through: bigint
  entries: bigint
  difference?: BookDifference
  /** The first entry that is served and was not heard, when it is young: a later audit tells. */
  unheard?: bigint
  next?: { after: bigint }
}

/**
 * Compares one page. A difference raises BOOK_WAS_CHANGED. An entry that the notary does not hold
 * counts as one when it says that it was recorded ten minutes ago or earlier, or in the future; a
 * younger one ends the audit without a verdict on it.
 */
export async function auditPage(
  db: Db,
  source: BookSource,
  { after, escrowCursor }: AuditPlace,
  told: Told,
): Promise<PageAudit> {
  const { bookId } = source
  // Read before the page: what is copied by now must be in it.
  const copied = (await findBook(db, bookId))?.sequence ?? 0n
  const page = await readPage(source, escrowCursor)
  const last = page.items.at(-1)
  const entries = last ? await hear(db, bookId, BigInt(last.sequence)) : copied
  const own = await readOwn(db, bookId, after, page.items.length)
  const compared = compareEntries(bookId, after, page.items, own)
  const { through, unheard } = compared
  const difference =
    compared.difference ??
    (unheard && strangerIn(unheard, told.now())) ??
    shortfall(page, { through, copied, unheard })
  if (difference) await tell(db, bookId, difference, told)
  const goesOn = difference === undefined && unheard === undefined && page.next !== undefined
  return {
    through,
    entries,
    ...(difference ? { difference } : {}),
    ...(unheard && !difference ? { unheard: BigInt(unheard.sequence) } : {}),
    ...(goesOn && page.next ? { next: { after: through } } : {}),
  }
}

/** Waits a while until the copy reaches `sequence`; how far it is then. */
async function hear(db: Db, bookId: string, sequence: bigint): Promise<bigint> {
  const end = performance.now() + HEARD_MAX_MS
  for (;;) {
    const book = await findBook(db, bookId)
    const copied = book?.sequence ?? 0n
    const isStopped = book !== undefined && book.stoppedAt !== null
    if (copied >= sequence || isStopped || performance.now() > end) return copied
    await wait(LOOK_MS)
  }
}

async function readOwn(db: Db, bookId: string, after: bigint, count: number): Promise<OwnEntry[]> {
  const rows = await db
    .selectFrom('replayed_entry')
    .select(['sequence', 'bytes', 'hash'])
    .where('book_id', '=', bookId)
    .where('sequence', '>', after)
    .where('sequence', '<=', after + BigInt(count))
    .orderBy('sequence')
    .execute()
  return rows.map(({ sequence, bytes, hash }) => ({
    sequence,
    bytes: new Uint8Array(bytes),
    hash: new Uint8Array(hash),
  }))
}

/** An entry that is in the book for long, or says when it cannot be from, and was never told. */
function strangerIn(unheard: ServedEntry, now: string): BookDifference | undefined {
  const ageMs = Date.parse(now) - Date.parse(unheard.recordedAt)
  if (Math.abs(ageMs) < GAP_PATIENCE_MS) return undefined
  const detail = `it says that it is of ${unheard.recordedAt}, and was never told to the notary`
  return { sequence: BigInt(unheard.sequence), detail }
}

/** The book ends before what was copied of it. */
function shortfall(
  page: ServedPage,
  at: { through: bigint; copied: bigint; unheard: ServedEntry | undefined },
): BookDifference | undefined {
  if (page.next !== undefined || at.unheard || at.through >= at.copied) return undefined
  const detail = `it is missing: the book ends at ${at.through}, its copy at ${at.copied}`
  return { sequence: at.through + 1n, detail }
}

async function tell(
  db: Db,
  bookId: string,
  { sequence, detail }: BookDifference,
  told: Told,
): Promise<void> {
  const problem = { code: 'BOOK_WAS_CHANGED' as const, subject: String(sequence), sequence, detail }
  const ids = { causationId: bookId, correlationId: bookId }
  await transact(db, (trx) => raise(trx, bookId, [{ ...problem, ...ids }], told))
}
