// Folds all facts of escrow once more, and tells where the state that the API shows is another one.
import { BOOK, OFFICER, readAll, type Stage } from '@ticun/demo'
import { connect } from '@ticun/db'
import {
  escrowFact,
  escrowRoutes,
  TOPICS,
  type EscrowFact,
  type SessionView,
} from '@ticun/protocol'
import { naturalBalance, posting } from '@ticun/rules'
import { evolve } from '../../services/escrow/decide/evolve/evolve.ts'
import { viewRefund } from '../../services/escrow/decide/refunds/view.ts'
import { viewSession } from '../../services/escrow/decide/sessions.ts'
import { viewContract } from '../../services/escrow/read/contracts.ts'
import { timerKey } from '../../services/escrow/world/timer.ts'
import { emptyWorld, lotsOf, type World } from '../../services/escrow/world/world.ts'

type Outbox = {
  outbox: { transaction_id: string; position: bigint; aggregatetype: string; payload: string }
}

/** What two ways lead to: they must be equal. Everything is sorted by id. */
export type Both = { folded: State; shown: State }

type State = {
  contracts: unknown[]
  sessions: unknown[]
  refunds: unknown[]
  /** Natural balances in fen by account; accounts that stand at 0 are left out. */
  accounts: Record<string, string>
}

/** Every fact that escrow has said, in the order of saying; `url` is of its facts reader. */
export async function readFacts(url: string): Promise<EscrowFact[]> {
  const db = connect<Outbox>({ url, applicationName: 'laws', connectionsMax: 1 })
  try {
    const rows = await db
      .selectFrom('outbox')
      .select('payload')
      .where('aggregatetype', '=', TOPICS.escrow)
      .orderBy('transaction_id')
      .orderBy('position')
      .execute()
    return rows.map(({ payload }) => escrowFact.parse(JSON.parse(payload)))
  } finally {
    await db.destroy()
  }
}

/** The state that the facts alone lead to, and the one that the API shows. */
export async function refold(stage: Stage, facts: readonly EscrowFact[]): Promise<Both> {
  return { folded: foldOf(facts), shown: await shownBy(stage) }
}

function foldOf(facts: readonly EscrowFact[]): State {
  const world = emptyWorld(BOOK)
  for (const fact of facts) evolve(world, fact)
  return {
    contracts: [...world.contracts.keys()].toSorted(compare).map((id) => contractIn(world, id)),
    sessions: byId(world.sessions)
      .map((session) => withLapse(world, viewSession(session)))
      .map(withoutWords),
    refunds: byId(world.refunds).map(viewRefund).map(withoutWords),
    accounts: accountsFrom(facts),
  }
}

/** When the clock takes it back, where nobody has spoken of it. */
function withLapse(world: World, view: SessionView): SessionView {
  const { sessionId: subject } = view
  const lapsesAt = world.timers.get(timerKey({ kind: 'LAPSE_SESSION', subject }))?.dueAt
  return { ...view, ...(lapsesAt ? { lapsesAt } : {}) }
}

const NAMELESS = { own: undefined, label: undefined }

function contractIn(world: World, contractId: string): unknown {
  const contract = world.contracts.get(contractId)
  const lots = lotsOf(world, contractId)
  if (!contract || lots.length === 0) throw new Error(`${contractId} has no lot`)
  const view = viewContract(contract, lots, { role: 'officer', id: 'laws' }, NAMELESS)
  return { ...view, consumerName: '' }
}

/** The book by the posting table alone: no entry is read. */
function accountsFrom(facts: readonly EscrowFact[]): Record<string, string> {
  const sums = new Map<string, bigint>()
  for (const { account, amount } of facts.flatMap((fact) => posting(fact)?.lines ?? [])) {
    sums.set(account, (sums.get(account) ?? 0n) + amount)
  }
  const standing = [...sums].filter(([, fen]) => fen !== 0n)
  return Object.fromEntries(
    standing.map(([account, fen]) => [account, String(naturalBalance(account, fen))]),
  )
}

async function shownBy({ client, house }: Stage): Promise<State> {
  const { escrow } = house.urls
  const as = OFFICER
  const contracts = await readAll(client, escrow, escrowRoutes.listContracts, { as })
  const sessions = await Promise.all(
    contracts.map(({ contractId }) =>
      readAll(client, escrow, escrowRoutes.listSessions, { as, params: { contractId } }),
    ),
  )
  const refunds = await readAll(client, escrow, escrowRoutes.listRefunds, { as })
  const accounts = await readAll(client, escrow, escrowRoutes.listAccounts, {
    as,
    params: { bookId: BOOK },
  })
  const standing = accounts.filter(({ balanceFen }) => balanceFen !== '0')
  return {
    // Names are no facts.
    contracts: sortedBy(contracts, 'contractId').map((each) => ({ ...each, consumerName: '' })),
    sessions: sortedBy(sessions.flat(), 'sessionId').map(withoutWords),
    refunds: sortedBy(refunds, 'refundId').map(withoutWords),
    accounts: Object.fromEntries(standing.map((each) => [each.account, each.balanceFen])),
  }
}

/** Facts carry a token where a reply has the words of a reason. */
function withoutWords(view: object): object {
  const words = Object.keys(view).filter((key) => /reason$/i.test(key))
  return { ...view, ...Object.fromEntries(words.map((key) => [key, ''])) }
}

function byId<V>(nouns: ReadonlyMap<string, V>): V[] {
  return [...nouns].toSorted(([a], [b]) => compare(a, b)).map(([, value]) => value)
}

function sortedBy<K extends string, T extends Record<K, string>>(items: readonly T[], key: K): T[] {
  return items.toSorted((a, b) => compare(a[key], b[key]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
