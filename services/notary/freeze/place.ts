// Places a freeze: one officer is enough, because what is frozen wrongly can be lifted again.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { newId, notaryRoutes, refuse, type InputOf } from '@ticun/protocol'
import { findBook } from '../book/book.ts'
import { takeTurn } from '../command/once.ts'
import type { Answer, NotaryTables } from '../tables.ts'
import { tell, type Change } from './change.ts'
import { findFreeze } from './freezes.ts'

export type Wish = InputOf<(typeof notaryRoutes.placeFreeze)['body']>

/**
 * Places it. Whether the subject exists is not asked: an order of a court must not wait for the
 * facts of a contract. Refused: unknown_book, id_taken, expiry_passed.
 */
export async function place(
  trx: Transaction<NotaryTables>,
  wish: Wish,
  change: Change,
): Promise<Answer> {
  const book = await findBook(trx, wish.bookId)
  if (!book) return refuse('unknown_book', wish.bookId)
  const { freezeId = newId('frz'), expiresAt = null } = wish
  await takeTurn(trx, freezeId)
  if (await findFreeze(trx, freezeId)) return refuse('id_taken', freezeId)
  if (expiresAt !== null && expiresAt <= change.now) return refuse('expiry_passed', expiresAt)
  const amountFen = wish.scope === 'AMOUNT' ? wish.amountFen : null
  await sql`
    INSERT INTO placed_freeze (book_id, freeze_id, scope, subject_id, amount, basis, reason,
      evidence_sha256, expires_at, placed_by, placed_at, correlation_id)
    VALUES (${book.bookId}, ${freezeId}, ${wish.scope}, ${wish.subjectId}, ${amountFen}::bigint,
      ${wish.basis}, ${wish.reason}, ${wish.evidenceSha256}, ${expiresAt}::timestamptz,
      ${change.actor.id}, ${change.now}::timestamptz, ${change.correlationId})`.execute(trx)
  const placed = await findFreeze(trx, freezeId)
  if (!placed) throw new Error(`${freezeId} cannot be read back`)
  await tell(trx, placed, change)
  return { body: placed.freeze }
}
