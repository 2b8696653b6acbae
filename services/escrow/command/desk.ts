// A book's working memory: decides and sends batches before those ahead of them are committed.
import type { Kysely } from 'kysely'
import { openRunway, sqlState, transact, type Runway, type UnderWay } from '@ticun/db'
import { systemNow } from '@ticun/http'
import {
  accountHeads,
  accountsOf,
  advance,
  BalanceRefused,
  compose,
  expectChain,
  HEAD_MOVED,
  lockChain,
  type AccountHead,
  type ChainHead,
  type Posted,
} from '@ticun/ledger'
import type { EscrowTables } from '../tables.ts'
import { forgetConfirmed } from '../world/forget.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import type { Session } from '../world/nouns.ts'
import { emptyWorld, type World } from '../world/world.ts'
import type { Command, Outcome } from './command.ts'
import { execute } from './execute.ts'
import { planBatch, type Plan } from './plan.ts'
import { isNameTaken } from '../world/taken.ts'
import { keyOf } from './replies.ts'
import { writePlan } from './write.ts'

type Db = Kysely<EscrowTables>

/**
 * What is known of a book as of a version of its chain head, with plans not yet committed on top.
 */
type Memory = {
  world: World
  heads: Map<string, AccountHead>
  chain: ChainHead
  /** Sessions as batches wrote them that were committed since the last one was decided. */
  committed: Session[]
}

/** A batch that was decided in memory. */
type Decided = {
  /** The head that it stands on: with any other one in Postgres it must not be written. */
  chain: ChainHead
  next: ChainHead
  plan: Plan
  posted: Posted[]
}

/** Nouns held in memory before it is dropped and begun again. */
const NOUNS_REMEMBERED_MAX = 200_000

/**
 * Memory was behind, a key or an id was used before, or Postgres wants it repeated: what Postgres
 * holds has to be asked.
 */
const ASK_POSTGRES = new Set([HEAD_MOVED, '23505', '40001', '40P01'])

export type Dispatched = {
  /** Resolves once they are committed, in the order of the batches; rejects with a bug or fault. */
  outcomes: Promise<Outcome[]>
}

export type Desk = {
  /**
   * Decides a batch and sends it, behind those ahead that are still under way: each is written only
   * on top of the very batch that it was decided after. Resolves when it is sent.
   */
  dispatch: (commands: readonly Command[]) => Promise<Dispatched>
}

/** The desk of one book. Memory is only a head start: Postgres has the word at every commit. */
export function createDesk(db: Db, bookId: string): Desk {
  const runway = openRunway(db)
  let memory: Memory | undefined
  let sending: Promise<unknown> = Promise.resolve()
  let concluding: Promise<unknown> = Promise.resolve()

  const dispatch = async (commands: readonly Command[]) => {
    const ahead = concluding
    const sent = sending.then(() => decideAndSend(commands, ahead))
    const outcomes = conclude(commands, ahead, sent)
    sending = sent.catch(() => {})
    concluding = outcomes.catch(() => {})
    await sending
    return { outcomes }
  }

  /** Undefined when the batch has to be executed from Postgres. */
  const decideAndSend = async (commands: readonly Command[], ahead: Promise<unknown>) => {
    const isForPostgres = !commands.every(isForMemory) || hasTwins(commands)
    if (isForPostgres || (memory && nounsIn(memory) > NOUNS_REMEMBERED_MAX)) memory = undefined
    if (isForPostgres) return undefined
    if (!memory) {
      // What could not be done in memory is not overtaken.
      await ahead
      memory = await recall(db, bookId)
    }
    const known = memory
    if (!known) return undefined
    try {
      const decided = await decideIn(db, known, commands)
      // The batch ahead may have failed meanwhile: what was decided after it counts no more.
      if (known !== memory) return undefined
      const { newSessions, sessions } = decided.plan.changes
      const written = [...newSessions, ...sessions]
      return { known, written, flight: await write(runway, decided) }
    } catch (error) {
      // It may have been decided in part: what is half done in memory is forgotten.
      memory = undefined
      // Which one is refused for it is found out one by one, from Postgres.
      if (error instanceof BalanceRefused) return undefined
      throw error
    }
  }

  const conclude = async (
    commands: readonly Command[],
    ahead: Promise<unknown>,
    sent: Promise<Sent | undefined>,
  ): Promise<Outcome[]> => {
    const flown = await sent
    await ahead
    const outcomes = flown && (await landed(flown))
    return outcomes ?? executeFromPostgres(db, bookId, commands)
  }

  /** Undefined when memory was behind or a key or id had been used: then nothing is written. */
  const landed = async ({ known, flight, written }: Sent): Promise<Outcome[] | undefined> => {
    try {
      const outcomes = await flight.landed
      for (const session of written) known.committed.push(session)
      return outcomes
    } catch (error) {
      if (memory === known) memory = undefined
      if (ASK_POSTGRES.has(sqlState(error) ?? '')) return undefined
      throw error
    }
  }

  return { dispatch }
}

