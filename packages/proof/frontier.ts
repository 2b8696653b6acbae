// Knows a growing tree's right edge: all one needs to append leaves and to say the root.
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { foldPeaks, nodeHash, rootNodes, type NodeId, type NodeReader } from './tree.ts'

/** `peaks` are the full subtrees that make up `size` leaves, largest first. */
export type Frontier = { readonly size: number; readonly peaks: readonly Uint8Array[] }

/** A full subtree and its hash: what a store of the tree keeps. */
export type TreeNode = NodeId & { readonly hash: Uint8Array }

export const emptyFrontier: Frontier = { size: 0, peaks: [] }

/** The frontier of a stored tree of `size` leaves. */
export const frontierOf = (read: NodeReader, size: number): Frontier => ({
  size,
  peaks: rootNodes(size).map(({ level, index }) => read(level, index)),
})

/** The frontier with one more leaf hash, and the nodes that completed: the leaf, then upwards. */
export const appendLeaf = (
  frontier: Frontier,
  leaf: Uint8Array,
  sha256: Sha256 = portable,
): { frontier: Frontier; nodes: TreeNode[] } => {
  const peaks = frontier.peaks.slice()
  const nodes: TreeNode[] = [{ level: 0, index: frontier.size, hash: leaf }]
  let hash = leaf
  let index = frontier.size
  for (let level = 1; index % 2 === 1; level += 1) {
    const left = peaks.pop()
    if (left === undefined) throw new ProofError('a frontier lacks the peaks of its size')
    hash = nodeHash(left, hash, sha256)
    index = (index - 1) / 2
    nodes.push({ level, index, hash })
  }
  peaks.push(hash)
  return { frontier: { size: frontier.size + 1, peaks }, nodes }
}

/** The root of the tree as it stands. */
export const frontierRoot = (frontier: Frontier, sha256: Sha256 = portable): Uint8Array =>
  foldPeaks(frontier.peaks, sha256)
