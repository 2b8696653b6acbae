// Gives every wish one answer: a twin under the same key gets the one that was given, for ever.
import type { Kysely, Transaction } from 'kysely'
import { newId, refuse } from '@ticun/protocol'
import { systemNow, type Idempotency } from '@ticun/http'
import type { Answer, SettlementTables } from '../tables.ts'
import { lockKey } from './locks.ts'

export type Outcome = { answer: Answer; replayed: boolean }

/** The answer that was given to this key already; `idempotency_key_reused` for another request. */
export async function givenAnswer(
  db: Kysely<SettlementTables>,
  idempotency: Idempotency,
): Promise<Outcome | undefined> {
  const row = await db
    .selectFrom('command')
    .select(['request_sha256', 'reply'])
    .where('scope', '=', idempotency.scope)
    .where('key', '=', idempotency.key)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.request_sha256 !== idempotency.requestSha256) {
    return { answer: refuse('idempotency_key_reused'), replayed: false }
  }
  return { answer: row.reply, replayed: true }
}

export type Wish = { idempotency: Idempotency; bookId: string; commandId?: string }

/**
 * Does the work unless the key was answered before, and keeps its answer, refusals included, in the
 * caller's transaction. Nothing that names a person may stand in the body: it is kept as it is.
 */
export async function answerOnce(
  trx: Transaction<SettlementTables>,
  { idempotency, bookId, commandId = newId('cmd') }: Wish,
  work: () => Promise<Answer>,
): Promise<Outcome> {
  await lockKey(trx, idempotency.scope, idempotency.key)
  const given = await givenAnswer(trx, idempotency)
  if (given) return given
  const answer = await work()
  await trx
    .insertInto('command')
    .values({
      book_id: bookId,
      scope: idempotency.scope,
      key: idempotency.key,
      request_sha256: idempotency.requestSha256,
      command_id: commandId,
      reply: answer,
      recorded_at: systemNow(),
    })
    .execute()
  return { answer, replayed: false }
}
