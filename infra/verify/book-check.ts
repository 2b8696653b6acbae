// Checks a book entry by entry, as its bytes tell it, without trusting whoever kept it.
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  genesisHash,
  leafHash,
  link,
  parseEntryBytes,
  ProofError,
  type Entry,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { createCauses } from './causes.ts'
import { firstOf, type Flaw } from './flaw.ts'
import { createHeads } from './heads.ts'

const EXCERPT_CHARS_MAX = 160

export type BookCheck = {
  /** Takes the next entry's bytes; `offset` (above 0) is where `read` of `settle` finds them. */
  take: (bytes: Uint8Array, offset: number) => Flaw | undefined
  /** What only shows when all is there. `read` gives back the bytes at an offset. */
  settle: (read: (offset: number) => Uint8Array) => Flaw | undefined
  /** Entries that were taken and hold. */
  size: () => number
  bookId: () => string | undefined
  chainHead: () => Uint8Array
  root: () => Uint8Array
  /** The root when the tree had this size; only for sizes that were asked for. */
  rootAt: (size: number) => Uint8Array | undefined
  close: () => void
}

/** A check from the beginning of a book; `rootsAt` are tree sizes whose roots will be wanted. */
export function createBookCheck(options: {
  bookId?: string
  rootsAt?: readonly number[]
  accountsMax?: number
}): BookCheck {
  const heads = createHeads(options.accountsMax)
  const causes = createCauses()
  const roots = new Map<number, Uint8Array>()
  const rootsAt = new Set(options.rootsAt)
  let bookId = options.bookId
  let frontier = emptyFrontier
  let chainHead = genesisHash()
  let recordedAt = ''
  if (rootsAt.has(0)) roots.set(0, frontierRoot(frontier, nodeSha256))

  const doubt = (entry: Entry): Flaw | undefined => {
    const sequence = frontier.size + 1
    bookId ??= entry.bookId
    let flaw = doubtPlace(entry, { sequence, bookId, recordedAt }) ?? doubtLines(entry, sequence)
    for (const line of entry.lines) flaw ??= heads.take(line, entry.sequence)
    return flaw
  }
  return {
    take: (bytes, offset) => {
      const entry = parseIfCanonical(bytes, frontier.size + 1)
      if ('what' in entry) return entry
      const flaw = doubt(entry)
      if (flaw) return flaw
      causes.add(entry.causeId, offset)
      recordedAt = entry.recordedAt
      chainHead = link(chainHead, bytes, nodeSha256)
      frontier = appendLeaf(frontier, leafHash(bytes, nodeSha256), nodeSha256).frontier
      if (rootsAt.has(frontier.size)) roots.set(frontier.size, frontierRoot(frontier, nodeSha256))
      return undefined
    },
    settle: (read) => firstOf([heads.settle(), firstTwin(causes.likelyTwins(), read)]),
    size: () => frontier.size,
    bookId: () => bookId,
    chainHead: () => chainHead,
    root: () => frontierRoot(frontier, nodeSha256),
    rootAt: (size) => roots.get(size),
    close: () => {
      heads.close()
      causes.close()
    },
  }
}

function parseIfCanonical(bytes: Uint8Array, sequence: number): Entry | Flaw {
  try {
    return parseEntryBytes(bytes)
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    const found = Buffer.from(bytes.subarray(0, EXCERPT_CHARS_MAX)).toString()
    return { sequence, what: `its bytes are not a canonical entry: ${error.message}`, found }
  }
}

type Place = { sequence: number; bookId: string; recordedAt: string }

function doubtPlace(entry: Entry, { sequence, bookId, recordedAt }: Place): Flaw | undefined {
  if (entry.sequence !== BigInt(sequence)) {
    const found = `entry ${entry.sequence} (${entry.entryId})`
    return { sequence, what: 'another entry stands here', expected: `entry ${sequence}`, found }
  }
  if (entry.bookId !== bookId) {
    return { sequence, what: 'it is of another book', expected: bookId, found: entry.bookId }
  }
  if (entry.recordedAt >= recordedAt) return undefined
  const expected = `${recordedAt} (the entry before) or later`
  return { sequence, what: 'its book time runs back', expected, found: entry.recordedAt }
}

function doubtLines({ lines }: Entry, sequence: number): Flaw | undefined {
  let sum = 0n
  for (const { amount } of lines) sum += amount
  if (sum !== 0n) {
    const found = lines.map(({ account, amount }) => `${account} ${amount}`).join(', ')
    return { sequence, what: `its lines sum to ${sum} fen`, expected: 'a sum of 0 fen', found }
  }
  if (lines.length < 2) return { sequence, what: 'it has fewer than two lines' }
  for (const [i, { account, amount }] of lines.entries()) {
    if (amount === 0n) return { sequence, what: `its line of ${account} moves 0 fen` }
    for (let before = 0; before < i; before += 1) {
      if (lines[before]?.account === account) {
        return { sequence, what: `${account} stands in it twice` }
      }
    }
  }
  return undefined
}

function firstTwin(
  pairs: Iterable<readonly [number, number]>,
  read: (offset: number) => Uint8Array,
): Flaw | undefined {
  let first: Flaw | undefined
  for (const [one, other] of pairs) {
    const [earlier, later] = [parseEntryBytes(read(one)), parseEntryBytes(read(other))]
    if (earlier.causeId !== later.causeId) continue
    const sequence = Number(later.sequence)
    if (sequence >= (first?.sequence ?? Infinity)) continue
    const what = `its cause ${later.causeId} has an entry already`
    first = { sequence, what, expected: 'one entry a cause', found: `entry ${earlier.sequence}` }
  }
  return first
}
