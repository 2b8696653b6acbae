// Knows the noun of the book: an entry, a balanced set of lines with its place in the book.

/** One account's part; `balance` and `sequence` are the account's own, after this line. */
export type EntryLine = {
  readonly account: string
  /** Signed fen: debit positive, credit negative. */
  readonly amount: bigint
  /** Fen, signed the same way. */
  readonly balance: bigint
  readonly sequence: bigint
}

/** What is proven about one posting. Times are UTC, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export type Entry = {
  readonly bookId: string
  readonly causeId: string
  readonly contractId?: string
  readonly currency: 'CNY'
  readonly entryId: string
  readonly kind: string
  readonly lines: readonly EntryLine[]
  readonly merchantId?: string
  /** When it happened in the world. */
  readonly occurredAt: string
  /** When the book took it. */
  readonly recordedAt: string
  /** The entry's place in its book. */
  readonly sequence: bigint
}
