// One transaction for a batch of commands, from what Postgres holds: nothing is taken for granted.
import type { Transaction } from 'kysely'
import { systemNow } from '@ticun/http'
import {
  accountHeads,
  accountsOf,
  advance,
  BalanceRefused,
  compose,
  lockChain,
  openChain,
  type ChainHead,
  type Posted,
} from '@ticun/ledger'
import { refuse } from '@ticun/protocol'
import type { EscrowTables } from '../tables.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import { emptyWorld } from '../world/world.ts'
import type { Command, Outcome } from './command.ts'
import { planBatch, refusedPlan, type Plan } from './plan.ts'
import { findReplies, keyOf, type Reply } from './replies.ts'
import { writePlan } from './write.ts'

/**
 * Executes commands of one book in order, in the caller's transaction, and gives each its outcome.
 * A refusal touches nothing else; an exception means the whole transaction must be given up.
 */
export async function execute(
  trx: Transaction<EscrowTables>,
  bookId: string,
  commands: readonly Command[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const group of groupsOf(commands)) {
    outcomes.push(...(await executeGroup(trx, bookId, group)))
  }
  return outcomes
}

/**
 * What sums or lists rows in Postgres comes after what is before it was written: a merchant must
 * not close over a deposit of its own batch, nor a reserve leave beside a chargeback.
 */
const ALONE: ReadonlySet<Command['verb']> = new Set([
  'run-payouts',
  'tick',
  'supply-calendar',
  'allocate-interest',
  'change-merchant',
  'approve-merchant-change',
  'decide-chargeback',
  'release-reserve',
  'approve-release',
  'compute-mass-refund',
  'approve-mass-refund',
])

function groupsOf(commands: readonly Command[]): Command[][] {
  const groups: Command[][] = []
  let isOpen = false
  for (const command of commands) {
    const isAlone = ALONE.has(command.verb)
    if (isOpen && !isAlone) groups.at(-1)!.push(command)
    else groups.push([command])
    isOpen = !isAlone
  }
  return groups
}

async function executeGroup(
  trx: Transaction<EscrowTables>,
  bookId: string,
  commands: readonly Command[],
): Promise<Outcome[]> {
  const clock = systemNow()
  if (commands.some((command) => command.verb === 'open-book')) await openChain(trx, bookId, clock)
  // From here on this transaction is the book's only writer: nothing that it reads can change.
  const chain = await lockChain(trx, bookId)
  if (!chain) return commands.map(() => ({ answer: { refused: 'unknown_book' }, replayed: false }))
  const replies = await findReplies(trx, bookId, commands)
  const fresh = freshOnes(commands, replies)
  if (fresh.length > 0) {
    const recordedAt = clock > chain.recordedAt ? clock : chain.recordedAt
    const { plan, posted } = await planOn(trx, chain, fresh, recordedAt)
    const next = advance(chain, posted, recordedAt)
    for (const { command, answer } of await writePlan(trx, next, plan, posted)) {
      const { requestSha256 } = command
      replies.set(keyOf(command), { requestSha256, answer, fresh: command })
    }
  }
  return commands.map((command) => outcomeOf(command, replies))
}

/**
 * What these will do on top of a locked chain. One whose balances could not be said is refused; of
 * several `BalanceRefused` is thrown, and each has to come alone.
 */
async function planOn(
  trx: Transaction<EscrowTables>,
  chain: ChainHead,
  commands: readonly Command[],
  recordedAt: string,
): Promise<{ plan: Plan; posted: Posted[] }> {
  const world = emptyWorld(chain.bookId)
  await loadMissing(trx, world, needsOf(commands, true))
  const plan = planBatch(world, commands, recordedAt)
  const heads = await accountHeads(trx, chain.bookId, accountsOf(plan.drafts))
  try {
    return { plan, posted: compose(chain, heads, plan.drafts) }
  } catch (error) {
    const [only] = commands
    if (!(error instanceof BalanceRefused) || !only || commands.length > 1) throw error
    const refusal = refuse(error.code, error.message)
    return { plan: refusedPlan(chain.bookId, only, refusal), posted: [] }
  }
}

/** The first of each key that has no reply yet. */
function freshOnes(commands: readonly Command[], replies: ReadonlyMap<string, Reply>): Command[] {
  const seen = new Set(replies.keys())
  return commands.filter((command) => {
    const key = keyOf(command)
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

function outcomeOf(command: Command, replies: ReadonlyMap<string, Reply>): Outcome {
  const reply = replies.get(keyOf(command))!
  if (reply.requestSha256 !== command.requestSha256) {
    return { answer: { refused: 'idempotency_key_reused' }, replayed: false }
  }
  return { answer: reply.answer, replayed: reply.fresh !== command }
}
