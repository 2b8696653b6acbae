// Checks the book as a stranger would: hashes every entry again and compares heads and roots.
import {
  appendLeaf,
  emptyFrontier,
  entryBytes,
  equal,
  frontierRoot,
  genesisHash,
  hex,
  leafHash,
  link,
  openCheckpoint,
  parseVerifierKey,
  type Entry,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import type { entryView } from '@ticun/protocol'
import type { z } from 'zod'

export type EntryAnswer = z.output<typeof entryView>

/** What hashing the entries again led to. */
export type Rehashed = {
  entries: number
  chainHead: string
  /** Merkle root (RFC 6962) over the canonical bytes. */
  root: Uint8Array
  /** The first entry whose own hash differs; absent when all agree. */
  firstBad?: string
}

/** Links all entries of a book from its beginning, as they were answered by escrow. */
export function rehash(bookId: string, entries: readonly EntryAnswer[]): Rehashed {
  let head = genesisHash()
  let frontier = emptyFrontier
  let firstBad: string | undefined
  for (const [index, answer] of entries.entries()) {
    const bytes = entryBytes(entryOf(bookId, answer))
    head = link(head, bytes, nodeSha256)
    frontier = appendLeaf(frontier, leafHash(bytes, nodeSha256), nodeSha256).frontier
    const good = hex(head) === answer.hash && answer.sequence === String(index + 1)
    if (!good) firstBad ??= answer.sequence
  }
  return {
    entries: entries.length,
    chainHead: hex(head),
    root: frontierRoot(frontier, nodeSha256),
    ...(firstBad === undefined ? {} : { firstBad }),
  }
}

/**
 * Why the notary's checkpoint is not one of exactly these entries; undefined when it is.
 * `verifierKey` is the notary's public key in the form of C2SP signed notes.
 */
export async function doubtCheckpoint(
  note: string,
  { origin, verifierKey }: { origin: string; verifierKey: string },
  { entries, root }: Rehashed,
): Promise<string | undefined> {
  const policy = { origin, logKeys: [parseVerifierKey(verifierKey, nodeSha256)] }
  const opened = await openCheckpoint(note, policy, verifyEd25519, nodeSha256)
  if ('refused' in opened) return `the checkpoint is refused: ${opened.refused}`
  const { size, root: signedRoot } = opened.checkpoint
  if (size !== entries) return `the checkpoint is of ${size} entries, the book has ${entries}`
  if (!equal(signedRoot, root)) return 'the checkpoint has another root than the entries'
  return undefined
}

/** The entry in the form that is hashed. */
export function entryOf(bookId: string, answer: EntryAnswer): Entry {
  const { contractId, merchantId } = answer
  return {
    bookId,
    causeId: answer.causeId,
    ...(contractId === undefined ? {} : { contractId }),
    currency: answer.currency,
    entryId: answer.entryId,
    kind: answer.kind,
    lines: answer.lines.map((line) => ({
      account: line.account,
      amount: BigInt(line.amount),
      balance: BigInt(line.balance),
      sequence: BigInt(line.sequence),
    })),
    ...(merchantId === undefined ? {} : { merchantId }),
    occurredAt: answer.occurredAt,
    recordedAt: answer.recordedAt,
    sequence: BigInt(answer.sequence),
  }
}
