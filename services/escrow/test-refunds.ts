// For tests of refunds: a funded lot of which some is used, and words on its refund.
import type { Database } from '@ticun/db'
import { totals } from '@ticun/ledger'
import {
  newId,
  type Actor,
  type LotTerms,
  type RefundView,
  type SettlementFact,
} from '@ticun/protocol'
import type { Command, Outcome } from './command/command.ts'
import { findContract } from './read/contracts.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'

/** Long after every cooling-off. */
export const LATER = '2025-09-01T00:00:00.000Z'
export const EVIDENCE = 'e'.repeat(64)
export const secondOfficer: Actor = { role: 'officer', id: 'li' }

/** 12 sessions for 2,400 元; 300 元 each is proven to be the list price. */
export const proven: LotTerms = {
  ...t.terms,
  priceFen: '240000',
  sessions: 12,
  listPriceFen: '30000',
  listPriceEvidenceSha256: EVIDENCE,
}

type Body = Extract<Command, { verb: 'decide-refund' }>['body']
type Ask = Partial<Extract<Command, { verb: 'request-refund' }>> & { now?: string }

export const refusalOf = (outcome: Outcome | undefined) =>
  outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined

/** The view of a refund in an answer; of a request or of a decision. */
export function refundIn(outcome: Outcome | undefined): RefundView {
  if (!outcome || 'refused' in outcome.answer) throw new Error(JSON.stringify(outcome?.answer))
  const body = outcome.answer.body as RefundView & { refund?: RefundView }
  return body.refund ?? body
}

export type RefundStage = Awaited<ReturnType<typeof openRefundStage>>

/** A funded contract of these terms with `used` sessions confirmed. */
export async function openRefundStage(
  db: Database<EscrowTables>,
  { terms = t.terms, used = 0 }: { terms?: LotTerms; used?: number } = {},
) {
  const opened = await t.openFundedContract(db, terms)
  const { run, record } = opened
  const sessions = Array.from({ length: used }, (_, index) =>
    record({}, { codeWindow: BigInt(index + 1) }),
  )
  if (used > 0) await run(...sessions)
  return { ...opened, ...refundWords(db, opened) }
}

type Opened = Pick<Awaited<ReturnType<typeof t.openFundedContract>>, 'bookId' | 'run' | 'contract'>

/** What is said of refunds of this contract, and what the bank and the book say. */
export function refundWords(db: Database<EscrowTables>, { bookId, run, contract }: Opened) {
  const ask = async ({ now = LATER, ...more }: Ask = {}) => {
    const refundId = newId('ref')
    const { contractId } = contract
    const wish = { verb: 'request-refund' as const, contractId, refundId, reason: '搬家', ...more }
    const [outcome] = await run(t.commandFor(bookId, t.consumer, wish, { now }))
    return { refundId, outcome: outcome! }
  }
  const say = async (actor: Actor, refundId: string, body: Body, now = LATER) => {
    const wish = { verb: 'decide-refund' as const, refundId, body }
    const [outcome] = await run(t.commandFor(bookId, actor, wish, { now }))
    return outcome!
  }
  const bank = async (
    type: 'refund.settled' | 'refund.returned',
    paymentId: string,
    amountFen: string,
  ) => {
    const money = { refundId: paymentId, amountFen }
    const envelope = t.bankEnvelope(bookId, paymentId)
    const fact: SettlementFact =
      type === 'refund.settled'
        ? { ...envelope, type, data: { ...money, bankSerial: paymentId, bookedAt: LATER } }
        : { ...envelope, type, data: { ...money, reason: 'AC04' } }
    const [outcome] = await run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact }))
    return outcome!
  }
  const balances = async () => {
    const found = await totals(db, bookId, {})
    return Object.fromEntries(
      found.filter((each) => each.balanceFen !== 0n).map((each) => [each.account, each.balanceFen]),
    )
  }
  const lot = async () => (await findContract(db, contract.contractId))!.lots[0]!
  return { ask, say, bank, balances, lot }
}
