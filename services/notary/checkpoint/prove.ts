// The `.tlog-proof` of a leaf under a published checkpoint.
import type { Kysely } from 'kysely'
import { formatTlogProof, inclusionNodes, inclusionProof } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import type { NotaryTables } from '../tables.ts'
import { readNodes } from './tree.ts'

/** The proof's text for leaf `index` (from 0) in the tree that `note` signs. */
export async function proofOf(
  db: Kysely<NotaryTables>,
  bookId: string,
  index: number,
  { size, note }: { size: number; note: string },
): Promise<string> {
  const read = await readNodes(db, bookId, inclusionNodes(index, size), size)
  const path = inclusionProof(read, index, size, nodeSha256)
  return formatTlogProof({ index, path, checkpoint: note })
}
