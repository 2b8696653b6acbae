// The answers that were given, by key: a twin gets the same one, for ever.
import { sql, type Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { Answer, Command } from './command.ts'

type Trx = Transaction<EscrowTables>

export type Reply = { requestSha256: string; answer: Answer; fresh?: Command }

type Row = { scope: string; key: string; request_sha256: string; reply: Answer }

/** Replies that were given to any of these keys already, by `scope \n key`. */
export async function findReplies(
  trx: Trx,
  bookId: string,
  commands: readonly Command[],
): Promise<Map<string, Reply>> {
  const found = await sql<Row>`
    SELECT c.scope, c.key, c.request_sha256, c.reply
    FROM unnest(
      ${commands.map((command) => command.scope)}::text[],
      ${commands.map((command) => command.key)}::text[]) AS asked (scope, key)
    JOIN command c ON c.book_id = ${bookId} AND c.scope = asked.scope AND c.key = asked.key`.execute(
    trx,
  )
  return new Map(
    found.rows.map((row) => [
      `${row.scope}\n${row.key}`,
      { requestSha256: row.request_sha256, answer: row.reply },
    ]),
  )
}

/** Keeps answers beside their keys. */
export async function saveReplies(
  trx: Trx,
  given: readonly { command: Command; answer: Answer }[],
  recordedAt: string,
): Promise<void> {
  await sql`
    INSERT INTO command (book_id, scope, key, request_sha256, command_id, reply, recorded_at)
    SELECT ${given[0]!.command.bookId}, scope, key, request_sha256, command_id, reply,
      ${recordedAt}::timestamptz
    FROM unnest(
      ${given.map(({ command }) => command.scope)}::text[],
      ${given.map(({ command }) => command.key)}::text[],
      ${given.map(({ command }) => command.requestSha256)}::text[],
      ${given.map(({ command }) => command.commandId)}::text[],
      ${given.map(({ answer }) => JSON.stringify(answer))}::json[])
      AS given (scope, key, request_sha256, command_id, reply)`.execute(trx)
}
