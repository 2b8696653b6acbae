// The book of a history: as Postgres holds it, and as the notary derives it again from the facts.
import type { Database } from '@ticun/db'
import type { EscrowTables } from '@ticun/escrow/in-process'
import { chainHead } from '@ticun/ledger'
import { emptyFrontier, genesisHash, hex } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { naturalBalance } from '@ticun/rules'
import { sortCauses, sortEntries } from '../../services/notary/replay/arrivals.ts'
import type { AccountHead } from '../../services/notary/replay/rederive.ts'
import { replayRun } from '../../services/notary/replay/run.ts'
import type { Plain } from './plain.ts'
import type { Stage } from './stage.ts'

/** Balances in fen by account, as the book shows them; those at 0 are left out. */
export type Balances = Map<string, bigint>

export async function balancesOf(db: Database<EscrowTables>, bookId: string): Promise<Balances> {
  const rows = await db
    .selectFrom('account_head')
    .select(['account', 'balance'])
    .where('book_id', '=', bookId)
    .execute()
  const standing = rows.filter(({ balance }) => balance !== 0n)
  return new Map(
    standing.map(({ account, balance }) => [account, naturalBalance(account, balance)]),
  )
}

/** The same by the notary's own derivation; throws where the facts do not lead to the entries. */
export async function rederived(db: Database<EscrowTables>, stage: Stage): Promise<Balances> {
  const { bookId, facts, entries } = stage
  const causes = sortCauses(facts, 0n)
  const arrived = sortEntries(entries, 0n)
  const bySequence = new Map(causes.causes.map((each) => [each.sequence, each.fact]))
  const candidates = arrived.entries.map((entry) => ({
    ...entry,
    entryFactId: entry.factId,
    cause: bySequence.get(entry.sequence)!,
  }))
  const heads = new Map<string, AccountHead>()
  const start = { hash: genesisHash(), recordedAt: null, frontier: emptyFrontier, stoppedAt: null }
  const run = replayRun({ bookId, sequence: 0n, ...start }, heads, candidates, nodeSha256)
  const problems = [...causes.problems, ...arrived.problems, ...(run.problem ? [run.problem] : [])]
  if (problems.length > 0) throw new Error(`the notary: ${JSON.stringify(problems[0]!.detail)}`)
  const head = await chainHead(db, bookId)
  if (!head || hex(head.hash) !== hex(run.book.hash)) throw new Error('another chain head')
  const standing = [...heads].filter(([, { balance }]) => balance !== 0n)
  return new Map(
    standing.map(([account, { balance }]) => [account, naturalBalance(account, balance)]),
  )
}

/** What the plain sums say of the same accounts. */
export function plainBalances({ lots, merchants, consumers, cash }: Plain): Balances {
  const all: [string, bigint][] = [['1001', cash]]
  for (const [lotId, { held, disputed }] of lots) {
    all.push([`2001/${lotId}`, held], [`2002/${lotId}`, disputed])
  }
  for (const [merchantId, { payable, reserve, owed }] of merchants) {
    all.push([`2003/${merchantId}`, payable], [`2008/${merchantId}`, reserve])
    all.push([`1101/${merchantId}`, owed])
  }
  for (const [consumerId, fen] of consumers) all.push([`1101/${consumerId}`, fen])
  return new Map(all.filter(([, fen]) => fen !== 0n))
}
