// Knows the tile specification's own examples, and that proofs from tiles equal proofs from nodes.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  appendLeaf,
  bundleBytes,
  consistencyNodes,
  consistencyProof,
  emptyFrontier,
  frontierRoot,
  hasTile,
  hex,
  inclusionNodes,
  inclusionProof,
  leafHash,
  nodesOfTiles,
  parseBundle,
  parseTilePath,
  tileBytes,
  tilePath,
  tilesBetween,
  tilesOfNodes,
  tileWidth,
  treeRoot,
  type NodeReader,
} from './index.ts'
import { nodeSha256 } from './node.ts'

const LEAVES = 70_000

const stored = new Map<string, Uint8Array>()
const roots = new Map<number, string>()
let frontier = emptyFrontier
for (let i = 0; i < LEAVES; i += 1) {
  const leaf = leafHash(new TextEncoder().encode(String(i)), nodeSha256)
  const appended = appendLeaf(frontier, leaf, nodeSha256)
  frontier = appended.frontier
  for (const { level, index, hash } of appended.nodes) stored.set(`${level}/${index}`, hash)
  if (i < 600 || i > LEAVES - 600) {
    roots.set(frontier.size, hex(frontierRoot(frontier, nodeSha256)))
  }
}

const read: NodeReader = (level, index) => {
  const hash = stored.get(`${level}/${index}`)
  if (hash === undefined) throw new Error(`no node ${level}/${index}`)
  return hash
}

const paths = (older: number, newer: number) => [...tilesBetween(older, newer)].map(tilePath)

test.each([
  [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
  [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
  [{ level: 2, index: 999, width: 255 }, 'tile/2/999.p/255'],
  [{ level: 'entries', index: 1000, width: 256 }, 'tile/entries/x001/000'],
] as const)('path of %o', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
  expect(parseTilePath(path)).toEqual(tile)
})

test.each([
  'tile/0/1',
  'tile/0/x000/001',
  'tile/0/001/x002',
  'tile/00/001',
  'tile/64/001',
  'tile/0/001.p/0',
  'tile/0/001.p/256',
  'tile/0/001.p/01',
  'tile/-1/001',
  'tile/0/001/',
  '/tile/0/001',
  'tile/data/001',
  `tile/0/${'x999/'.repeat(6)}999`,
])('no tile is called %s', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

test('a tree of 70,000 leaves has the tiles that the specification counts', () => {
  const tiles = [...tilesBetween(0, LEAVES)]
  const count = (level: number | 'entries', isFull: boolean) =>
    tiles.filter((tile) => tile.level === level && (tile.width === 256) === isFull).length
  expect([count(0, true), count(0, false)]).toEqual([273, 1])
  expect([count(1, true), count(1, false)]).toEqual([1, 1])
  expect([count(2, true), count(2, false)]).toEqual([0, 1])
  expect([count('entries', true), count('entries', false)]).toEqual([273, 1])
  expect(tiles.at(-1)).toEqual({ level: 2, index: 0, width: 1 })
  expect(tileWidth(0, 273, LEAVES)).toBe(112)
  expect(tileWidth(1, 1, LEAVES)).toBe(17)
  expect(paths(0, 256)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
})

test('growth adds only tiles that grew', () => {
  expect(paths(0, 0)).toEqual([])
  expect(paths(5, 5)).toEqual([])
  expect(paths(5, 6)).toEqual(['tile/entries/000.p/6', 'tile/0/000.p/6'])
  expect(paths(255, 257)).toEqual([
    'tile/entries/000',
    'tile/entries/001.p/1',
    'tile/0/000',
    'tile/0/001.p/1',
    'tile/1/000.p/1',
  ])
  expect(hasTile({ level: 0, index: 1, width: 1 }, 257)).toBe(true)
  expect(hasTile({ level: 0, index: 1, width: 2 }, 257)).toBe(false)
  expect(hasTile({ level: 1, index: 1, width: 1 }, 257)).toBe(false)
})

test('roots and proofs come out of nothing but tiles', () => {
  const sizes = fc.integer({ min: LEAVES - 600, max: LEAVES })
  fc.assert(
    fc.property(sizes, fc.nat(), (size, pick) => {
      const index = pick % size
      const nodes = [...inclusionNodes(index, size), ...consistencyNodes(index + 1, size)]
      const fetched = new Map(
        tilesOfNodes(nodes, size).map((tile) => [tilePath(tile), tileBytes(tile, read)]),
      )
      const tiles = nodesOfTiles(
        (tile) => fetched.get(tilePath(tile)) ?? new Uint8Array(0),
        size,
        nodeSha256,
      )
      expect(inclusionProof(tiles, index, size, nodeSha256).map(hex)).toEqual(
        inclusionProof(read, index, size, nodeSha256).map(hex),
      )
      expect(consistencyProof(tiles, index + 1, size, nodeSha256).map(hex)).toEqual(
        consistencyProof(read, index + 1, size, nodeSha256).map(hex),
      )
    }),
    { numRuns: 50 },
  )
  const all = nodesOfTiles((tile) => tileBytes(tile, read), LEAVES, nodeSha256)
  expect(hex(treeRoot(all, LEAVES, nodeSha256))).toBe(roots.get(LEAVES))
  expect(() => all(0, LEAVES)).toThrow('beyond the tree')
  expect(() => nodesOfTiles(() => new Uint8Array(1), LEAVES)(0, 0)).toThrow('cut short')
})

test('a bundle holds its entries and nothing else', () => {
  const bytes = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 256 }), (entries) => {
      expect(parseBundle(bundleBytes(entries)).map(hex)).toEqual(entries.map(hex))
    }),
  )
  expect(hex(bundleBytes([Uint8Array.of(1, 2), new Uint8Array(0)]))).toBe('000201020000')
  expect(parseBundle(bundleBytes([new Uint8Array(65_535)]))[0]).toHaveLength(65_535)
  expect(() => bundleBytes([new Uint8Array(65_536)])).toThrow('longer')
  expect(() => parseBundle(Uint8Array.of(0, 2, 1))).toThrow('cut short')
  expect(() => parseBundle(Uint8Array.of(0))).toThrow('cut short')
  expect(() => parseBundle(new Uint8Array(2 * 257))).toThrow('at most 256')
})
