// What a batch will do, decided in memory: facts, drafts, changes and answers; pure and
// synchronous.
import { isRefusal, type EscrowFact, type Receipt, type Refusal } from '@ticun/protocol'
import type { Draft } from '@ticun/rules'
import { decide } from '../decide/decide.ts'
import { speaker, type Answering, type Speak } from '../decide/decision.ts'
import { evolve } from '../decide/evolve/evolve.ts'
import { namesOf, takenAmong } from '../decide/names.ts'
import { takeChanges, type Changes } from '../world/changes.ts'
import { emptyWorld, type World } from '../world/world.ts'
import type { Answer, Command, SingleCommand } from './command.ts'

/** A command that was decided; the answer is completed with its receipts. */
export type Decided = {
  command: Command
  answer: (receipts: Receipts) => Answer
  accepted: boolean
}

export type Receipts = ReadonlyMap<string, Receipt>

/** Facts in their order, the entries that they cause, and the names that they give. */
type Said = { facts: EscrowFact[]; drafts: Draft[]; names: string[] }

export type Plan = Said & { decided: Decided[]; changes: Changes }

/**
 * Decides commands in order, each seeing what those before it did. The world is evolved and its
 * changes are taken. `recordedAt` (UTC) is the book time of the batch.
 */
export function planBatch(world: World, commands: readonly Command[], recordedAt: string): Plan {
  const bookWasOpen = world.book !== undefined
  const said: Said = { facts: [], drafts: [], names: [] }
  const decided = commands.map((command) => decideOne(world, command, recordedAt, said))
  return { decided, ...said, changes: takeChanges(world, bookWasOpen) }
}

/** What a command does that is refused after it was decided: nothing. */
export function refusedPlan(bookId: string, command: Command, answer: Refusal): Plan {
  const decided = [{ command, answer: () => answer, accepted: false }]
  const changes = takeChanges(emptyWorld(bookId), true)
  return { decided, facts: [], drafts: [], names: [], changes }
}

function decideOne(world: World, command: Command, recordedAt: string, said: Said): Decided {
  const speak = speaker(command, recordedAt)
  if (command.verb === 'tick') return decideTick(world, command, recordedAt, speak, said)
  if (command.verb !== 'record-sessions') {
    const { answer, accepted } = decideSingle(world, command, recordedAt, speak, said)
    return { command, answer, accepted }
  }
  const { items, ...envelope } = command
  const singles = items.map((item) => {
    const at = item.at ? { occurredAt: item.at } : {}
    const single = { ...envelope, ...item, ...at, verb: 'record-session' as const }
    return decideSingle(world, single, recordedAt, speak, said)
  })
  const answer = (receipts: Receipts) => ({
    body: { items: singles.map((single) => itemOf(single.answer(receipts))) },
  })
  return { command, answer, accepted: true }
}

/** Each timer that is due sees what those before it did. One that does nothing stays set. */
function decideTick(
  world: World,
  command: Extract<Command, { verb: 'tick' }>,
  recordedAt: string,
  speak: Speak,
  said: Said,
): Decided {
  const taken: Record<string, number> = {}
  for (const timer of world.due) {
    const before = said.facts.length
    const single = { ...command, verb: 'take-timer' as const, timer }
    decideSingle(world, single, recordedAt, speak, said)
    if (said.facts.length > before) taken[timer.kind] = (taken[timer.kind] ?? 0) + 1
  }
  const { bookId, now } = command
  // A mass refund stays due until its last line.
  const lines = [...world.massLeft.values()].filter((left) => left > 0).length
  const body = { bookId, now, taken, left: world.dueLeft + lines }
  return { command, answer: () => ({ body }), accepted: true }
}

/** One item's result inside of a batch's reply. */
function itemOf(answer: Answer): unknown {
  if ('body' in answer) return answer.body
  const { refused, detail } = answer
  return { refusal: { code: refused, ...(detail ? { detail } : {}) } }
}

function decideSingle(
  world: World,
  command: SingleCommand,
  recordedAt: string,
  speak: Speak,
  said: Said,
): Omit<Decided, 'command'> {
  const decision = decide(world, command, recordedAt, speak)
  if (isRefusal(decision)) return { answer: () => decision, accepted: false }
  const names = namesOf(world, decision.facts)
  const taken = takenAmong(world, names)
  if (taken) return { answer: () => taken, accepted: false }
  for (const name of names) world.taken.add(name)
  said.names.push(...names)
  for (const fact of decision.facts) {
    const draft = evolve(world, fact)
    said.facts.push(fact)
    if (draft) said.drafts.push(draft)
  }
  spendCode(world, command)
  const answering: Answering = decision.answer()
  return { answer: (receipts) => ({ body: answering(receipts) }), accepted: true }
}

/** A member's code that was accepted works no more. */
function spendCode(world: World, command: SingleCommand): void {
  if (!('codeWindow' in command) || typeof command.codeWindow !== 'bigint') return
  const { codeWindow } = command
  const { lotId } =
    command.verb === 'accept-offer'
      ? world.offers.get(command.offerId)!
      : world.sessions.get(command.sessionId)!
  const lot = world.lots.get(lotId)!
  // An older one that was kept offline: the newest is known already.
  if (codeWindow <= lot.codeWindow) return
  world.lots.set(lotId, { ...lot, codeWindow })
  world.changed.lots.add(lotId)
}
