// Where a book's chain stands, batch by batch.
import { randomUUID } from 'node:crypto'
import { genesisHash } from '@ticun/proof'
import type { Posted } from './compose.ts'

export type ChainHead = {
  bookId: string
  sequence: bigint
  hash: Uint8Array
  /** Book time (UTC) of the last batch. */
  recordedAt: string
  /** Names the batch that was written last (UUID): who stands on it can stand on no other. */
  version: string
}

/** Where the chain of a new book stands. */
export function genesisHead(bookId: string, recordedAt: string): ChainHead {
  return { bookId, sequence: 0n, hash: genesisHash(), recordedAt, version: randomUUID() }
}

/** The chain head after a batch of these entries at a book time; each batch has a new version. */
export function advance(
  chain: ChainHead,
  posted: readonly Posted[],
  recordedAt: string,
): ChainHead {
  const last = posted.at(-1)
  return {
    bookId: chain.bookId,
    sequence: last?.entry.sequence ?? chain.sequence,
    hash: last?.hash ?? chain.hash,
    recordedAt,
    version: randomUUID(),
  }
}
