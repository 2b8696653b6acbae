// Reads the stored tree: tiles of hashes, bundles of entries, and nodes out of tiles.
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import {
  bundleBytes,
  HASH_BYTES,
  nodesOfTiles,
  TILE_WIDTH,
  tilePath,
  tilesOfNodes,
  type NodeId,
  type NodeReader,
  type Tile,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import type { NotaryTables } from '../tables.ts'

type Reader = Database<NotaryTables>

/** Where a tile's rows begin (exclusive) and end (inclusive), counted from 1. */
function rangeOf({ index, width }: Tile): { after: number; through: number } {
  return { after: index * TILE_WIDTH, through: index * TILE_WIDTH + width }
}

/** A tile's bytes, or undefined when the tree does not reach so far. */
export async function readTile(
  db: Reader,
  bookId: string,
  tile: Tile,
): Promise<Uint8Array | undefined> {
  if (tile.level === 'entries') return readBundle(db, bookId, tile)
  const { after, through } = rangeOf(tile)
  const { rows } =
    tile.level === 0
      ? await sql<{ bytes: Buffer | null }>`
          SELECT string_agg(leaf, ''::bytea ORDER BY sequence) AS bytes FROM replayed_entry
          WHERE book_id = ${bookId}
            AND sequence > ${after}::bigint AND sequence <= ${through}::bigint`.execute(db)
      : await sql<{ bytes: Buffer | null }>`
          SELECT string_agg(hash, ''::bytea ORDER BY index) AS bytes FROM tree_hash
          WHERE book_id = ${bookId} AND level = ${tile.level}::int
            AND index >= ${after}::bigint AND index < ${through}::bigint`.execute(db)
  const bytes = rows[0]?.bytes
  return bytes?.length === tile.width * HASH_BYTES ? new Uint8Array(bytes) : undefined
}

async function readBundle(db: Reader, bookId: string, tile: Tile): Promise<Uint8Array | undefined> {
  const { after, through } = rangeOf(tile)
  const { rows } = await sql<{ bytes: Buffer }>`
    SELECT bytes FROM replayed_entry
    WHERE book_id = ${bookId} AND sequence > ${after}::bigint AND sequence <= ${through}::bigint
    ORDER BY sequence`.execute(db)
  return rows.length === tile.width ? bundleBytes(rows.map(({ bytes }) => bytes)) : undefined
}

/** A reader of exactly these nodes in the tree of `size` leaves; throws when a tile is missing. */
export async function readNodes(
  db: Reader,
  bookId: string,
  nodes: readonly NodeId[],
  size: number,
): Promise<NodeReader> {
  const tiles = new Map<string, Uint8Array>()
  for (const tile of tilesOfNodes(nodes, size)) {
    const bytes = await readTile(db, bookId, tile)
    if (bytes) tiles.set(tilePath(tile), bytes)
  }
  const fetch = (tile: Tile) => {
    const bytes = tiles.get(tilePath(tile))
    if (!bytes) throw new Error(`${tilePath(tile)} of ${bookId} is not stored`)
    return bytes
  }
  return nodesOfTiles(fetch, size, nodeSha256)
}
