// What escrow's routes stand on, and how a request becomes a command.
import type { Kysely } from 'kysely'
import type { Handler } from '@ticun/events'
import type { Caller, HandlerReply, Idempotency } from '@ticun/http'
import type { LedgerTables } from '@ticun/ledger'
import { newId, type Actor, type Refusal, type RouteContract } from '@ticun/protocol'
import type { Guesses } from '../code/guesses.ts'
import type { Batcher } from '../command/batcher.ts'
import type { Command, Verb } from '../command/command.ts'
import { drawReferences } from '../command/references.ts'
import { keepWords } from '../person/words.ts'
import type { Locate } from '../read/locate.ts'
import type { EscrowTables } from '../tables.ts'

export type Context = {
  db: Kysely<EscrowTables>
  /** The same database, for the book's questions. */
  book: Kysely<LedgerTables>
  batcher: Batcher
  locate: Locate
  /** Key of the members' codes. */
  codeKey: string
  guesses: Guesses
  /** Takes facts that arrive; of a dead one that is handled once more. */
  takeFacts: Handler<EscrowTables>
}

type Input = { caller: Caller; idempotency: Idempotency; correlationId: string; now: string }

function actorOf({ role, id, party }: Caller): Actor {
  return { role, id, ...(party ? { party } : {}) }
}

/** Sends a wish to its book and gives the answer's body as it was stored, or its refusal. */
export async function send(
  context: Context,
  bookId: string,
  input: Input,
  verb: Verb,
  occurredAt = input.now,
  actor = actorOf(input.caller),
): Promise<{ body: unknown; replayed: boolean } | Refusal> {
  const { idempotency } = input
  const commandId = newId('cmd')
  const command: Command = {
    ...(await withoutWords(context, idempotency, verb)),
    commandId,
    bookId,
    ...idempotency,
    now: input.now,
    occurredAt,
    actor,
    correlationId: input.correlationId,
    causationId: commandId,
    references: drawReferences(verb),
  }
  const { answer, replayed } = await context.batcher.submit(command)
  if ('refused' in answer) return answer as Refusal
  return { body: answer.body, replayed }
}

/** The same wish with a token in place of the words of its reason: facts outlive every person. */
async function withoutWords(
  { db, codeKey }: Context,
  request: Idempotency,
  verb: Verb,
): Promise<Verb> {
  const keep = (words: string) => keepWords(db, codeKey, request, words)
  if ('reason' in verb && verb.reason !== undefined) {
    return { ...verb, reason: await keep(verb.reason) }
  }
  if ('body' in verb && 'reason' in verb.body && verb.body.reason !== undefined) {
    return { ...verb, body: { ...verb.body, reason: await keep(verb.body.reason) } } as Verb
  }
  return verb
}

/**
 * Sends a wish that came by this contract. The body has the shape of the contract's reply, because
 * the same verb made it, now or under the same key before.
 */
export async function submit<C extends RouteContract>(
  _contract: C,
  ...wish: Parameters<typeof send>
): Promise<HandlerReply<C> | Refusal> {
  const result = await send(...wish)
  return result as HandlerReply<C> | Refusal
}