/**
 * Two books may take one name in the same moment: whoever comes second finds it taken when asked
 * once more. A name that is taken still, of a command alone, was made out of its id.
 */
async function executeFromPostgres(
  db: Db,
  bookId: string,
  commands: readonly Command[],
): Promise<Outcome[]> {
  const attempt = () => transact(db, (trx) => execute(trx, bookId, commands))
  try {
    return await attempt().catch((error: unknown) => {
      if (isNameTaken(error)) return attempt()
      throw error
    })
  } catch (error) {
    if (!isNameTaken(error) || commands.length > 1) throw error
    return [{ answer: { refused: 'id_taken' }, replayed: false }]
  }
}

type Sent = { known: Memory; flight: UnderWay<Outcome[]>; written: readonly Session[] }

/**
 * Openings, payout runs, ticks and notices of a year look at the whole book, what takes money back
 * from a merchant, or ends it, at its balances and lots: these are executed from Postgres.
 */
const FROM_POSTGRES: readonly Command['verb'][] = [
  'open-book',
  'run-payouts',
  'allocate-interest',
  'tick',
  'supply-calendar',
  'reverse-session',
  'dispute-session',
  'answer-dispute',
  'ask-decision',
  'settle-dispute',
  'request-refund',
  'report-chargeback',
  'release-reserve',
  'approve-release',
  'decide-chargeback',
  'change-merchant',
  'approve-merchant-change',
  'compute-mass-refund',
  'approve-mass-refund',
]

function isForMemory(command: Command): boolean {
  return !FROM_POSTGRES.includes(command.verb)
}

function hasTwins(commands: readonly Command[]): boolean {
  return new Set(commands.map(keyOf)).size < commands.length
}

function nounsIn({ world, heads }: Memory): number {
  return world.sessions.size + world.contracts.size + world.offers.size + heads.size
}

async function recall(db: Db, bookId: string): Promise<Memory | undefined> {
  const chain = await db.transaction().execute((trx) => lockChain(trx, bookId))
  return chain && { world: emptyWorld(bookId), heads: new Map(), chain, committed: [] }
}

/** Decides in memory what Postgres will be asked to write; memory runs ahead by this plan. */
async function decideIn(db: Db, memory: Memory, commands: readonly Command[]): Promise<Decided> {
  const { world, heads, chain, committed } = memory
  // Never between loading and deciding: what was there to be seen must not go meanwhile.
  forgetConfirmed(world, committed.splice(0))
  await loadMissing(db, world, needsOf(commands, false))
  const clock = systemNow()
  const recordedAt = clock > chain.recordedAt ? clock : chain.recordedAt
  const plan = planBatch(world, commands, recordedAt)
  await loadHeads(db, world.bookId, heads, accountsOf(plan.drafts))
  const posted = compose(chain, heads, plan.drafts)
  memory.chain = advance(chain, posted, recordedAt)
  return { chain, next: memory.chain, plan, posted }
}

async function loadHeads(
  db: Db,
  bookId: string,
  heads: Map<string, AccountHead>,
  accounts: readonly string[],
): Promise<void> {
  const missing = accounts.filter((account) => !heads.has(account))
  for (const [account, head] of await accountHeads(db, bookId, missing)) heads.set(account, head)
}

/** Writes a batch in one flight, which fails, with nothing written, when the head has moved. */
function write(runway: Runway<EscrowTables>, decided: Decided): Promise<UnderWay<Outcome[]>> {
  const { chain, next, plan, posted } = decided
  return runway.fly(async (trx) => {
    await expectChain(trx, chain)
    const given = await writePlan(trx, next, plan, posted)
    return given.map(({ answer }) => ({ answer, replayed: false }))
  })
}
