// The answers that were given, by key: a twin gets the same one, for ever.
import { sql, type Transaction } from 'kysely'
import { byteStrings, column, send, texts } from '@ticun/db'
import { jsonOf } from '@ticun/http'
import type { EscrowTables } from '../tables.ts'
import type { Answer, Command } from './command.ts'

type Trx = Transaction<EscrowTables>

export type Reply = { requestSha256: string; answer: Answer; fresh?: Command }

type Row = { scope: string; key: string; request_sha256: string; reply: string }

/** A caller's key within a book, as one text. */
export function keyOf({ scope, key }: { scope: string; key: string }): string {
  return `${scope}\n${key}`
}

/**
 * Replies that were given to any of these keys already, by `keyOf`. Each is looked up by its key
 * (LIMIT forbids a join): a join would read all replies of the book.
 */
export async function findReplies(
  trx: Trx,
  bookId: string,
  commands: readonly Command[],
): Promise<Map<string, Reply>> {
  const found = await sql<Row>`
    SELECT c.scope, c.key, encode(c.request_sha256, 'hex') AS request_sha256, c.reply
    FROM unnest(
      ${column(commands.map((command) => command.scope))}::text[],
      ${column(commands.map((command) => command.key))}::text[]) AS asked (scope, key)
    CROSS JOIN LATERAL (SELECT * FROM command
      WHERE book_id = ${bookId} AND scope = asked.scope AND key = asked.key LIMIT 1) c`.execute(trx)
  return new Map(
    found.rows.map((row) => [
      keyOf(row),
      { requestSha256: row.request_sha256, answer: JSON.parse(row.reply) as Answer },
    ]),
  )
}

/** Keeps answers beside their keys. A key that has one already is a unique violation at commit. */
export async function saveReplies(
  trx: Trx,
  given: readonly { command: Command; answer: Answer }[],
  recordedAt: string,
): Promise<void> {
  const hashes = given.map(({ command }) => Buffer.from(command.requestSha256, 'hex'))
  const statement = sql`
    INSERT INTO command (book_id, recorded_at, scope, key, request_sha256, reply)
    SELECT ${given[0]!.command.bookId}, ${recordedAt}::timestamptz,
      unnest(${texts(given.map(({ command }) => command.scope))}::text[]),
      unnest(${texts(given.map(({ command }) => command.key))}::text[]),
      unnest(${byteStrings(hashes)}::bytea[]),
      unnest(${texts(given.map(({ answer }) => textOf(answer)))}::text[])`
  await send(trx, statement)
}

/** An answer as JSON. Its body is what the caller gets too. */
function textOf(answer: Answer): string {
  const { body } = answer as { body?: unknown }
  if (typeof body !== 'object' || body === null) return JSON.stringify(answer)
  return `{"body":${jsonOf(body)}}`
}
