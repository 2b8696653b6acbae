// Writes a plan: entries, state, facts and replies, with one statement a table.
import type { Transaction } from 'kysely'
import { appendFacts, type Outgoing } from '@ticun/events'
import { append, type ChainHead, type Posted } from '@ticun/ledger'
import { TOPICS, type EscrowFact, type Receipt } from '@ticun/protocol'
import { savePersons } from '../person/person.ts'
import type { EscrowTables } from '../tables.ts'
import { saveChanges } from '../world/save.ts'
import { saveTaken } from '../world/taken.ts'
import type { Answer, Command } from './command.ts'
import { entryFact } from './entry-fact.ts'
import type { Plan, Receipts } from './plan.ts'
import { saveReplies } from './replies.ts'

export type Given = { command: Command; answer: Answer }

/**
 * Writes a plan and its entries on the locked chain, moves its head on to `next`, and gives the
 * answers in the plan's order. Throws a unique violation when a key or an id was used before.
 */
export async function writePlan(
  trx: Transaction<EscrowTables>,
  next: ChainHead,
  plan: Plan,
  posted: readonly Posted[],
): Promise<Given[]> {
  const receipts = receiptsOf(posted)
  const given = plan.decided.map(({ command, answer }) => ({ command, answer: answer(receipts) }))
  await saveReplies(trx, given, next.recordedAt)
  await append(trx, next, posted)
  await saveChanges(trx, next.bookId, plan.changes)
  await saveTaken(trx, next.bookId, plan.names)
  const accepted = plan.decided.filter((each) => each.accepted)
  await savePersons(
    trx,
    accepted.map((each) => each.command),
  )
  await appendFacts(trx, outgoing(plan.facts, posted, receipts))
  return given
}

/** Business facts with the sequence of their entry, and one entry fact per entry, in book order. */
function outgoing(
  facts: readonly EscrowFact[],
  posted: readonly Posted[],
  receipts: Receipts,
): Outgoing[] {
  const byCause = new Map(posted.map(({ entry }) => [entry.causeId, entry]))
  return facts.flatMap((fact): Outgoing[] => {
    const entry = byCause.get(fact.id)
    if (!entry) return [{ topic: TOPICS.escrow, fact }]
    const receipt = receipts.get(fact.id)!
    return [
      { topic: TOPICS.escrow, fact: { ...fact, bookSequence: receipt.sequence } },
      { topic: TOPICS.ledger, fact: entryFact(fact, entry, receipt) },
    ]
  })
}

function receiptsOf(posted: readonly Posted[]): Receipts {
  const receipts = new Map<string, Receipt>()
  for (const { entry, hash } of posted) {
    const { entryId, bookId, causeId, sequence } = entry
    // A portable way to write it would take as long as to hash it.
    const digits = Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('hex')
    receipts.set(causeId, { entryId, bookId, sequence: sequence.toString(), hash: digits })
  }
  return receipts
}
