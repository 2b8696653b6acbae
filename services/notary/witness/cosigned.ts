// How far each witness has cosigned a book's log.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import type { NotaryTables } from '../tables.ts'
import type { Witness } from './witnesses.ts'

type Db = Database<NotaryTables>

/** Size of the newest checkpoint of a book that this witness cosigned; 0 before the first. */
export async function cosignedSize(db: Db, { key, keyHash }: Witness, bookId: string) {
  const { rows } = await sql<{ size: string | null }>`
    SELECT max(size)::text AS size FROM checkpoint_signature
    WHERE book_id = ${bookId} AND name = ${key.name} AND key_hash = ${Buffer.from(keyHash)}
    `.execute(db)
  return Number(rows[0]?.size ?? 0)
}

/** Every witness with its public key and how far it has cosigned. */
export async function readCosigned(
  db: Db,
  witnesses: readonly Witness[],
  bookId: string | undefined,
): Promise<{ verifierKey: string; signed: string }[]> {
  return Promise.all(
    witnesses.map(async (witness) => {
      const size = bookId === undefined ? 0 : await cosignedSize(db, witness, bookId)
      return { verifierKey: witness.verifierKey, signed: String(size) }
    }),
  )
}
