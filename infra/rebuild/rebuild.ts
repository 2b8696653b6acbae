// Rebuilds books out of facts alone, and lays what comes out beside the original.
import { transact, type Database } from '@ticun/db'
import { UnreadableError } from '@ticun/verify'
import { compareBooks, compareWithNotary, type Row } from './compare.ts'
import { derive } from './derive.ts'
import { gather, type Source } from './gather.ts'
import { takeSnapshot, type NotaryWord, type Snapshot } from './original.ts'
import type { RebuildTables } from './tables.ts'

export type RebuildOptions = {
  /** An empty database with the tables of a book. */
  readonly db: Database<RebuildTables>
  readonly source: Source
  /** What the rebuilt books must equal: one of both at least. */
  readonly originals?: readonly Snapshot[] | undefined
  readonly notary?: NotaryWord | undefined
  readonly onGathered: (done: number, total: number) => void
  readonly onDerived: (done: number, total: number) => void
}

export type Rebuilt = {
  readonly bookId: string
  readonly entries: bigint
  /** Time of the derivation alone, in seconds. */
  readonly seconds: number
  readonly rows: readonly Row[]
}

/** Rebuilds and compares. Throws FactsError when the facts do not lead to a whole book. */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt[]> {
  const { db, source, originals, notary } = options
  const wanted = wantedOf(originals, notary)
  if (wanted.size === 0) throw new UnreadableError('the original has no book yet')
  await gather({ db, source, wanted, onProgress: options.onGathered })
  const books: Rebuilt[] = []
  for (const [bookId, through] of wanted) {
    const began = performance.now()
    const word = notary?.bookId === bookId ? notary : undefined
    const marks = new Set(word ? [word.entries, BigInt(word.size)] : [])
    const found = await derive(db, { bookId, through, marks, onProgress: options.onDerived })
    const seconds = (performance.now() - began) / 1000
    const original = originals?.find((one) => one.bookId === bookId)
    const rebuilt = await transact(db, (trx) => takeSnapshot(trx, bookId))
    const rows = [
      ...(original ? compareBooks(rebuilt, original) : []),
      ...(word ? compareWithNotary(found, word) : []),
    ]
    books.push({ bookId, entries: rebuilt.sequence, seconds, rows })
  }
  return books
}

/** The books that the original has, else the one that the notary follows, and where they end. */
function wantedOf(
  originals: readonly Snapshot[] | undefined,
  notary: NotaryWord | undefined,
): Map<string, bigint> {
  if (originals) return new Map(originals.map(({ bookId, sequence }) => [bookId, sequence]))
  if (!notary) return new Map()
  return new Map([[notary.bookId, notary.entries]])
}
