// Signatures that are added to a checkpoint after it was signed.
import { sql } from 'kysely'
import { orSame, type Database } from '@ticun/db'
import {
  equal,
  formatSignature,
  parseNote,
  signNote,
  type NoteSignature,
  type Signer,
} from '@ticun/proof'
import type { NotaryTables } from '../tables.ts'
import type { SignedCheckpoint } from './latest.ts'

type Db = Database<NotaryTables>

/** Which checkpoint, who added to it, and when (UTC). */
export type Addition = { bookId: string; size: number; isWitness: boolean; at: string }

/** Adds signatures that were verified; what is there already stays as it is. */
export async function addSignatures(
  db: Db,
  { bookId, size, isWitness, at }: Addition,
  signatures: readonly NoteSignature[],
): Promise<void> {
  for (const signature of signatures) {
    await sql`
      INSERT INTO checkpoint_signature
        (book_id, size, name, key_hash, is_witness, line, added_at)
      VALUES (${bookId}, ${size}::bigint, ${signature.name}, ${Buffer.from(signature.keyHash)},
        ${isWitness}, ${formatSignature(signature)}, ${at}::timestamptz)
      ${orSame('WANTED_ONCE')}`.execute(db)
  }
}

/**
 * Lets keys sign the newest checkpoint that have not done so: after the office took a new key, who
 * knows only that one must not have to wait for the next entry.
 */
export async function signWithNewKeys(
  db: Db,
  bookId: string,
  last: SignedCheckpoint,
  signers: readonly Signer[],
  at: string,
): Promise<void> {
  const { text, signatures } = parseNote(last.note)
  const added = await db
    .selectFrom('checkpoint_signature')
    .select('key_hash')
    .where('book_id', '=', bookId)
    .where('size', '=', BigInt(last.size))
    .where('is_witness', '=', false)
    .execute()
  const hashes = [
    ...signatures.map(({ keyHash }) => keyHash),
    ...added.map(({ key_hash }) => new Uint8Array(key_hash)),
  ]
  const news = signers.filter(({ keyHash }) => !hashes.some((known) => equal(known, keyHash)))
  if (news.length === 0) return
  const signed = await signNote(text, news)
  await addSignatures(db, { bookId, size: last.size, isWitness: false, at }, signed.signatures)
}
