// For tests: what a book does when the clock ticks, and lots that time changes.
import { totals } from '@ticun/ledger'
import { newId, type LotTerms, type LotView } from '@ticun/protocol'
import type { Database } from '@ticun/db'
import type { Actor } from '@ticun/protocol'
import type { Outcome } from './command/command.ts'
import { viewLot } from './decide/lot-view.ts'
import { findContract } from './read/contracts.ts'
import type { EscrowTables } from './tables.ts'
import { commandFor, openTestBook } from './test-book.ts'

export const clock: Actor = { role: 'system', id: 'clock' }

const common = { priceFen: '300000', currency: 'CNY', coolingOffDays: 7 } as const

/** 365 days for 300000 fen, of which 30 may be suspended. */
export const yearCard: LotTerms = {
  ...common,
  kind: 'TERM_CARD',
  unit: 'DAY',
  units: 365,
  suspensionDaysMax: 30,
}

/** 10 sessions for 300000 fen, to be used within 30 days. */
export const monthPack: LotTerms = {
  ...common,
  kind: 'HYBRID',
  sessions: 10,
  listPriceFen: '40000',
  validityDays: 30,
}

/** 10 lessons for 300000 fen, without an end. */
export const lessons: LotTerms = {
  ...common,
  kind: 'SESSION_PACK',
  sessions: 10,
  listPriceFen: '40000',
}

/** 800 and 200 元 of value for 800 元. */
export const valueCard: LotTerms = {
  ...common,
  kind: 'STORED_VALUE',
  priceFen: '80000',
  bonusFen: '20000',
}

/** The refusal's code, if it is one. */
export function refusalOf(outcome: Outcome | undefined): string | undefined {
  return outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined
}

/** What a tick answers. */
export function takenBy(outcome: Outcome | undefined): unknown {
  return outcome && 'body' in outcome.answer ? outcome.answer.body : outcome
}

/** A book with one funded lot of these terms (paid 2025-06-01 12:00 in Shanghai), and its clock. */
export async function openTimedLot(db: Database<EscrowTables>, terms: LotTerms, industry?: string) {
  const book = await openTestBook(db, terms, industry)
  const { bookId } = book
  const contract = await book.fund(await book.sign())
  const tick = async (now: string) =>
    takenBy((await book.run(commandFor(bookId, clock, { verb: 'tick' }, { now })))[0])
  const lot = async (): Promise<LotView> =>
    viewLot((await findContract(db, contract.contractId))!.lots[0]!)
  const balances = async () => {
    const found = await totals(db, bookId, {})
    const standing = found.filter((each) => each.balanceFen !== 0n)
    return Object.fromEntries(standing.map((each) => [each.account, each.balanceFen]))
  }
  const timers = async () => {
    const rows = await db
      .selectFrom('timer')
      .selectAll()
      .where('book_id', '=', bookId)
      .orderBy('due_at')
      .execute()
    return rows.map((row) => [row.kind, row.subject, row.due_at])
  }
  return { ...book, contract, tick, lot, balances, timers, sessionId: newId('ses') }
}
