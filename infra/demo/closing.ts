// Asks every process what it holds at the end, and makes the closing figures of the answers.
import { escrowRoutes, notaryRoutes, settlementRoutes, type ContractView } from '@ticun/protocol'
import type { Expected } from './expected.ts'
import type { Figures } from './figures.ts'
import { readAll } from './pages.ts'
import { until } from './patience.ts'
import { BOOK, OFFICER, type Stage } from './stage.ts'
import { doubtCheckpoint, rehash } from './verify.ts'

const NOTARY_PATIENCE_MS = 60_000
const NOTE_ROUTE = notaryRoutes.checkpoint.path
const PAYABLE_CODES = new Set(['2003', '2004'])

/** What only the run itself knows; the house is asked for everything else. */
export type Known = Pick<Figures, 'rowsRead' | 'refused' | 'sessionsRecorded'>

export type Closing = {
  figures: Omit<Figures, 'seconds'>
  contracts: ContractView[]
  /** What was found wrong, in words; the figures show it too. */
  doubts: string[]
}

/** Waits until the notary has signed the whole book, then gathers the figures. */
export async function close(stage: Stage, known: Known): Promise<Closing> {
  const { client, house } = stage
  const head = await readHead(stage)
  const log = await awaitNotary(stage, head.lastSequence)
  const [entries, contracts, account, paid, reconciliation, note] = await Promise.all([
    readAll(client, house.urls.escrow, escrowRoutes.listEntries, {
      as: OFFICER,
      params: { bookId: BOOK },
    }),
    readAll(client, house.urls.escrow, escrowRoutes.listContracts, { as: OFFICER }),
    stage.bank.account(),
    readPayments(stage),
    awaitReconciliation(stage),
    awaitNote(stage, head.lastSequence),
  ])
  const rehashed = rehash(BOOK, entries)
  const doubts: string[] = []
  if (rehashed.firstBad !== undefined) {
    doubts.push(`entry ${rehashed.firstBad} does not hash to what escrow says`)
  }
  for (const [who, hash] of [
    ['escrow', head.chainHead],
    ['the notary', log.chainHead],
  ]) {
    if (hash !== rehashed.chainHead) doubts.push(`${who} tells another chain head: ${hash}`)
  }
  const chainVerified = doubts.length === 0
  const doubt = await doubtCheckpoint(note, log, rehashed)
  if (doubt !== undefined) doubts.push(doubt)
  if (log.alerts > 0) doubts.push(`the notary has raised ${log.alerts} alerts`)
  for (const { name, amountFen } of reconciliation.differences) {
    doubts.push(`reconciliation: ${name} ${amountFen} fen`)
  }
  const payable = reconciliation.parts.filter((part) => PAYABLE_CODES.has(part.code))
  const figures = {
    ...known,
    depositedFen: paid.depositedFen,
    heldFen: sum(contracts.map((contract) => contract.heldFen)),
    releasedFen: sum(contracts.map((contract) => contract.releasedFen)),
    payableFen: sum(payable.map((part) => part.amountFen)),
    paidOutFen: paid.paidOutFen,
    refundedFen: paid.refundedFen,
    bankBalanceFen: account.balanceFen,
    differenceFen: BigInt(reconciliation.differenceFen),
    entries: rehashed.entries,
    chainHead: rehashed.chainHead,
    chainVerified,
    checkpointVerified: doubt === undefined,
    facts: log.facts,
    transport: log.transport,
  }
  return { figures, contracts, doubts }
}

/** Where the figures differ from what the plan leads to. */
export function differences(figures: Figures, expected: Expected): string[] {
  const compared: [name: string, found: bigint | number, wanted: bigint | number][] = [
    ['sessionsRecorded', figures.sessionsRecorded, expected.sessionsRecorded],
    ['depositedFen', figures.depositedFen, expected.depositedFen],
    ['heldFen', figures.heldFen, expected.heldFen],
    ['releasedFen', figures.releasedFen, expected.releasedFen],
    ['payableFen', figures.payableFen, 0n],
    ['paidOutFen', figures.paidOutFen, expected.paidOutFen],
    ['refundedFen', figures.refundedFen, expected.refundedFen],
  ]
  return compared
    .filter(([, found, wanted]) => found !== wanted)
    .map(([name, found, wanted]) => `${name} is ${found}, the plan leads to ${wanted}`)
}

function readHead({ client, house }: Stage) {
  const call = { as: OFFICER, params: { bookId: BOOK } }
  return client.call(house.urls.escrow, escrowRoutes.listBalances, call)
}

function awaitNotary({ client, house }: Stage, lastSequence: string) {
  const ask = async () => {
    const log = await client.call(house.urls.notary, notaryRoutes.logStatus, {})
    const through = BigInt(log.signed) < BigInt(log.entries) ? log.signed : log.entries
    return BigInt(through) >= BigInt(lastSequence) ? log : undefined
  }
  const what = `the notary signs the book up to entry ${lastSequence}`
  return until(what, ask, { patienceMs: NOTARY_PATIENCE_MS })
}

/**
 * The published checkpoint as soon as it covers so many entries: one that is signed already may
 * still wait a moment for its witnesses.
 */
export function awaitNote({ client, house }: Stage, lastSequence: string): Promise<string> {
  const url = new URL(NOTE_ROUTE, house.urls.notary).href
  const what = `a checkpoint of ${lastSequence} entries is published`
  return until(what, async () => {
    const note = await client.send({ method: 'GET', url, headers: {} })
    // The second line of a checkpoint is the size of its log.
    return Number(note.split('\n')[1]) >= Number(lastSequence) ? note : undefined
  })
}

/** The notary hears of the last statement a moment later; then what it says is what it says. */
async function awaitReconciliation({ client, house }: Stage) {
  const ask = () => client.call(house.urls.notary, notaryRoutes.reconcile, { as: OFFICER })
  const settled = async () => {
    const found = await ask()
    return found.differenceFen === '0' && found.differences.length === 0 ? found : undefined
  }
  try {
    return await until('the reconciliation has no difference', settled, { patienceMs: 10_000 })
  } catch {
    return ask()
  }
}

async function readPayments({ client, house }: Stage) {
  const origin = house.urls.settlement
  const as = OFFICER
  const [deposits, payouts, refunds] = await Promise.all([
    readAll(client, origin, settlementRoutes.listDeposits, { as, query: { status: 'MATCHED' } }),
    readAll(client, origin, settlementRoutes.listPayouts, { as, query: { status: 'SETTLED' } }),
    readAll(client, origin, settlementRoutes.listRefundPayments, {
      as,
      query: { status: 'SETTLED' },
    }),
  ])
  return {
    depositedFen: sum(deposits.map((deposit) => deposit.amountFen)),
    paidOutFen: sum(payouts.map((payment) => payment.amountFen)),
    refundedFen: sum(refunds.map((payment) => payment.amountFen)),
  }
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n)
}
