// Compares what a book says now with what was copied and signed, entry by entry; pure.
import { entryBytes, equal, fromUtf8, hex, parseEntryText, ProofError } from '@ticun/proof'
import { firstDifference } from '../replay/first-difference.ts'
import { entryOf, type ServedEntry } from './served-book.ts'

/** A leaf of the notary's own log: canonical bytes and chain hash. */
export type OwnEntry = { sequence: bigint; bytes: Uint8Array; hash: Uint8Array }

export type BookDifference = { sequence: bigint; detail: string }

export type Compared = {
  /** Everything up to here is the same on both sides. */
  through: bigint
  difference?: BookDifference
  /** The first entry that is served and that the notary does not hold. */
  unheard?: ServedEntry
}

/**
 * Compares entries that are served after `after` with the notary's own, until the first difference.
 * `own` begins at `after + 1` and is dense.
 */
export function compareEntries(
  bookId: string,
  after: bigint,
  served: readonly ServedEntry[],
  own: readonly OwnEntry[],
): Compared {
  let through = after
  for (const [at, entry] of served.entries()) {
    const expected = through + 1n
    const wrongPlace = placeDifference(BigInt(entry.sequence), expected)
    if (wrongPlace) return { through, difference: wrongPlace }
    const leaf = own[at]
    if (!leaf) return { through, unheard: entry }
    const detail = contentDifference(bookId, entry, leaf)
    if (detail !== undefined) return { through, difference: { sequence: expected, detail } }
    through = expected
  }
  return { through }
}

function placeDifference(sequence: bigint, expected: bigint): BookDifference | undefined {
  if (sequence === expected) return undefined
  if (sequence > expected) {
    return { sequence: expected, detail: `it is missing in the book: ${sequence} comes next` }
  }
  return { sequence, detail: 'another entry has the same sequence' }
}

/** What the book says otherwise than the signed leaf; undefined when nothing. */
function contentDifference(bookId: string, served: ServedEntry, own: OwnEntry): string | undefined {
  const entry = entryOf(bookId, served)
  let bytes: Uint8Array
  try {
    bytes = entryBytes(entry)
  } catch (error) {
    if (error instanceof ProofError) return `it has no canonical encoding: ${error.message}`
    throw error
  }
  if (!equal(bytes, own.bytes)) {
    const found = firstDifference(entry, parseEntryText(fromUtf8(own.bytes)))
    if (!found) return 'its bytes differ from the signed ones'
    return `${found.key} is ${found.was}; what was signed says ${found.other}`
  }
  const signed = hex(own.hash)
  if (served.hash === signed) return undefined
  return `its chain hash is ${served.hash}; what was signed says ${signed}`
}
