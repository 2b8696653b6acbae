// Knows the published Certificate Transparency vectors, and a naive tree to compare with.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, equal, fromHex, hex, sha256, utf8 } from './index.ts'
import {
  appendLeaf,
  consistencyNodes,
  consistencyProof,
  emptyFrontier,
  emptyRoot,
  frontierOf,
  frontierRoot,
  inclusionNodes,
  inclusionProof,
  leafHash,
  nodeHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  type NodeReader,
} from './index.ts'

const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657']
INPUTS.push('606162636465666768696a6b6c6d6e6f')
const LEAVES = INPUTS.map((input) => leafHash(fromHex(input)))
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
// Audit paths and consistency proofs of the same vectors: [index or older size, size, proof].
const PATHS: [number, number, string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]
const GROWTHS: [number, number, string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

/** The RFC's own recursion, with no cleverness to be wrong about. */
const naiveRoot = (leaves: readonly Uint8Array[]): Uint8Array => {
  const [first] = leaves
  if (first === undefined) return emptyRoot()
  if (leaves.length === 1) return first
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)))
}

const naivePath = (index: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
  if (leaves.length === 1) return []
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split
    ? [...naivePath(index, left), naiveRoot(right)]
    : [...naivePath(index - split, right), naiveRoot(left)]
}

const naiveGrowth = (older: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] => {
  if (older === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return older <= split
    ? [...naiveGrowth(older, left, whole), naiveRoot(right)]
    : [...naiveGrowth(older - split, right, false), naiveRoot(left)]
}

/** Reads only nodes that appending has said to store. */
const grow = (leaves: readonly Uint8Array[]) => {
  const stored = new Map<string, Uint8Array>()
  let frontier = emptyFrontier
  for (const leaf of leaves) {
    const appended = appendLeaf(frontier, leaf)
    frontier = appended.frontier
    for (const node of appended.nodes) stored.set(`${node.level}/${node.index}`, node.hash)
  }
  const read: NodeReader = (level, index) => {
    const hash = stored.get(`${level}/${index}`)
    if (hash === undefined) throw new Error(`node ${level}/${index} was never completed`)
    return hash
  }
  return { frontier, read, stored }
}

const forest = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)))

describe('the published vectors', () => {
  const { read } = grow(LEAVES)
  test.each(ROOTS.map((root, size) => [size, root] as const))('root of %i leaves', (size, root) => {
    expect(hex(treeRoot(read, size))).toBe(root)
    expect(hex(frontierRoot(grow(LEAVES.slice(0, size)).frontier))).toBe(root)
  })
  test.each(PATHS)('path of leaf %i in %i', (index, size, proof) => {
    expect(inclusionProof(read, index, size).map(hex)).toEqual(proof)
  })
  test.each(GROWTHS)('growth from %i to %i', (older, newer, proof) => {
    expect(consistencyProof(read, older, newer).map(hex)).toEqual(proof)
  })
})

describe('against the naive tree', () => {
  const { read } = grow(forest)
  const sizes = fc.integer({ min: 1, max: forest.length })

  test('roots and frontiers', () => {
    for (let size = 0; size <= forest.length; size += 1) {
      const expected = hex(naiveRoot(forest.slice(0, size)))
      expect(hex(treeRoot(read, size))).toBe(expected)
      expect(hex(frontierRoot(frontierOf(read, size)))).toBe(expected)
    }
  })

  test('paths verify, and only for their own leaf, place, size and root', () => {
    const cases = fc.tuple(sizes, fc.nat(), fc.nat())
    fc.assert(
      fc.property(cases, ([size, pick, flip]) => {
        const index = pick % size
        const leaves = forest.slice(0, size)
        const proof = inclusionProof(read, index, size)
        const root = naiveRoot(leaves)
        const leaf = leaves[index] ?? emptyRoot()
        expect(proof.map(hex)).toEqual(naivePath(index, leaves).map(hex))
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true)
        const other = leaves[(index + 1) % size] ?? emptyRoot()
        if (size > 1) expect(verifyInclusion(other, index, size, proof, root)).toBe(false)
        if (size > 1)
          expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, proof, emptyRoot())).toBe(false)
        if (proof.length > 0) {
          expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false)
          const bent = proof.map((hash) => hash.slice())
          const hash = bent[flip % bent.length]
          if (hash !== undefined) hash[flip % 32] = (hash[flip % 32] ?? 0) ^ 1
          expect(verifyInclusion(leaf, index, size, bent, root)).toBe(false)
        }
        expect(inclusionNodes(index, size).every((id) => read(id.level, id.index))).toBe(true)
      }),
    )
  })

  test('growths verify, and only between their own heads', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (newer, pick, flip) => {
        const older = 1 + (pick % newer)
        const leaves = forest.slice(0, newer)
        const proof = consistencyProof(read, older, newer)
        const from = { size: older, root: naiveRoot(leaves.slice(0, older)) }
        const to = { size: newer, root: naiveRoot(leaves) }
        expect(proof.map(hex)).toEqual(naiveGrowth(older, leaves).map(hex))
        expect(verifyConsistency(from, to, proof)).toBe(true)
        expect(verifyConsistency({ ...from, root: emptyRoot() }, to, proof)).toBe(false)
        expect(verifyConsistency(from, { ...to, root: emptyRoot() }, proof)).toBe(false)
        expect(verifyConsistency(from, to, [...proof, emptyRoot()])).toBe(false)
        if (proof.length > 0) {
          expect(verifyConsistency(from, to, proof.slice(0, -1))).toBe(false)
          const bent = proof.map((hash) => hash.slice())
          const hash = bent[flip % bent.length]
          if (hash !== undefined) hash[flip % 32] = (hash[flip % 32] ?? 0) ^ 1
          expect(verifyConsistency(from, to, bent)).toBe(false)
        }
        expect(consistencyNodes(older, newer).every((id) => read(id.level, id.index))).toBe(true)
      }),
    )
  })

  test('the empty tree is the beginning of every tree and only under its own root', () => {
    const to = { size: 5, root: naiveRoot(forest.slice(0, 5)) }
    expect(consistencyProof(read, 0, 5)).toEqual([])
    expect(verifyConsistency({ size: 0, root: emptyRoot() }, to, [])).toBe(true)
    expect(verifyConsistency({ size: 0, root: to.root }, to, [])).toBe(false)
    expect(verifyConsistency(to, { size: 0, root: emptyRoot() }, [])).toBe(false)
  })
})

/** Stand-in nodes for a tree too large to build; they do not hash into one another. */
const standIn: NodeReader = (level, index) => sha256(utf8(`${level}/${index}`))

test('places beyond 32 bits are counted exactly', () => {
  const size = 2 ** 40 + 5
  const index = 2 ** 40 + 2
  const proof = inclusionProof(standIn, index, size)
  expect(proof).toHaveLength(4)
  expect(equal(proof.at(-1) ?? emptyRoot(), standIn(40, 0))).toBe(true)
  expect(inclusionNodes(index, size).map((id) => `${id.level}/${id.index}`)).toEqual([
    `0/${2 ** 40 + 3}`,
    `1/${2 ** 39}`,
    `0/${2 ** 40 + 4}`,
    '40/0',
  ])
})

test('a leaf may be longer than an entry', () => {
  const leaf = new Uint8Array(70_000).fill(7)
  expect(hex(leafHash(leaf))).toBe(hex(sha256(concat(Uint8Array.of(0), leaf))))
  expect(hex(leafHash(Uint8Array.of(7)))).toBe(hex(sha256(Uint8Array.of(0, 7))))
  expect(() => nodeHash(leaf, leaf)).toThrow('32 bytes')
})
