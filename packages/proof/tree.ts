// Knows the Merkle tree of RFC 6962 and RFC 9162: roots and proofs out of stored nodes.
import { equal } from './bytes.ts'
import { HASH_BYTES } from './chain.ts'
import { ENTRY_BYTES_MAX } from './entry-bytes.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'

/** A full subtree of 2^level leaves, the index-th of its level, counted from the left. */
export type NodeId = { readonly level: number; readonly index: number }

/** The hash of a full subtree. A reader throws when it does not have the node. */
export type NodeReader = (level: number, index: number) => Uint8Array

/** Leaves `start` to `end` (exclusive): a subtree of the RFC, full or ragged on the right. */
type Range = readonly [start: number, end: number]

const NODE_BYTES = 1 + 2 * HASH_BYTES

// Hashing is synchronous and keeps nothing, so one buffer each serves all calls: an allocation of
// this size would cost as much as the hash.
const leafScratch = new Uint8Array(1 + ENTRY_BYTES_MAX)
const nodeScratch = new Uint8Array(NODE_BYTES).fill(1, 0, 1)

/** SHA-256(0x00 ‖ leaf). */
export const leafHash = (leaf: Uint8Array, sha256: Sha256 = portable): Uint8Array => {
  const isLong = leaf.length > ENTRY_BYTES_MAX
  const bytes = isLong ? new Uint8Array(1 + leaf.length) : leafScratch
  bytes.set(leaf, 1)
  return sha256(bytes.subarray(0, 1 + leaf.length))
}

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (
  left: Uint8Array,
  right: Uint8Array,
  sha256: Sha256 = portable,
): Uint8Array => {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new ProofError('a node has two hashes of 32 bytes')
  }
  nodeScratch.set(left, 1)
  nodeScratch.set(right, 1 + HASH_BYTES)
  return sha256(nodeScratch)
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot = (sha256: Sha256 = portable): Uint8Array => sha256(new Uint8Array(0))

// Bit operators of JavaScript end at 32 bits and trees need not, hence arithmetic below.
const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1

/** Throws a ProofError unless `size` counts leaves. */
export const checkSize = (size: number): void => {
  if (!Number.isSafeInteger(size) || size < 0) throw new ProofError('not a tree size')
}

const checkIndex = (index: number, size: number): void => {
  checkSize(size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new ProofError('no such leaf in a tree of this size')
  }
}

/** The largest power of two below `count`, which is at least 2. */
const splitOf = (count: number): number => {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

/** The full subtrees, largest first, that make up a range. */
const nodesOfRange = ([start, end]: Range): NodeId[] => {
  const nodes: NodeId[] = []
  let at = start
  while (at < end) {
    let level = 0
    let width = 1
    while (at + width * 2 <= end) {
      width *= 2
      level += 1
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** Folds full subtrees, largest first, into the root over all of them. */
export const foldPeaks = (peaks: readonly Uint8Array[], sha256: Sha256 = portable): Uint8Array => {
  let root = peaks.at(-1)
  if (root === undefined) return emptyRoot(sha256)
  for (const peak of peaks.slice(0, -1).toReversed()) root = nodeHash(peak, root, sha256)
  return root
}

const hashOfRange = (range: Range, read: NodeReader, sha256: Sha256): Uint8Array =>
  foldPeaks(
    nodesOfRange(range).map(({ level, index }) => read(level, index)),
    sha256,
  )

/** PATH(index, D[size]) of RFC 6962 §2.1.1 as ranges, from the leaf's sibling upwards. */
const inclusionRanges = (index: number, size: number): Range[] => {
  checkIndex(index, size)
  const ranges: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    ranges.push(index < middle ? [middle, end] : [start, middle])
    if (index < middle) end = middle
    else start = middle
  }
  return ranges.toReversed()
}

/** PROOF(older, D[newer]) of RFC 6962 §2.1.2 as ranges. */
const consistencyRanges = (older: number, newer: number): Range[] => {
  checkSize(older)
  checkSize(newer)
  if (older > newer) throw new ProofError('the older tree is the larger one')
  if (older === 0 || older === newer) return []
  const ranges: Range[] = []
  let start = 0
  let end = newer
  while (end !== older) {
    const middle = start + splitOf(end - start)
    ranges.push(older <= middle ? [middle, end] : [start, middle])
    if (older <= middle) end = middle
    else start = middle
  }
  // The verifier holds the older root already, unless the older tree is only part of this subtree.
  if (start > 0) ranges.push([start, end])
  return ranges.toReversed()
}

/** The nodes that the root of a tree of `size` leaves is made of, largest first. */
export const rootNodes = (size: number): NodeId[] => {
  checkSize(size)
  return nodesOfRange([0, size])
}

/** The nodes `inclusionProof` will read, so that a caller can fetch them beforehand. */
export const inclusionNodes = (index: number, size: number): NodeId[] =>
  inclusionRanges(index, size).flatMap(nodesOfRange)

/** The nodes `consistencyProof` will read, so that a caller can fetch them beforehand. */
export const consistencyNodes = (older: number, newer: number): NodeId[] =>
  consistencyRanges(older, newer).flatMap(nodesOfRange)

/** The root over the first `size` leaves. */
export const treeRoot = (read: NodeReader, size: number, sha256: Sha256 = portable): Uint8Array => {
  checkSize(size)
  return hashOfRange([0, size], read, sha256)
}

/** The audit path of leaf `index` (from 0) in the tree of the first `size` leaves. */
export const inclusionProof = (
  read: NodeReader,
  index: number,
  size: number,
  sha256: Sha256 = portable,
): Uint8Array[] => inclusionRanges(index, size).map((range) => hashOfRange(range, read, sha256))

/** The proof that the tree of `older` leaves is the beginning of the tree of `newer` leaves. */
export const consistencyProof = (
  read: NodeReader,
  older: number,
  newer: number,
  sha256: Sha256 = portable,
): Uint8Array[] => consistencyRanges(older, newer).map((range) => hashOfRange(range, read, sha256))

/** The root an audit path leads to (RFC 9162 §2.1.3.2), or undefined if its length is wrong. */
export const rootOfInclusion = (
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  sha256: Sha256 = portable,
): Uint8Array | undefined => {
  checkIndex(index, size)
  let node = index
  let last = size - 1
  let root = leaf
  for (const hash of proof) {
    if (last === 0 || hash.length !== HASH_BYTES) return undefined
    if (isOdd(node) || node === last) {
      root = nodeHash(hash, root, sha256)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      root = nodeHash(root, hash, sha256)
    }
    node = half(node)
    last = half(last)
  }
  return last === 0 ? root : undefined
}

/** Whether `leaf` (a leaf hash) is number `index` in the tree of `size` leaves under `root`. */
export const verifyInclusion = (
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
  sha256: Sha256 = portable,
): boolean => {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index)) return false
  if (index < 0 || index >= size) return false
  const reached = rootOfInclusion(leaf, index, size, proof, sha256)
  return reached !== undefined && equal(reached, root)
}
