// The same history in other batches: cut anew, with twins in between, by memory or by Postgres.
import type { Database } from '@ticun/db'
import type { Command, EscrowTables } from '@ticun/escrow/in-process'
import type { Draw } from './draw.ts'
import { byDesk, directly } from './stage.ts'

const BATCH_MAX = 9

/** Cuts a history anew. */
function cutAnew(batches: readonly (readonly Command[])[], draw: Draw): Command[][] {
  const cut: Command[][] = []
  for (const command of batches.flat()) {
    const last = cut.at(-1)
    if (last && last.length < BATCH_MAX && draw.percent(75)) last.push(command)
    else cut.push([command])
  }
  return cut
}

/** Plays commands that were played already into another database, some of them twice. */
export async function playOtherwise(
  db: Database<EscrowTables>,
  bookId: string,
  batches: readonly (readonly Command[])[],
  draw: Draw,
): Promise<void> {
  const cut = cutAnew(batches, draw)
  const twice = cut.map((batch, index) => {
    const earlier = draw.percent(30) ? draw.one(cut[draw.upTo(index + 1)]!) : undefined
    return earlier ? [...batch, earlier] : batch
  })
  for (let at = 0; at < twice.length;) {
    const some = twice.slice(at, at + 1 + draw.upTo(6))
    at += some.length
    if (draw.percent(70)) await byDesk(db, bookId)(some)
    else for (const batch of some) await directly(db, bookId)(batch)
  }
}
