// What can fail to hold when a book is checked again, and how it is told apart.
import { cleanText } from '@ticun/protocol'

export type AlertCode =
  /** An entry's cause, as heard, moves no money. */
  | 'CAUSE_MOVES_NO_MONEY'
  /** A fact that moves money names no entry. */
  | 'CAUSE_WITHOUT_ENTRY'
  | 'TWO_CAUSES'
  | 'TWO_ENTRIES'
  /** An entry has no canonical encoding, or contradicts its own envelope. */
  | 'ENTRY_MALFORMED'
  /** The facts lead to other bytes than the entry's. */
  | 'ENTRY_DIFFERS'
  | 'ENTRY_DOES_NOT_BALANCE'
  | 'BALANCE_FORBIDDEN'
  | 'TIME_RUNS_BACK'
  | 'CHAIN_BROKEN'
  /** The stored tree is not what the last checkpoint signed. */
  | 'LOG_INCONSISTENT'
  /** A witness cosigned what this log does not continue. */
  | 'WITNESS_DISAGREES'
  /** The book as escrow serves it is not what was copied and signed. */
  | 'BOOK_WAS_CHANGED'
  /** Nothing leaves or comes in: the broker or a database does not answer. */
  | 'FACTS_STAND_STILL'
  /** An entry waits for its cause, or a cause for its entry, for most of a minute. */
  | 'FACTS_ARE_LATE'
  /** The same, for so long that it is not only late. */
  | 'BOOK_HAS_A_GAP'
  /** Settlement told what the bank did, and the book has not taken it. */
  | 'BANK_WORD_NOT_TAKEN'

export type Problem = {
  code: AlertCode
  /** What it is about: a sequence, or a fact's id. One alert for each code and subject. */
  subject: string
  sequence?: bigint
  detail: string
  /** The fact that showed it, and the journey that this belongs to. */
  causationId: string
  correlationId: string
}

const DETAIL_LENGTH_MAX = 500

/** A detail as alerts may carry it, never empty. */
export function plainDetail(text: string): string {
  return cleanText(text, DETAIL_LENGTH_MAX) || 'no detail'
}
