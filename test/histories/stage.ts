// A book in which a history happens: what is known of it, and the two doors that commands take.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { transact, type Database } from '@ticun/db'
import {
  createDesk,
  drawReferences,
  execute,
  type Command,
  type EscrowTables,
  type Outcome,
  type Verb,
} from '@ticun/escrow/in-process'
import { escrowFact, ledgerFact, TOPICS, type Actor, type EscrowFact } from '@ticun/protocol'
import type { IdPrefix, LedgerFact } from '@ticun/protocol'
import { evolve } from '../../services/escrow/decide/evolve/evolve.ts'
import { emptyWorld, type World } from '../../services/escrow/world/world.ts'
import { idChooser, referenceMaker } from './draw.ts'

type Db = Database<EscrowTables>

/** When the first thing happens; the last is before the day on which anybody runs this. */
export const FIRST = '2025-06-01T04:00:00.000Z'
const LAST = '2026-10-01T00:00:00.000Z'

export const officers: readonly Actor[] = ['wang', 'li', 'zhao', 'sun'].map((id) => ({
  role: 'officer',
  id,
}))
export const system: Actor = { role: 'system', id: 'settlement' }
export const clock: Actor = { role: 'system', id: 'clock' }

/** What everybody in a history knows, folded out of its facts, and what was asked so far. */
export type Stage = {
  bookId: string
  ids: (prefix: IdPrefix) => string
  /** Draws a payment reference; two histories hardly ever draw the same. */
  reference: () => string
  /** In the second industry silence confirms, caps hold, and a reserve is kept back. */
  merchants: readonly { merchantId: string; industry: string }[]
  /** The last of them is a minor; her guardian is decided on at the beginning. */
  consumers: readonly string[]
  guardian: string
  world: World
  facts: EscrowFact[]
  entries: LedgerFact[]
  /** The house clock (UTC). */
  now: string
  /** Sessions of the batch that is being made. */
  fresh: string[]
  window: bigint
  /** Fen in the bank account, less what the bank was told of in this batch. */
  cash: bigint
}

/** A book that nothing happened in; histories of one number have the same ids. */
export function openStage(history: number): Stage {
  const ids = idChooser(history)
  const bookId = ids('bok')
  const merchants = ['WELLNESS', 'TUTORING'].map((industry) => ({
    merchantId: ids('mer'),
    industry,
  }))
  const people = { consumers: [ids('con'), ids('con'), ids('con')], guardian: ids('con') }
  const known = { world: emptyWorld(bookId), facts: [], entries: [], fresh: [] }
  return {
    bookId,
    ids,
    reference: referenceMaker(history),
    merchants,
    ...people,
    now: FIRST,
    window: 0n,
    cash: 0n,
    ...known,
  }
}

/** Time goes on, but not beyond the day of the test. */
export function wait(stage: Stage, ms: number): void {
  const next = new Date(Date.parse(stage.now) + ms).toISOString()
  if (next < LAST) stage.now = next
}

/** A command with everything that the edge adds. */
export function commandOf(stage: Stage, actor: Actor, verb: Verb, occurredAt?: string): Command {
  const commandId = stage.ids('cmd')
  const when = { now: stage.now, occurredAt: occurredAt ?? stage.now }
  const ids = { commandId, bookId: stage.bookId, correlationId: commandId, causationId: commandId }
  const requestSha256 = createHash('sha256').update(commandId).digest('hex')
  const references = drawReferences(verb, stage.reference)
  const said = { ...when, scope: actor.id, key: commandId, requestSha256, actor, references }
  return { ...verb, ...ids, ...said }
}

/** Postgres decides, with nothing remembered. */
export function directly(db: Db, bookId: string) {
  return (commands: readonly Command[]): Promise<Outcome[]> =>
    transact(db, (trx) => execute(trx, bookId, commands))
}

/** The desk decides: from memory, the next batch while the last one is not written yet. */
export function byDesk(db: Db, bookId: string) {
  const desk = createDesk(db, bookId)
  return async (batches: readonly (readonly Command[])[]): Promise<Outcome[][]> => {
    const outcomes: Outcome[][] = []
    let ahead = batches[0] && (await desk.dispatch(batches[0]))
    for (const [index] of batches.entries()) {
      const current = ahead!
      const next = batches[index + 1]
      ahead = next && (await desk.dispatch(next))
      outcomes.push(await current.outcomes)
    }
    return outcomes
  }
}

/** A place in what the outbox said, in the order of saying. */
export type Place = { transaction_id: string; position: bigint }

type Said = { facts: EscrowFact[]; entries: LedgerFact[]; place: Place }

export const BEGINNING: Place = { transaction_id: '0', position: 0n }

/** What a book has said after a place. */
export async function said(reader: Db, bookId: string, after: Place): Promise<Said> {
  const { rows } = await sql<Place & { aggregatetype: string; payload: string }>`
    SELECT transaction_id, position, aggregatetype, payload FROM outbox
    WHERE (transaction_id, position) > (${after.transaction_id}::xid8, ${after.position}::bigint)
    ORDER BY transaction_id, position`.execute(reader)
  const { transaction_id, position } = rows.at(-1) ?? after
  const told: Said = { facts: [], entries: [], place: { transaction_id, position } }
  for (const { aggregatetype, payload } of rows) {
    const body = JSON.parse(payload) as { bookId: string }
    if (body.bookId !== bookId) continue
    if (aggregatetype === TOPICS.escrow) told.facts.push(escrowFact.parse(body))
    else told.entries.push(ledgerFact.parse(body))
  }
  return told
}

/** The stage hears what was said. */
export function hear(stage: Stage, fact: EscrowFact): void {
  evolve(stage.world, fact)
  stage.facts.push(fact)
}
