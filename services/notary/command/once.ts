// Gives every wish one answer: a twin under the same key gets the one that was given, for ever.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { systemNow, type Idempotency } from '@ticun/http'
import { newId, refuse } from '@ticun/protocol'
import type { Answer, NotaryTables } from '../tables.ts'

type Trx = Transaction<NotaryTables>
export type Outcome = { answer: Answer; replayed: boolean }

/**
 * Does the work unless the key was answered before, and keeps its answer, refusals included, in the
 * caller's transaction. `work` gets the command's id, after which facts are named.
 */
export async function answerOnce(
  trx: Trx,
  { scope, key, requestSha256 }: Idempotency,
  work: (commandId: string) => Promise<Answer>,
): Promise<Outcome> {
  // A twin waits here until the first one is answered.
  await takeTurn(trx, `${scope}\n${key}`)
  const given = await trx
    .selectFrom('command')
    .select(['request_sha256', 'reply'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .executeTakeFirst()
  if (given && given.request_sha256 !== requestSha256) {
    return { answer: refuse('idempotency_key_reused'), replayed: false }
  }
  if (given) return { answer: given.reply, replayed: true }
  const commandId = newId('cmd')
  const answer = await work(commandId)
  await trx
    .insertInto('command')
    .values({
      scope,
      key,
      request_sha256: requestSha256,
      command_id: commandId,
      reply: answer,
      recorded_at: systemNow(),
    })
    .execute()
  return { answer, replayed: false }
}

/** Whoever comes second with this name waits until the first one's transaction has ended. */
export async function takeTurn(trx: Trx, name: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 3))`.execute(trx)
}
