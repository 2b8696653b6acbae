// Ends freezes whose expiry has come, so that everybody else may follow their state alone.
import { transact, type Database } from '@ticun/db'
import { newId } from '@ticun/protocol'
import { takeTurn } from '../command/once.ts'
import type { NotaryTables } from '../tables.ts'
import { tell } from './change.ts'
import { findFreeze, listDue } from './freezes.ts'

/** Of freezes that are ended in one look. */
const DUE_MAX = 500

/** Ends what is due at `now` (UTC), each in a transaction of its own; returns how many ended. */
export async function expireDue(db: Database<NotaryTables>, now: string): Promise<number> {
  let ended = 0
  for (const { freeze } of await listDue(db, now, DUE_MAX)) {
    if (await expire(db, freeze.freezeId, now)) ended += 1
  }
  return ended
}

async function expire(db: Database<NotaryTables>, freezeId: string, now: string): Promise<boolean> {
  return transact(db, async (trx) => {
    await takeTurn(trx, freezeId)
    const found = await findFreeze(trx, freezeId)
    const expiresAt = found?.freeze.expiresAt
    // Somebody may have lifted it since the look.
    if (!found || found.freeze.state !== 'PLACED') return false
    if (expiresAt === undefined || expiresAt > now) return false
    await trx
      .insertInto('ended_freeze')
      .values({
        book_id: found.bookId,
        freeze_id: freezeId,
        state: 'EXPIRED',
        requested_by: null,
        approved_by: null,
        ended_at: expiresAt,
      })
      .execute()
    const expired = await findFreeze(trx, freezeId)
    if (!expired) throw new Error(`${freezeId} cannot be read back`)
    await tell(trx, expired, {
      commandId: newId('cmd'),
      actor: { role: 'system', id: 'clock' },
      correlationId: found.correlationId,
      now: expiresAt,
    })
    return true
  })
}
