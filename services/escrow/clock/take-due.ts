// Takes everything that is due, book by book and tick by tick.
import { isRefusal, type Refusal } from '@ticun/protocol'
import type { Escrow } from './escrow.ts'

/** What came true in a book, by kind of timer. */
export type Taken = { bookId: string; taken: Record<string, number> }

export type Told = { onTaken: (taken: Record<string, number>) => void }

/**
 * Ticks one book until nothing is due. What was taken stays taken when a later tick fails: all that
 * is due is in the book's own table, and the next round goes on from there. Throws a fault when
 * escrow is away.
 */
export async function takeDueOf(
  escrow: Escrow,
  told: Told,
  bookId: string,
  at?: string,
): Promise<Taken | Refusal> {
  const sum: Record<string, number> = {}
  for (;;) {
    const tick = await escrow.tick(bookId, at)
    if (isRefusal(tick)) return tick
    told.onTaken(tick.taken)
    for (const [kind, count] of Object.entries(tick.taken)) sum[kind] = (sum[kind] ?? 0) + count
    // A tick that takes nothing would take nothing again.
    if (tick.left === 0 || Object.keys(tick.taken).length === 0) return { bookId, taken: sum }
  }
}

/**
 * Ticks all books; one that fails does not keep the others waiting. Throws the first fault at the
 * end, after every book had its turn.
 */
export async function takeDue(escrow: Escrow, told: Told): Promise<Taken[]> {
  const found: Taken[] = []
  const faults: unknown[] = []
  for (const bookId of await escrow.books()) {
    try {
      const taken = await takeDueOf(escrow, told, bookId)
      if (isRefusal(taken)) throw new Error(`${bookId}: ${taken.refused} ${taken.detail ?? ''}`)
      found.push(taken)
    } catch (error) {
      faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
  return found
}
