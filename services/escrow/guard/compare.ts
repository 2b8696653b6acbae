// Decides whether a book may go on: it must hold all that others have heard of it; pure.

/** An entry of a book that left this house once. */
export type HeardEntry = {
  bookId: string
  sequence: bigint
  /** Chain hash, hexadecimal. */
  hash: string
  /** Who has it. */
  by: 'the notary' | 'the broker'
}

/** What this database holds of a book. */
export type OwnBook = {
  sequence: bigint
  /** The chain hash, hexadecimal, of its entry at the place that was heard of. */
  hashThere: string | undefined
}

/**
 * Why the book must take no command: it ends before what was heard of it, or it has another entry
 * there. Undefined when it holds all that was heard.
 */
export function findGap(heard: HeardEntry, own: OwnBook | undefined): string | undefined {
  const { bookId, sequence, by } = heard
  if (sequence === 0n) return undefined
  const has = own?.sequence ?? 0n
  if (has < sequence) return `book ${bookId} ends at entry ${has}; ${by} has entry ${sequence}`
  if (own?.hashThere === heard.hash) return undefined
  return `entry ${sequence} of book ${bookId} is another than the one that ${by} has`
}
