// Knows how to check that an older tree is the beginning of a newer one (RFC 9162 §2.1.4.2).
import { equal } from './bytes.ts'
import { HASH_BYTES } from './chain.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { emptyRoot, nodeHash } from './tree.ts'

/** A tree's size in leaves and its root. */
export type TreeHead = { readonly size: number; readonly root: Uint8Array }

const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0
const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1

/** Both roots a proof leads to, or undefined if its length is wrong. Sizes: 0 < older < newer. */
const rootsOf = (
  older: TreeHead,
  newerSize: number,
  proof: readonly Uint8Array[],
  sha256: Sha256,
): { olderRoot: Uint8Array; newerRoot: Uint8Array } | undefined => {
  let node = older.size - 1
  let last = newerSize - 1
  while (isOdd(node)) {
    node = half(node)
    last = half(last)
  }
  // A full older tree is a node of the newer one: the proof leaves out what the verifier knows.
  const [first, ...rest] = node === 0 ? [older.root, ...proof] : proof
  if (first === undefined) return undefined
  let olderRoot = first
  let newerRoot = first
  for (const hash of rest) {
    if (last === 0) return undefined
    if (isOdd(node) || node === last) {
      olderRoot = nodeHash(hash, olderRoot, sha256)
      newerRoot = nodeHash(hash, newerRoot, sha256)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      newerRoot = nodeHash(newerRoot, hash, sha256)
    }
    node = half(node)
    last = half(last)
  }
  return last === 0 ? { olderRoot, newerRoot } : undefined
}

/** Whether the tree of `older` is the beginning of the tree of `newer`. */
export const verifyConsistency = (
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
  sha256: Sha256 = portable,
): boolean => {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false
  if (proof.some((hash) => hash.length !== HASH_BYTES)) return false
  if (older.size === newer.size) return proof.length === 0 && equal(older.root, newer.root)
  // Every tree begins with the empty one, so there is nothing to prove but that root.
  if (older.size === 0) return proof.length === 0 && equal(older.root, emptyRoot(sha256))
  const roots = rootsOf(older, newer.size, proof, sha256)
  if (roots === undefined) return false
  return equal(roots.olderRoot, older.root) && equal(roots.newerRoot, newer.root)
}
