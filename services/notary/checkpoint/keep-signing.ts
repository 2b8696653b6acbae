// The hand of the notary: at a steady pace, catches up and signs what has grown.
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@ticun/db'
import type { Told } from '../alert/raise.ts'
import { listBooks } from '../book/book.ts'
import { originOf, type Office } from '../key/office.ts'
import { catchUp } from '../replay/follow.ts'
import { createGapWatch } from '../replay/gap.ts'
import type { NotaryTables } from '../tables.ts'
import { signBook } from './sign.ts'

/** An entry is under a checkpoint at most this long after it was replayed. */
export const SIGN_EVERY_MS = 500
const FAULT_PAUSE_MAX_MS = 5_000

export type SigningOptions = {
  db: Database<NotaryTables>
  office: Office
  told: Told
  /** Called after a checkpoint with its fact was committed. */
  onSigned: () => void
  /** Called after each look, to keep figures. */
  onLook?: () => Promise<void>
}

/** Looks once at every book: catches up, watches for gaps, signs. */
export async function signAll(
  { db, office, told, onSigned }: SigningOptions,
  watch?: (books: Awaited<ReturnType<typeof listBooks>>) => Promise<void>,
): Promise<void> {
  await catchUp(db, told)
  const books = await listBooks(db)
  await watch?.(books)
  for (const book of books) {
    const origin = originOf(office, book.bookId, books[0]?.bookId ?? book.bookId)
    if (await signBook(db, office, { book, origin }, told)) onSigned()
  }
}

/** Signs until stopped. Faults are logged and tried again. */
export function keepSigning(options: SigningOptions): { stop: () => Promise<void> } {
  const ending = new AbortController()
  const { told } = options
  const watch = createGapWatch(options.db, told)
  const run = async () => {
    let failures = 0
    while (!ending.signal.aborted) {
      try {
        await signAll(options, watch)
        await options.onLook?.()
        failures = 0
      } catch (error) {
        failures += 1
        told.log.warn({ err: error, failures }, 'nothing can be signed for now')
      }
      const pauseMs = Math.min(SIGN_EVERY_MS * (failures + 1), FAULT_PAUSE_MAX_MS)
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}
