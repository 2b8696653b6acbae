// Money in suspense, for tests: an unfunded contract, and what the bank and officers do about it.
import type { Database } from '@ticun/db'
import { totals } from '@ticun/ledger'
import { renameId, type Actor, type SettlementFact } from '@ticun/protocol'
import type { Command, Outcome } from './command/command.ts'
import { findContract } from './read/contracts.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'
import { refusalOf, secondOfficer } from './test-refunds.ts'

export type Lot = { contractId: string; lotId: string }

/** An unfunded contract of 299900 fen, and what the bank and officers do about it. */
export async function openSuspense(db: Database<EscrowTables>) {
  const book = await t.openTestBook(db)
  const { bookId, run, sign } = book
  const contract = await sign()
  const pay = async (amountFen: string, day = '01', to = contract) => {
    const bookedAt = `2025-06-${day}T04:00:00.000Z`
    const fact = t.depositFact(bookId, to, amountFen, bookedAt)
    await run(t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact }))
    return fact.data.depositId
  }
  const bank = async (type: 'refund.settled' | 'refund.returned', id: string, fen: string) => {
    const data = { refundId: id, amountFen: fen, bankSerial: id, bookedAt: t.NOW, reason: 'AC04' }
    const fact = { ...t.bankEnvelope(bookId, id), type, data } as SettlementFact
    const verb = { verb: 'take-bank-fact', fact } as Extract<Command, { verb: 'take-bank-fact' }>
    return (await run(t.commandFor(bookId, t.system, verb)))[0]!
  }
  const step = async (as: Actor, suspenseId: string, to: Lot, step: 'PROPOSE' | 'APPROVE') => {
    const { contractId, lotId } = to
    const verb = { verb: 'assign-suspense' as const, step, suspenseId, contractId, lotId }
    const reason = step === 'PROPOSE' ? { reason: '附言有误' } : {}
    return (await run(t.commandFor(bookId, as, { ...verb, ...reason })))[0]!
  }
  /** One officer proposes, another one approves. */
  const assign = async (suspenseId: string, to: Lot) => {
    const proposed = await step(t.officer, suspenseId, to, 'PROPOSE')
    return refusalOf(proposed) ? proposed : step(secondOfficer, suspenseId, to, 'APPROVE')
  }
  const giveBack = async (suspenseId: string) => {
    const verb = { verb: 'return-suspense' as const, suspenseId, reason: '付款有误' }
    return (await run(t.commandFor(bookId, t.officer, verb)))[0]!
  }
  const balances = async () => {
    const found = await totals(db, bookId, {})
    return Object.fromEntries(
      found.filter((each) => each.balanceFen !== 0n).map((each) => [each.account, each.balanceFen]),
    )
  }
  const lot = async () => (await findContract(db, contract.contractId))!.lots[0]!
  return { ...book, contract, pay, bank, assign, step, giveBack, balances, lot }
}

export const suspenseOf = (depositId: string) => renameId(depositId, 'sus')
export const suspenseIn = ({ answer }: Outcome) =>
  'body' in answer
    ? (answer.body as { suspense: { status: string; leftFen: string } }).suspense
    : answer
