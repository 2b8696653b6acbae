// A book's working memory: decides the next batch while the last one is being committed.
import type { Kysely } from 'kysely'
import { fly, sqlState, transact } from '@ticun/db'
import { systemNow } from '@ticun/http'
import {
  accountHeads,
  accountsOf,
  compose,
  expectChain,
  HEAD_MOVED,
  lockChain,
  type AccountHead,
  type ChainHead,
  type Posted,
} from '@ticun/ledger'
import type { EscrowTables } from '../tables.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import { emptyWorld, type World } from '../world/world.ts'
import type { Command, Outcome } from './command.ts'
import { execute } from './execute.ts'
import { planBatch, type Plan } from './plan.ts'
import { keyOf } from './replies.ts'
import { writePlan } from './write.ts'

type Db = Kysely<EscrowTables>

/**
 * What is known of a book as of a version of its chain head, with plans not yet committed on top.
 */
type Memory = { world: World; heads: Map<string, AccountHead>; chain: ChainHead }

/** A batch that was decided in memory and waits for its turn to be written. */
type Prepared = {
  commands: readonly Command[]
  memory: Memory
  /** The head that the plan stands on; another one in Postgres means that somebody else wrote. */
  chain: ChainHead
  plan: Plan
  posted: Posted[]
  recordedAt: string
}

/** Nouns held in memory before it is dropped and begun again. */
const NOUNS_REMEMBERED_MAX = 200_000

/**
 * Memory was behind, a key or an id was used before, or Postgres wants it repeated: what Postgres
 * holds has to be asked.
 */
const ASK_POSTGRES = new Set([HEAD_MOVED, '23505', '40001', '40P01'])

export type Desk = {
  /**
   * Decides a batch now; `commit` writes it. Batches are committed in the order of their making.
   */
  prepare: (commands: readonly Command[]) => Promise<{ commit: () => Promise<Outcome[]> }>
}

/** The desk of one book. Memory is only a head start: Postgres has the word at every commit. */
export function createDesk(db: Db, bookId: string): Desk {
  let memory: Memory | undefined

  const prepare = async (commands: readonly Command[]) => {
    const prepared = await prepareFrom(commands)
    const commit = async () => {
      const outcomes = prepared && (await tryWrite(prepared))
      return outcomes ?? (await slowly(commands))
    }
    return { commit }
  }

  const prepareFrom = async (commands: readonly Command[]): Promise<Prepared | undefined> => {
    if (!commands.every(isForMemory) || hasTwins(commands)) return undefined
    if (memory && nounsIn(memory) > NOUNS_REMEMBERED_MAX) memory = undefined
    memory ??= await recall(db, bookId)
    try {
      return memory && (await decideIn(db, memory, commands))
    } catch (error) {
      // It may have been decided in part: what is half done in memory is forgotten.
      memory = undefined
      throw error
    }
  }

  /** Undefined when memory was behind or a key or id had been used: then nothing is written. */
  const tryWrite = async (prepared: Prepared): Promise<Outcome[] | undefined> => {
    if (prepared.memory !== memory) return undefined
    try {
      return await write(db, prepared)
    } catch (error) {
      memory = undefined
      if (ASK_POSTGRES.has(sqlState(error) ?? '')) return undefined
      throw error
    }
  }

  const slowly = (commands: readonly Command[]) => {
    memory = undefined
    return transact(db, (trx) => execute(trx, bookId, commands))
  }

  return { prepare }
}

/**
 * Openings, payout runs and ticks look at the whole book, what takes money back from a merchant, or
 * ends it, at its balances and lots: these are executed from Postgres.
 */
const FROM_POSTGRES: readonly Command['verb'][] = [
  'open-book',
  'run-payouts',
  'allocate-interest',
  'tick',
  'reverse-session',
  'dispute-session',
  'answer-dispute',
  'settle-dispute',
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
  return world.sessions.size + world.contracts.size + heads.size
}

async function recall(db: Db, bookId: string): Promise<Memory | undefined> {
  const chain = await db.transaction().execute((trx) => lockChain(trx, bookId))
  return chain && { world: emptyWorld(bookId), heads: new Map(), chain }
}

/** Decides in memory what Postgres will be asked to write; memory runs ahead by this plan. */
async function decideIn(db: Db, memory: Memory, commands: readonly Command[]): Promise<Prepared> {
  const { world, heads, chain } = memory
  await loadMissing(db, world, needsOf(commands, false))
  const clock = systemNow()
  const recordedAt = clock > chain.recordedAt ? clock : chain.recordedAt
  const plan = planBatch(world, commands, recordedAt)
  await loadHeads(db, world.bookId, heads, accountsOf(plan.drafts))
  const posted = compose(chain, heads, plan.drafts)
  const last = posted.at(-1)
  memory.chain = {
    bookId: world.bookId,
    sequence: last?.entry.sequence ?? chain.sequence,
    hash: last?.hash ?? chain.hash,
    recordedAt,
    version: chain.version + 1n,
  }
  return { commands, memory, chain, plan, posted, recordedAt }
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

/** Writes a prepared batch in one flight; throws, with nothing written, when the head has moved. */
function write(db: Db, prepared: Prepared): Promise<Outcome[]> {
  const { chain, plan, posted, recordedAt } = prepared
  return fly(db, async (trx) => {
    await expectChain(trx, chain)
    const given = await writePlan(trx, chain, plan, posted, recordedAt)
    return given.map(({ answer }) => ({ answer, replayed: false }))
  })
}
