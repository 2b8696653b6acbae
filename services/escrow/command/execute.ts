// One transaction for a batch of commands: all reads, then pure decisions, then all writes.
import type { Transaction } from 'kysely'
import { appendFacts, type Outgoing } from '@ticun/events'
import { lockChain, openChain, post, type Posted } from '@ticun/ledger'
import { hex } from '@ticun/proof'
import { TOPICS, isRefusal, type EscrowFact, type Receipt } from '@ticun/protocol'
import { posting } from '@ticun/rules'
import { decide } from '../decide/decide.ts'
import type { Answering } from '../decide/decision.ts'
import { evolve } from '../decide/evolve.ts'
import { savePersons } from '../person/person.ts'
import type { EscrowTables } from '../tables.ts'
import { loadWorld } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import { saveWorld } from '../world/save.ts'
import type { World } from '../world/world.ts'
import { entryFact } from './entry-fact.ts'
import { findReplies, saveReplies, type Reply } from './replies.ts'
import type { Answer, Command, Outcome } from './command.ts'

type Trx = Transaction<EscrowTables>

/** A command's result before its receipts are known. */
type Pending = { command: Command; refusal?: Answer; answering?: Answering; facts: EscrowFact[] }

/**
 * Executes commands of one book in order, in the caller's transaction, and gives each its outcome.
 * A refusal touches nothing else; an exception means the whole transaction must be given up.
 */
export async function execute(
  trx: Trx,
  bookId: string,
  commands: readonly Command[],
): Promise<Outcome[]> {
  const clock = new Date().toISOString()
  if (commands.some((command) => command.verb === 'open-book')) await openChain(trx, bookId, clock)
  // From here on this transaction is the book's only writer: nothing that it reads can change.
  const chain = await lockChain(trx, bookId)
  if (!chain) return commands.map(() => ({ answer: { refused: 'unknown_book' }, replayed: false }))
  const recordedAt = clock > chain.recordedAt ? clock : chain.recordedAt
  const replies = await findReplies(trx, bookId, commands)
  const fresh = freshOnes(commands, replies)
  if (fresh.length === 0) return commands.map((command) => outcome(command, replies))
  const world = await loadWorld(trx, bookId, needsOf(fresh))
  const bookWasOpen = world.book !== undefined
  const pending = fresh.map((command) => decideOne(world, command, recordedAt))
  const facts = pending.flatMap((each) => each.facts)
  const drafts = facts.flatMap((fact) => posting(fact) ?? [])
  const posted = await post(trx, chain, drafts)
  await saveWorld(trx, world, !bookWasOpen && world.book !== undefined)
  await savePersons(
    trx,
    pending.filter((each) => !each.refusal).map((each) => each.command),
  )
  await appendFacts(trx, outgoing(facts, posted))
  const receipts = receiptsOf(posted)
  const given = pending.map((each) => ({
    command: each.command,
    answer: each.refusal ?? { body: each.answering!(receipts) },
  }))
  await saveReplies(trx, given, recordedAt)
  for (const { command, answer } of given) {
    replies.set(replyKey(command), { requestSha256: command.requestSha256, answer, fresh: command })
  }
  return commands.map((command) => outcome(command, replies))
}

function replyKey(command: Command): string {
  return `${command.scope}\n${command.key}`
}

/** The first of each key that has no reply yet. */
function freshOnes(commands: readonly Command[], replies: ReadonlyMap<string, Reply>): Command[] {
  const seen = new Set(replies.keys())
  return commands.filter((command) => {
    const key = replyKey(command)
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

function outcome(command: Command, replies: ReadonlyMap<string, Reply>): Outcome {
  const reply = replies.get(replyKey(command))!
  if (reply.requestSha256 !== command.requestSha256) {
    return { answer: { refused: 'idempotency_key_reused' }, replayed: false }
  }
  return { answer: reply.answer, replayed: reply.fresh !== command }
}

function decideOne(world: World, command: Command, recordedAt: string): Pending {
  const decision = decide(world, command, recordedAt)
  if (isRefusal(decision)) return { command, refusal: decision, facts: [] }
  for (const fact of decision.facts) evolve(world, fact)
  useCode(world, command)
  return { command, answering: decision.answer(), facts: decision.facts }
}

/** A member's code that was accepted is spent. */
function useCode(world: World, command: Command): void {
  if (command.verb !== 'record-session' && command.verb !== 'confirm-session') return
  const { codeWindow } = command
  if (codeWindow === undefined || codeWindow === null) return
  const { contractId } = world.sessions.get(command.sessionId)!
  world.lots.set(contractId, { ...world.lots.get(contractId)!, codeWindow })
  world.changed.lots.add(contractId)
}

/** Business facts with the sequence of their entry, and one entry fact per entry, in book order. */
function outgoing(facts: readonly EscrowFact[], posted: readonly Posted[]): Outgoing[] {
  const byCause = new Map(posted.map((each) => [each.entry.causeId, each]))
  return facts.flatMap((fact): Outgoing[] => {
    const entry = byCause.get(fact.id)
    if (!entry) return [{ topic: TOPICS.escrow, fact }]
    const bookSequence = entry.entry.sequence.toString()
    return [
      { topic: TOPICS.escrow, fact: { ...fact, bookSequence } },
      { topic: TOPICS.ledger, fact: entryFact(fact, entry) },
    ]
  })
}

function receiptsOf(posted: readonly Posted[]): Map<string, Receipt> {
  const receipts = posted.map(({ entry, hash }): [string, Receipt] => [
    entry.causeId,
    {
      entryId: entry.entryId,
      bookId: entry.bookId,
      sequence: entry.sequence.toString(),
      hash: hex(hash),
    },
  ])
  return new Map(receipts)
}
