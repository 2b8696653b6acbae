// Signs where a book's log stands, once that is proven to continue the last checkpoint.
import { insertOnce, transact, type Database, type Once } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import {
  base64,
  consistencyNodes,
  consistencyProof,
  emptyRoot,
  equal,
  frontierRoot,
  hex,
  rootNodes,
  signCheckpoint,
  treeRoot,
  verifyConsistency,
  type TreeHead,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { newId, TOPICS, type NotaryFact } from '@ticun/protocol'
import { raise, type Told } from '../alert/raise.ts'
import type { Book } from '../book/book.ts'
import type { Office } from '../key/office.ts'
import type { NotaryTables } from '../tables.ts'
import { latestCheckpoint } from './latest.ts'
import { signWithNewKeys } from './signatures.ts'
import { readNodes } from './tree.ts'

type Db = Database<NotaryTables>

/** What is about to be stored and told. */
type Signed = { size: number; root: Uint8Array; note: string; causeId: string }

/**
 * Signs a checkpoint when the book has grown since the last one; true when it did. A log that
 * does not continue the last checkpoint, here or at `floor`, is never signed: it raises an alert
 * instead. One that is shorter than `floor` is not signed yet.
 */
export async function signBook(
  db: Db,
  office: Office,
  { book, origin, floor }: { book: Book; origin: string; floor?: TreeHead | undefined },
  told: Told,
): Promise<boolean> {
  const { bookId, frontier } = book
  const size = frontier.size
  const last = await latestCheckpoint(db, bookId)
  // A restored book has to come back to what was signed before, and to the same root.
  if (size === 0 || size < (floor?.size ?? 0)) return false
  const signers = office.signersOf(origin, told.now())
  if (last && last.size >= size) {
    await signWithNewKeys(db, bookId, last, signers, told.now())
    return false
  }
  const root = frontierRoot(frontier, nodeSha256)
  const causeId = await causeOf(db, bookId, size)
  const older = floor && floor.size > (last?.size ?? 0) ? floor : last
  const doubt = await findDoubt(db, bookId, older, { size, root })
  if (doubt !== undefined || causeId === undefined) {
    await raiseInconsistent(db, bookId, size, doubt ?? 'its last entry is not stored', told)
    return false
  }
  const note = await signCheckpoint({ origin, size, root }, signers)
  try {
    return await keep(db, bookId, { size, root, note, causeId }, told.now())
  } catch (error) {
    if (!(error instanceof TwoRoots)) throw error
    await raiseInconsistent(db, bookId, size, error.message, told)
    return false
  }
}

/** Why the stored tree must not be signed; undefined when it leads from `last` to `head`. */
async function findDoubt(
  db: Db,
  bookId: string,
  last: TreeHead | undefined,
  head: TreeHead,
): Promise<string | undefined> {
  const older = last ?? { size: 0, root: emptyRoot(nodeSha256) }
  const nodes = [...rootNodes(head.size), ...consistencyNodes(older.size, head.size)]
  try {
    const read = await readNodes(db, bookId, nodes, head.size)
    if (!equal(treeRoot(read, head.size, nodeSha256), head.root)) {
      return 'the stored hashes do not lead to the root that grew with the entries'
    }
    const proof = consistencyProof(read, older.size, head.size, nodeSha256)
    if (verifyConsistency(older, head, proof, nodeSha256)) return undefined
    return `the stored tree does not continue the checkpoint of size ${older.size}`
  } catch (error) {
    if (error instanceof Error && error.message.endsWith('is not stored')) return error.message
    throw error
  }
}

async function causeOf(db: Db, bookId: string, size: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('replayed_entry')
    .select('cause_id')
    .where('book_id', '=', bookId)
    .where('sequence', '=', BigInt(size))
    .executeTakeFirst()
  return row?.cause_id
}

async function raiseInconsistent(
  db: Db,
  bookId: string,
  size: number,
  detail: string,
  told: Told,
): Promise<void> {
  const subject = 'log'
  const ids = { causationId: bookId, correlationId: bookId }
  const sequence = BigInt(size)
  await transact(db, (trx) =>
    raise(trx, bookId, [{ code: 'LOG_INCONSISTENT', subject, sequence, detail, ...ids }], told),
  )
}

/** Another process signed this size already, and another tree. */
class TwoRoots extends Error {}

const CHECKPOINT: Once = {
  table: 'checkpoint',
  key: { book_id: 'text', size: 'bigint' },
  says: { root: 'bytea' },
  also: { checkpoint_id: 'text', note: 'text', signed_at: 'timestamptz' },
  otherwise: ({ size }) => new TwoRoots(`another root of size ${size} is signed already`),
}

async function keep(db: Db, bookId: string, signed: Signed, at: string): Promise<boolean> {
  const checkpointId = newId('chk')
  return transact(db, async (trx) => {
    const { size, root, note } = signed
    const named = { book_id: bookId, size, checkpoint_id: checkpointId }
    const row = { ...named, root: `\\x${hex(root)}`, note, signed_at: at }
    if ((await insertOnce(trx, CHECKPOINT, [row])) === 0) return false
    const fact = checkpointFact(bookId, checkpointId, signed, at)
    await appendFacts(trx, [{ topic: TOPICS.notary, fact }])
    return true
  })
}

function checkpointFact(
  bookId: string,
  checkpointId: string,
  { size, root, note, causeId }: Signed,
  at: string,
): NotaryFact {
  return {
    id: newId('fct'),
    source: 'notary',
    subject: checkpointId,
    recordedAt: at,
    occurredAt: at,
    bookId,
    correlationId: checkpointId,
    causationId: causeId,
    actor: { role: 'system', id: 'notary' },
    type: 'checkpoint.signed',
    data: { checkpointId, size: String(size), rootBase64: base64(root), note },
  }
}
