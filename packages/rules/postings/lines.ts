// Pieces of the posting table: lines, and the shape of its rows.
import type { EscrowFact } from '@ticun/protocol'
import { account } from '../accounts.ts'

export type DraftLine = { account: string; /** Signed fen: debit +, credit −. */ amount: bigint }

export type FactOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>

/** For each fact type its lines, or null when it moves no money. */
export type PostingTable<T extends EscrowFact['type'] = EscrowFact['type']> = {
  [Type in T]: ((fact: FactOf<Type>) => DraftLine[]) | null
}

export const BANK = account('1001')

/** A line that debits an account by an amount (fen as text). */
export function debit(name: string, amountFen: string): DraftLine {
  return { account: name, amount: BigInt(amountFen) }
}

/** A line that credits an account by an amount (fen as text). */
export function credit(name: string, amountFen: string): DraftLine {
  return { account: name, amount: -BigInt(amountFen) }
}

/** One debit, one credit, of one amount. */
export function move(from: string, to: string, amountFen: string): DraftLine[] {
  return [debit(from, amountFen), credit(to, amountFen)]
}
