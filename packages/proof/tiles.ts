// Knows C2SP tlog-tiles: how a tree is cut into files of 256 hashes, and how these are named.
import { HASH_BYTES } from './chain.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { checkSize, nodeHash, type NodeId, type NodeReader } from './tree.ts'

/** Levels of the tree in one tile, and hashes (or entries) in a full one. */
export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256

const TILE_LEVEL_MAX = 63
const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** One file of a log: hashes of a level, or entries. A width below 256 makes it partial. */
export type Tile = {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** Fetches a tile's bytes. */
export type TileReader = (tile: Tile) => Uint8Array

/** The path below the log's prefix, without a leading slash: `tile/0/x001/234.p/5`. */
export const tilePath = ({ level, index, width }: Tile): string => {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/\d{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** The tile of its path, or undefined if no tile has this path. */
export const parseTilePath = (path: string): Tile | undefined => {
  const [, level, groups, width] = PATH.exec(path) ?? []
  if (level === undefined || groups === undefined) return undefined
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  if (tile.level !== 'entries' && tile.level > TILE_LEVEL_MAX) return undefined
  // Needless leading groups, a width of 256 and indexes past counting all spell another path.
  return tilePath(tile) === path ? tile : undefined
}

/** Hashes that a tree of `size` leaves has at a tile level: floor(size / 256^level). */
const hashesAt = (level: number | 'entries', size: number): number =>
  Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level))

/** How wide a tile is in a tree of `size` leaves: 0 (not there) to 256. */
export const tileWidth = (level: number | 'entries', index: number, size: number): number => {
  checkSize(size)
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH))
}

/** Whether a tree of `size` leaves serves this tile, at this width or already wider. */
export const hasTile = ({ level, index, width }: Tile, size: number): boolean =>
  width > 0 && width <= tileWidth(level, index, size)

/**
 * The tiles that a tree grown from `older` to `newer` leaves has and the older one had not, entries
 * first, then each level upwards. From 0: every tile of the tree.
 */
export const tilesBetween = function* (older: number, newer: number): Generator<Tile> {
  checkSize(older)
  checkSize(newer)
  const levels: (number | 'entries')[] = ['entries']
  for (let level = 0; hashesAt(level, newer) > 0; level += 1) levels.push(level)
  for (const level of levels) {
    const [from, to] = [hashesAt(level, older), hashesAt(level, newer)]
    for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) {
      const width = tileWidth(level, index, newer)
      if (width > tileWidth(level, index, older)) yield { level, index, width }
    }
  }
}

/** The bytes of a tile of hashes. */
export const tileBytes = ({ level, index, width }: Tile, read: NodeReader): Uint8Array => {
  if (level === 'entries') throw new ProofError('a bundle of entries holds no hashes')
  const bytes = new Uint8Array(width * HASH_BYTES)
  for (let i = 0; i < width; i += 1) {
    bytes.set(read(level * TILE_HEIGHT, index * TILE_WIDTH + i), i * HASH_BYTES)
  }
  return bytes
}

/** Where a node's hashes lie: its tile's place, the first hash in it, and how many. */
const placeOf = ({ level, index }: NodeId): { tile: NodeId; first: number; count: number } => {
  const count = 2 ** (level % TILE_HEIGHT)
  const first = index * count
  return {
    tile: { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(first / TILE_WIDTH) },
    first: first % TILE_WIDTH,
    count,
  }
}

const tileOf = ({ level, index }: NodeId, size: number): Tile => ({
  level,
  index,
  width: tileWidth(level, index, size),
})

/** The tiles, each once, that hold these nodes in a tree of `size` leaves: what to fetch first. */
export const tilesOfNodes = (nodes: readonly NodeId[], size: number): Tile[] => {
  const tiles = nodes.map((node) => tileOf(placeOf(node).tile, size))
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()]
}

const foldHashes = (hashes: Uint8Array[], sha256: Sha256): Uint8Array => {
  let row = hashes
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i + 1 < row.length; i += 2) {
      const [left, right] = row.slice(i, i + 2)
      if (left !== undefined && right !== undefined) above.push(nodeHash(left, right, sha256))
    }
    row = above
  }
  const [root] = row
  if (root === undefined) throw new ProofError('no hashes to fold')
  return root
}

/** Reads nodes out of tiles of a tree of `size` leaves; hashes what lies between tile levels. */
export const nodesOfTiles =
  (fetch: TileReader, size: number, sha256: Sha256 = portable): NodeReader =>
  (level, index) => {
    const place = placeOf({ level, index })
    const tile = tileOf(place.tile, size)
    if (place.first + place.count > tile.width) throw new ProofError('a node beyond the tree')
    const bytes = fetch(tile)
    if (bytes.length < tile.width * HASH_BYTES) throw new ProofError('a tile cut short')
    const hashes = Array.from({ length: place.count }, (_, i) => {
      const at = (place.first + i) * HASH_BYTES
      return bytes.slice(at, at + HASH_BYTES)
    })
    return foldHashes(hashes, sha256)
  }
