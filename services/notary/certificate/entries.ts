// Shows each party its own entries with their proofs; overseers any.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { serve, type Caller } from '@ticun/http'
import { fromUtf8, parseEntryBytes } from '@ticun/proof'
import { notaryRoutes, refuse } from '@ticun/protocol'
import { findBook } from '../book/book.ts'
import { proveEntry } from '../checkpoint/prove-entry.ts'
import type { NotaryTables } from '../tables.ts'
import { showsContract } from './owner.ts'

export type EntryOptions = {
  db: Database<NotaryTables>
  witnessesMin: number
  /** Whose a contract is, escrow knows; without it consumers see no entries. */
  escrowUrl: string | undefined
}

/** Puts `/v1/entries/:sequence` on a server. */
export function serveEntries(app: FastifyInstance, options: EntryOptions): void {
  const { db, escrowUrl } = options
  serve(app, notaryRoutes.ownEntry, async ({ params, query, caller, token, now }) => {
    const sequence = BigInt(params.sequence)
    const book = await findBook(db, query.bookId)
    if (query.bookId !== undefined && !book) return refuse('unknown_book')
    const bytes = book && (await readBytes(db, book.bookId, sequence))
    if (!bytes) return refuse('unknown_entry', 'the notary does not hold such an entry')
    const { merchantId, contractId } = parseEntryBytes(bytes)
    const isOwn = await isOwnEntry(caller, { merchantId, contractId }, (id) =>
      showsContract(escrowUrl, token, id),
    )
    if (!isOwn) return refuse('not_yours')
    const proof = await proveEntry(options, { book }, sequence, now)
    if (typeof proof !== 'string') return proof
    return { body: { sequence: params.sequence, entry: fromUtf8(bytes), proof } }
  })
}

type Owners = { merchantId: string | undefined; contractId: string | undefined }

async function isOwnEntry(
  { role, party }: Caller,
  { merchantId, contractId }: Owners,
  shows: (contractId: string) => Promise<boolean>,
): Promise<boolean> {
  if (role === 'officer' || role === 'regulator') return true
  if (role === 'merchant') return merchantId !== undefined && merchantId === party
  return role === 'consumer' && contractId !== undefined && (await shows(contractId))
}

async function readBytes(
  db: Database<NotaryTables>,
  bookId: string,
  sequence: bigint,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('replayed_entry')
    .select('bytes')
    .where('book_id', '=', bookId)
    .where('sequence', '=', sequence)
    .executeTakeFirst()
  return row && new Uint8Array(row.bytes)
}
