// What a change of a freeze is made of: who, when, and the fact that tells the house.
import type { Transaction } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import { systemNow } from '@ticun/http'
import { renameId, TOPICS, type Actor, type Envelope } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'
import type { Found } from './freezes.ts'

export type Change = {
  commandId: string
  actor: Actor
  correlationId: string
  /** When it happens (UTC). */
  now: string
}

/** Tells the house how a freeze stands now. */
export async function tell(
  trx: Transaction<NotaryTables>,
  { bookId, freeze }: Found,
  { commandId, actor, correlationId, now }: Change,
): Promise<void> {
  const envelope: Envelope = {
    id: renameId(commandId, 'fct'),
    source: 'notary',
    subject: freeze.freezeId,
    recordedAt: systemNow(),
    occurredAt: now,
    bookId,
    correlationId,
    causationId: commandId,
    actor,
  }
  const fact = { ...envelope, type: 'freeze.changed' as const, data: freeze }
  await appendFacts(trx, [{ topic: TOPICS.notary, fact }])
}
