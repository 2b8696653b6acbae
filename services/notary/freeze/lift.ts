// Lifts a freeze: one officer asks with a reason, another one approves.
import type { Transaction } from '@ticun/db'
import { refuse } from '@ticun/protocol'
import { takeTurn } from '../command/once.ts'
import type { Answer, NotaryTables } from '../tables.ts'
import { tell, type Change } from './change.ts'
import { findFreeze, type Found } from './freezes.ts'

type Trx = Transaction<NotaryTables>

/** Asks for the lifting. Refused: unknown_freeze, freeze_ended, lift_requested. */
export async function requestLift(
  trx: Trx,
  freezeId: string,
  reason: string,
  change: Change,
): Promise<Answer> {
  const found = await findInTurn(trx, freezeId)
  if (!found) return refuse('unknown_freeze', freezeId)
  if (hasEnded(found, change.now)) return refuse('freeze_ended')
  if (found.freeze.lift) return refuse('lift_requested', `by ${found.freeze.lift.requestedBy}`)
  await trx
    .insertInto('lift_request')
    .values({
      book_id: found.bookId,
      freeze_id: freezeId,
      requested_by: change.actor.id,
      requested_at: change.now,
      reason,
    })
    .execute()
  return { body: (await findFreeze(trx, freezeId))?.freeze }
}

/**
 * Lifts it. Refused: unknown_freeze, same_person (who asked), freeze_ended, lift_not_requested.
 */
export async function approveLift(trx: Trx, freezeId: string, change: Change): Promise<Answer> {
  const found = await findInTurn(trx, freezeId)
  if (!found) return refuse('unknown_freeze', freezeId)
  const { lift } = found.freeze
  if (lift?.requestedBy === change.actor.id) {
    return refuse('same_person', 'somebody else has to approve')
  }
  if (hasEnded(found, change.now)) return refuse('freeze_ended')
  if (!lift) return refuse('lift_not_requested')
  await trx
    .insertInto('ended_freeze')
    .values({
      book_id: found.bookId,
      freeze_id: freezeId,
      state: 'LIFTED',
      requested_by: lift.requestedBy,
      approved_by: change.actor.id,
      ended_at: change.now,
    })
    .execute()
  const lifted = await findFreeze(trx, freezeId)
  if (!lifted) throw new Error(`${freezeId} cannot be read back`)
  await tell(trx, lifted, change)
  return { body: lifted.freeze }
}

/** The freeze, and nobody else's to change until the transaction ends. */
async function findInTurn(trx: Trx, freezeId: string): Promise<Found | undefined> {
  await takeTurn(trx, freezeId)
  return findFreeze(trx, freezeId)
}

/** An expiry that has passed counts before the clock has told it. */
function hasEnded({ freeze }: Found, now: string): boolean {
  if (freeze.state !== 'PLACED') return true
  return freeze.expiresAt !== undefined && freeze.expiresAt <= now
}
