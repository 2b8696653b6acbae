// What was signed once, against the book as it is served now: a rewritten book has another root.
import {
  appendLeaf,
  base64,
  emptyFrontier,
  entryBytes,
  equal,
  frontierRoot,
  leafHash,
  ProofError,
  type Frontier,
  type TreeHead,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { entryOf, type ServedEntry } from './served-book.ts'

/** A checkpoint that somebody kept, verified already; `path` is its file. */
export type Older = TreeHead & { path: string }

export type OlderVerdict = {
  /** Entries that were hashed. */
  entries: number
  /** Between these places (both included) lies the first entry that is not what was signed. */
  contradiction?: { path: string; from: number; to: number; detail: string }
}

/**
 * Hashes the book anew and compares its root with every older checkpoint at that one's size. A book
 * whose balances and hashes were all made to fit again still cannot have an older root.
 */
export async function checkOlder(
  bookId: string,
  served: AsyncIterable<ServedEntry>,
  olders: readonly Older[],
): Promise<OlderVerdict> {
  const waiting = olders.toSorted((a, b) => a.size - b.size)
  let tree: Frontier = emptyFrontier
  let good = 0
  const judge = (): OlderVerdict | undefined => {
    for (let next = waiting[0]; next?.size === tree.size; next = waiting[0]) {
      const root = frontierRoot(tree, nodeSha256)
      if (!equal(root, next.root)) {
        const detail = `root ${base64(root)}, and ${base64(next.root)} was signed`
        const { path, size } = next
        return { entries: size, contradiction: { path, from: good + 1, to: size, detail } }
      }
      good = next.size
      waiting.shift()
    }
    return undefined
  }
  let verdict = judge()
  for await (const entry of served) {
    if (verdict || waiting.length === 0) break
    tree = appendLeaf(tree, leafOf(bookId, entry), nodeSha256).frontier
    verdict = judge()
  }
  const [longer] = waiting
  if (verdict || !longer) return verdict ?? { entries: tree.size }
  const detail = `the book ends at ${tree.size}, and ${longer.size} entries were signed`
  const place = { path: longer.path, from: good + 1, to: longer.size, detail }
  return { entries: tree.size, contradiction: place }
}

function leafOf(bookId: string, served: ServedEntry): Uint8Array {
  try {
    return leafHash(entryBytes(entryOf(bookId, served)), nodeSha256)
  } catch (error) {
    // What cannot be encoded was never signed: any root above it differs.
    if (error instanceof ProofError) return leafHash(new Uint8Array(), nodeSha256)
    throw error
  }
}
