// Brings back what a restored book forgot: applies the facts that it has said, entry by entry.
import { sql, type Transaction } from 'kysely'
import { orSame } from '@ticun/db'
import { appendFacts, type Outgoing } from '@ticun/events'
import {
  accountHeads,
  accountsOf,
  advance,
  append,
  compose,
  lockChain,
  openChain,
} from '@ticun/ledger'
import type { ChainHead, Posted } from '@ticun/ledger'
import { hex } from '@ticun/proof'
import { TOPICS, type EscrowFact, type LedgerFact } from '@ticun/protocol'
import { evolve } from '../decide/evolve/evolve.ts'
import type { EscrowTables } from '../tables.ts'
import { namesOf } from '../decide/names.ts'
import { saveTaken } from '../world/taken.ts'
import { takeChanges } from '../world/changes.ts'
import { loadMissing } from '../world/load.ts'
import { saveChanges } from '../world/save.ts'
import { emptyWorld } from '../world/world.ts'
import { needsOfFacts } from './needs.ts'

type Trx = Transaction<EscrowTables>

/** Facts that are applied and written together. */
const GROUP_MAX = 200

/** The facts do not lead to the entries that were posted; nothing was written. */
export class RestoreError extends Error {
  override name = 'RestoreError'
}

export type Restored = { facts: number; from: bigint; to: bigint; hash: string }

/**
 * Applies the facts of one book, in order, in the caller's transaction. Those that the outbox has
 * are left out. Each entry must have the hash that it had when it was posted; throws RestoreError
 * otherwise, and when one is missing. What no fact says stays lost: names, and the replies to keys.
 */
export async function restoreBook(
  trx: Trx,
  bookId: string,
  said: readonly EscrowFact[],
  entries: readonly LedgerFact[],
): Promise<Restored> {
  const missing = await unknownOnes(trx, bookId, said)
  const hashes = new Map(entries.map((entry) => [entry.bookSequence, entry.data.hash]))
  const first = missing[0]
  if (first?.type === 'book.opened') await openChain(trx, bookId, first.recordedAt)
  const locked = await lockChain(trx, bookId)
  if (!locked) throw new RestoreError(`book ${bookId} is not known, and no fact opens it`)
  let chain = locked
  for (let from = 0; from < missing.length; from += GROUP_MAX) {
    chain = await applyGroup(trx, chain, missing.slice(from, from + GROUP_MAX), hashes)
  }
  await keepFacts(trx, missing, entries)
  await markCauses(trx, missing)
  const { sequence: to, hash } = chain
  return { facts: missing.length, from: locked.sequence, to, hash: hex(hash) }
}

/** Those that were never written here, each once, in order. */
async function unknownOnes(
  trx: Trx,
  bookId: string,
  said: readonly EscrowFact[],
): Promise<EscrowFact[]> {
  const own = new Map(said.filter((fact) => fact.bookId === bookId).map((fact) => [fact.id, fact]))
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM outbox WHERE aggregatetype = ${TOPICS.escrow}
      AND id = ANY(${[...own.keys()]}::text[])`.execute(trx)
  for (const { id } of rows) own.delete(id)
  return [...own.values()]
}

async function applyGroup(
  trx: Trx,
  chain: ChainHead,
  facts: readonly EscrowFact[],
  hashes: ReadonlyMap<string, string>,
): Promise<ChainHead> {
  const world = emptyWorld(chain.bookId)
  await loadMissing(trx, world, needsOfFacts(facts))
  const bookWasOpen = world.book !== undefined
  const drafts = facts.flatMap((fact) => evolve(world, fact) ?? [])
  const heads = await accountHeads(trx, chain.bookId, accountsOf(drafts))
  let head = chain
  // A batch of the book has one time; entries of one time are written as one batch again.
  for (const batch of Map.groupBy(drafts, (draft) => draft.recordedAt).values()) {
    const posted = compose(head, heads, batch)
    expectSame(facts, posted, hashes)
    head = advance(head, posted, batch[0]?.recordedAt ?? head.recordedAt)
    await append(trx, head, posted)
  }
  await saveChanges(trx, chain.bookId, takeChanges(world, bookWasOpen))
  await saveTaken(trx, chain.bookId, namesOf(world, facts))
  return head
}

/** Every entry is at its place again, with its hash; so every balance and every line is. */
function expectSame(
  facts: readonly EscrowFact[],
  posted: readonly Posted[],
  hashes: ReadonlyMap<string, string>,
): void {
  const places = new Map(facts.map((fact) => [fact.id, fact.bookSequence]))
  for (const { entry, hash } of posted) {
    const sequence = entry.sequence.toString()
    if (places.get(entry.causeId) !== sequence) {
      throw new RestoreError(
        `${entry.causeId} was entry ${places.get(entry.causeId)}, not ${sequence}`,
      )
    }
    if (hashes.get(sequence) !== hex(hash)) {
      throw new RestoreError(`entry ${sequence} would not be the one that was posted`)
    }
  }
}

/** Facts of others that these facts came of had their effect: they are not taken once more. */
async function markCauses(trx: Trx, facts: readonly EscrowFact[]): Promise<void> {
  const causes = [...new Set(facts.map(({ causationId }) => causationId))]
  await sql`
    INSERT INTO inbox (topic, fact_id)
    SELECT topic, id FROM unnest(${[TOPICS.settlement, TOPICS.notary]}::text[]) AS topic,
      unnest(${causes.filter((id) => id.startsWith('fct_'))}::text[]) AS id
    ${orSame('NAME_IS_ALL')}`.execute(trx)
}

/** What was said is in the outbox again, so that another broker could get it from here. */
async function keepFacts(
  trx: Trx,
  facts: readonly EscrowFact[],
  entries: readonly LedgerFact[],
): Promise<void> {
  const byCause = new Map(entries.map((entry) => [entry.id, entry]))
  const outgoing = facts.flatMap((fact): Outgoing[] => {
    const entry = byCause.get(fact.id)
    const own = { topic: TOPICS.escrow, fact }
    return entry ? [own, { topic: TOPICS.ledger, fact: entry }] : [own]
  })
  await appendFacts(trx, outgoing)
}
